#ifndef COSTDB_TESTS_ENGINE_TRACE_BUILDER_H_
#define COSTDB_TESTS_ENGINE_TRACE_BUILDER_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/trace/coded_span.h"

namespace costdb::engine::testing {

/// attr[...] column number `key`.
constexpr ColumnId AttributeColumn(std::uint32_t key) {
  return static_cast<ColumnId>(kFirstAttributeColumn + 2 * key);
}

/// resource[...] column number `key`.
constexpr ColumnId ResourceColumn(std::uint32_t key) {
  return static_cast<ColumnId>(kFirstAttributeColumn + 2 * key + 1);
}

/// Writes a span of a test's trace in one expression.
class SpanBuilder {
 public:
  SpanBuilder(SpanId id, SpanId parent, std::int64_t start_unix_ns) {
    span_.trace_id = {.high = 1, .low = 2};
    span_.span_id = id;
    span_.parent_span_id = parent;
    span_.start_unix_ns = start_unix_ns;
    span_.end_unix_ns = start_unix_ns + 1;
  }

  SpanBuilder& Role(SpanRole role) { return Set(&CodedSpan::role, role); }
  SpanBuilder& End(std::int64_t end_unix_ns) { return Set(&CodedSpan::end_unix_ns, end_unix_ns); }
  SpanBuilder& Error() { return Set(&CodedSpan::status, SpanStatus::kError); }

  /// Usage and its price, as the catalog gave it.
  SpanBuilder& Uses(std::int64_t input, std::int64_t output, std::int64_t cost_pico) {
    span_.usage.input = input;
    span_.usage.output = output;
    span_.cost.total = cost_pico;
    return *this;
  }

  SpanBuilder& Text(SpanText column, TextCode code) {
    span_[column] = code;
    return *this;
  }

  SpanBuilder& Attributes(std::vector<CodedAttribute> attributes) {
    span_.attributes = std::move(attributes);
    return *this;
  }

  operator CodedSpan() const { return span_; }  // NOLINT: reads as a span in a list of spans

 private:
  template <typename T>
  SpanBuilder& Set(T CodedSpan::*member, T value) {
    span_.*member = value;
    return *this;
  }

  CodedSpan span_;
};

}  // namespace costdb::engine::testing

#endif  // COSTDB_TESTS_ENGINE_TRACE_BUILDER_H_
