#include "ingest/wire/protobuf_decoder.h"

#include <fmt/format.h>

#include <string>

#include "engine/error/propagate.h"
#include "ingest/wire/protobuf_field.h"
#include "ingest/wire/protobuf_span.h"

namespace costdb::ingest {
namespace {

constexpr std::uint32_t kResourceField = 1;    // Of a ResourceSpans.
constexpr std::uint32_t kScopeSpansField = 2;  // Of a ResourceSpans.
// Of a ResourceSpans of 2022, with the layout of a ScopeSpans.
constexpr std::uint32_t kInstrumentationLibrarySpansField = 1000;
constexpr std::uint32_t kScopeField = 1;  // Of a ScopeSpans.
constexpr std::uint32_t kSpanField = 2;   // Of a ScopeSpans.

bool IsScopeList(std::uint32_t field) {
  return field == kScopeSpansField || field == kInstrumentationLibrarySpansField;
}

// The fields of a message, one after another, up to its end or a fault.
class FieldReader {
 public:
  explicit FieldReader(std::string_view message)
      : rest_(message), end_(message.data() + message.size()) {}

  // A value that claims more bytes than are left is cut, and a fault; nothing follows a fault.
  bool Next() {
    if (rest_.empty() || has_fault_) return false;
    const FieldOutcome outcome = ReadProtobufField(rest_, &field_);
    if (outcome != FieldOutcome::kRead) {
      has_fault_ = true;
      ends_early_ = outcome == FieldOutcome::kMoreBytes;
      return false;
    }
    rest_.remove_prefix(field_.header_bytes);
    is_cut_ = field_.value_bytes > rest_.size();
    has_fault_ = ends_early_ = is_cut_;
    value_ = rest_.substr(0, field_.value_bytes);
    rest_.remove_prefix(value_.size());
    return true;
  }

  std::uint32_t number() const { return field_.is_delimited ? field_.number : 0; }
  std::string_view value() const { return value_; }
  bool is_cut() const { return is_cut_; }
  // The fault is that the message ends, at `end`, before its last field does.
  bool ends_early_at(const char* end) const { return ends_early_ && end_ == end; }
  bool has_fault() const { return has_fault_; }
  std::string fault() const {
    if (!is_cut_) return "malformed protobuf";
    return fmt::format("a protobuf field that claims {} bytes, of which {} are there",
                       field_.value_bytes, value_.size());
  }
  // Where the fault is: in front of what could not be read, or of the value that was cut.
  const char* place() const { return is_cut_ ? value_.data() - field_.header_bytes : rest_.data(); }

 private:
  std::string_view rest_;
  const char* end_;
  ProtobufField field_;
  std::string_view value_;
  bool is_cut_ = false;
  bool ends_early_ = false;
  bool has_fault_ = false;
};

// One record, and whom its contents are told.
class Record {
 public:
  Record(std::string_view bytes, bool is_cut, SpanConsumer* consumer, AttributeList* resource,
         DecodedSpan* span)
      : bytes_(bytes), is_cut_(is_cut), consumer_(consumer), resource_(resource), span_(span) {}

  Status DecodeRequest() {
    FieldReader reader(bytes_);
    while (reader.Next()) {
      if (reader.number() != kResourceSpansField) continue;
      COSTDB_RETURN_IF_ERROR(DecodeResourceSpans(reader.value()));
    }
    EndMessage(reader);
    return Status::Ok();
  }

  Status DecodeResourceSpans(std::string_view message) {
    BeginResource(message);
    FieldReader reader(message);
    while (reader.Next()) {
      if (IsScopeList(reader.number())) COSTDB_RETURN_IF_ERROR(DecodeScopeSpans(reader.value()));
    }
    EndMessage(reader);
    return Status::Ok();
  }

 private:
  void BeginResource(std::string_view resource_spans) {
    resource_->Clear();
    std::string_view wire;
    bool is_whole = true;
    for (FieldReader reader(resource_spans); reader.Next();) {
      if (reader.number() != kResourceField || reader.is_cut()) continue;
      const std::size_t before = resource_->attributes.size();
      is_whole = is_whole && wire.empty();
      wire = reader.value();
      if (ReadProtobufResource(wire, resource_)) continue;
      is_whole = false;
      resource_->attributes.resize(before);
      TakeFault(wire.data(), "malformed protobuf in a resource");
    }
    consumer_->BeginResource(*resource_, is_whole ? wire : std::string_view());
  }

  Status DecodeScopeSpans(std::string_view message) {
    BeginScope(message);
    FieldReader reader(message);
    while (reader.Next()) {
      if (reader.number() != kSpanField || reader.is_cut()) continue;
      COSTDB_RETURN_IF_ERROR(DecodeSpan(reader.value()));
    }
    EndMessage(reader);
    return Status::Ok();
  }

  void BeginScope(std::string_view scope_spans) {
    ProtobufScope scope;
    for (FieldReader reader(scope_spans); reader.Next();) {
      if (reader.number() != kScopeField) continue;
      ProtobufScope read;
      if (ReadProtobufScope(reader.value(), &read)) {
        scope = read;
      } else if (!reader.is_cut()) {
        TakeFault(reader.value().data(), "malformed protobuf in a scope");
      }
    }
    consumer_->BeginScope(scope.name, scope.version);
  }

  Status DecodeSpan(std::string_view message) {
    span_->Clear();
    if (!ReadProtobufSpan(message, span_)) {
      span_->Clear();
      span_->is_binary = true;
      span_->Refuse("span is malformed protobuf");
    }
    span_->place.offset = OffsetOf(message.data());
    return consumer_->TakeSpan(*span_);
  }

  // The end of a record that is known to be cut is no news.
  void EndMessage(const FieldReader& reader) {
    if (!reader.has_fault()) return;
    const bool is_known = is_cut_ && reader.ends_early_at(bytes_.data() + bytes_.size());
    if (!is_known) TakeFault(reader.place(), reader.fault());
  }

  void TakeFault(const char* place, const std::string& message) {
    consumer_->TakeFault({OffsetOf(place), {}}, message);
  }

  std::size_t OffsetOf(const char* place) const {
    return static_cast<std::size_t>(place - bytes_.data());
  }

  std::string_view bytes_;
  bool is_cut_;
  SpanConsumer* consumer_;
  AttributeList* resource_;
  DecodedSpan* span_;
};

}  // namespace

Status ProtobufDecoder::DecodeRequest(std::string_view bytes, bool is_cut, SpanConsumer* consumer) {
  return Record(bytes, is_cut, consumer, &resource_, &span_).DecodeRequest();
}

Status ProtobufDecoder::DecodeResourceSpans(std::string_view bytes, bool is_cut,
                                            SpanConsumer* consumer) {
  return Record(bytes, is_cut, consumer, &resource_, &span_).DecodeResourceSpans(bytes);
}

}  // namespace costdb::ingest
