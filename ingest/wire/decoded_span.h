#ifndef COSTDB_INGEST_WIRE_DECODED_SPAN_H_
#define COSTDB_INGEST_WIRE_DECODED_SPAN_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "engine/span/identifiers.h"

namespace costdb::ingest {

/// What an OpenTelemetry AnyValue holds.
enum class ValueKind : std::uint8_t {
  kEmpty,       ///< Unset, or null.
  kText,        ///< `text`.
  kBool,        ///< `integer`, 0 or 1.
  kInteger,     ///< `integer`.
  kDouble,      ///< `real`.
  kArray,       ///< Scalars: `element_count` from AttributeList::elements[`integer`] on.
  kStructured,  ///< A map, a nested or a long array, bytes: never a column, so never decoded.
};

/// Longer arrays than this are kStructured.
inline constexpr std::uint32_t kMaximumArrayElements = 64;

/// One AnyValue. Views are into the record being decoded.
struct DecodedValue {
  ValueKind kind = ValueKind::kEmpty;
  std::uint32_t element_count = 0;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view text = {};
};

/// One KeyValue.
struct DecodedAttribute {
  std::string_view key;
  DecodedValue value;
};

/// The attributes of a resource, a span or an event, in the order sent, duplicates included.
struct AttributeList {
  std::vector<DecodedAttribute> attributes;
  std::vector<DecodedValue> elements;  ///< Of the arrays among the attributes.

  void Clear() {
    attributes.clear();
    elements.clear();
  }
  std::span<const DecodedValue> ElementsOf(const DecodedValue& array) const {
    return {elements.data() + array.integer, array.element_count};
  }
};

/// One event of a span: its name, and a range of DecodedSpan::event_attributes.
struct DecodedEvent {
  std::string_view name;
  std::uint32_t first_attribute = 0;
  std::uint32_t attribute_count = 0;
};

/// The way to an element of a JSON document: which of its requests (0 unless the document is an
/// array), which resource, scope and span; kNowhere from where the way ends on.
struct JsonPath {
  static constexpr std::uint32_t kNowhere = 0xFFFF'FFFF;

  std::uint32_t request = 0;
  std::uint32_t resource = kNowhere;
  std::uint32_t scope = kNowhere;
  std::uint32_t span = kNowhere;
};

/// Where something stands in a record: a byte of it, and in JSON, whose decoder knows no bytes, a
/// path that leads on from that byte.
struct RecordPlace {
  std::size_t offset = 0;
  JsonPath path;
};

/// One span as it stood on the wire, the same for protobuf and JSON. Reused from span to span, so
/// that its vectors are allocated once.
struct DecodedSpan {
  engine::TraceId trace_id;
  engine::SpanId span_id = 0;
  engine::SpanId parent_span_id = 0;
  std::uint64_t start_unix_ns = 0;
  std::uint64_t end_unix_ns = 0;
  std::int64_t kind = 0;
  std::int64_t status = 0;
  std::string_view name;
  AttributeList attributes;
  std::vector<DecodedEvent> events;
  AttributeList event_attributes;
  RecordPlace place;
  std::string_view raw_span_id;  ///< As it stood on the wire.
  bool is_binary = false;        ///< Ids on the wire were bytes, no text.
  /// The first thing that makes the span unusable, a constant text; null when nothing does.
  const char* defect = nullptr;
  std::string_view defect_value;  ///< What stood there, if that helps.

  void Clear();
  /// Records `reason` unless an earlier one stands.
  void Refuse(const char* reason, std::string_view value = {}) {
    if (defect != nullptr) return;
    defect = reason;
    defect_value = value;
  }
};

/// Receives what a decoder finds. Within one record: each resource before its scopes, each scope
/// before its spans. All views hold until the decoder's call for the record returns. An error of
/// TakeSpan stops the decoder, which hands it on.
class SpanConsumer {
 public:
  virtual ~SpanConsumer() = default;
  /// `wire` is the resource as it stood there, so that it is known again; empty when it was in
  /// parts, or not as it should be.
  virtual void BeginResource(const AttributeList& attributes, std::string_view wire) = 0;
  virtual void BeginScope(std::string_view name, std::string_view version) = 0;
  virtual Status TakeSpan(const DecodedSpan& span) = 0;
  /// A part of the record cannot be read; the decoder goes on behind it.
  virtual void TakeFault(const RecordPlace& place, const std::string& message) = 0;
};

/// Reads ids as they stand in protobuf, and records a defect in `span` when they are none. An empty
/// or all-zero parent is "none".
void SetBinaryIds(std::string_view trace_id, std::string_view span_id, std::string_view parent,
                  DecodedSpan* span);

/// The same for hexadecimal ids, upper or lower case, as they stand in JSON.
void SetHexIds(std::string_view trace_id, std::string_view span_id, std::string_view parent,
               DecodedSpan* span);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_DECODED_SPAN_H_
