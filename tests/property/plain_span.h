#ifndef COSTDB_TESTS_PROPERTY_PLAIN_SPAN_H_
#define COSTDB_TESTS_PROPERTY_PLAIN_SPAN_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "engine/span/span_record.h"

namespace costdb::property {

/// A span with texts of its own, in normal form: what the database should understand it to be,
/// whatever dialect it is sent in.
struct PlainSpan {
  std::uint64_t trace = 0;
  engine::SpanId id = 0;
  engine::SpanId parent = 0;
  std::int64_t start = 0;  ///< Nanoseconds since the Unix epoch, as `end`.
  std::int64_t end = 0;
  engine::SpanRole role = engine::SpanRole::kOther;
  engine::SpanKind kind = engine::SpanKind::kInternal;
  engine::SpanStatus status = engine::SpanStatus::kUnset;
  engine::Containment containment = engine::Containment::kNone;
  std::array<std::string, engine::kSpanTextCount> text;
  std::string response_id;
  engine::Usage usage;
  std::map<std::string, std::string> attributes;
  std::map<std::string, std::string> resource;
  int instrumentation = 0;  ///< Who writes it: an index into Instrumentations().

  std::string& operator[](engine::SpanText column) {
    return text[static_cast<std::size_t>(column)];
  }
  const std::string& operator[](engine::SpanText column) const {
    return text[static_cast<std::size_t>(column)];
  }
  bool operator==(const PlainSpan&) const = default;
};

/// A count of Usage and the name of its column.
struct NamedCount {
  std::int64_t engine::Usage::*count;
  std::string_view column;
};
inline constexpr std::array<NamedCount, 6> kCounts = {{
    {&engine::Usage::input, "input_tokens"},
    {&engine::Usage::cached, "cached_tokens"},
    {&engine::Usage::cache_write, "cache_write_tokens"},
    {&engine::Usage::cache_write_1h, "cache_write_1h_tokens"},
    {&engine::Usage::output, "output_tokens"},
    {&engine::Usage::reasoning, "reasoning_tokens"},
}};

/// The names of the text columns, in the order of SpanText.
inline constexpr std::array<std::string_view, engine::kSpanTextCount> kTextNames = {
    "name",           "service",    "environment", "provider",      "operation",   "request_model",
    "response_model", "user",       "session",     "agent",         "tool",        "feature",
    "finish_reason",  "error_type", "scope",       "scope_version", "service_tier"};

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_PLAIN_SPAN_H_
