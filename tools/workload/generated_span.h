#ifndef COSTDB_TOOLS_WORKLOAD_GENERATED_SPAN_H_
#define COSTDB_TOOLS_WORKLOAD_GENERATED_SPAN_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace costdb::tools {

/// One attribute of a span or resource, as OTLP carries it.
struct GeneratedAttribute {
  enum class Kind : std::uint8_t { kText, kInteger, kBool, kTextList };

  std::string_view key;
  Kind kind = Kind::kText;
  std::string_view text;     ///< kText; kTextList: its only element.
  std::int64_t integer = 0;  ///< kInteger; kBool: 0 or 1.
};

/// A finished span on its way to the wire. Texts are views; whoever makes the span keeps them alive
/// until it is encoded.
struct GeneratedSpan {
  std::uint64_t trace_id_high = 0;
  std::uint64_t trace_id_low = 0;
  std::uint64_t span_id = 0;
  std::uint64_t parent_span_id = 0;  ///< 0: a root.
  std::string_view name;
  std::uint32_t kind = 1;  ///< OpenTelemetry's number.
  std::int64_t start_unix_ns = 0;
  std::int64_t end_unix_ns = 0;
  bool failed = false;
  std::uint32_t resource = 0;  ///< Index into Resources().
  std::uint32_t scope = 0;     ///< Index into Scopes().
  std::vector<GeneratedAttribute> attributes;

  void AddText(std::string_view key, std::string_view value) {
    attributes.push_back({key, GeneratedAttribute::Kind::kText, value, 0});
  }
  void AddInteger(std::string_view key, std::int64_t value) {
    attributes.push_back({key, GeneratedAttribute::Kind::kInteger, {}, value});
  }
  void AddBool(std::string_view key, bool value) {
    attributes.push_back({key, GeneratedAttribute::Kind::kBool, {}, value ? 1 : 0});
  }
  void AddTextList(std::string_view key, std::string_view only_value) {
    attributes.push_back({key, GeneratedAttribute::Kind::kTextList, only_value, 0});
  }
};

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_WORKLOAD_GENERATED_SPAN_H_
