#ifndef COSTDB_TESTS_ENGINE_TRACE_BUILDER_H_
#define COSTDB_TESTS_ENGINE_TRACE_BUILDER_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/trace/coded_span.h"
#include "engine/trace/trace_resolver.h"

namespace costdb::engine::testing {

/// attr[...] column number `key`.
constexpr ColumnId AttributeColumn(std::uint32_t key) {
  return static_cast<ColumnId>(kFirstAttributeColumn + 2 * key);
}

/// resource[...] column number `key`.
constexpr ColumnId ResourceColumn(std::uint32_t key) {
  return static_cast<ColumnId>(kFirstAttributeColumn + 2 * key + 1);
}

/// What amended spans cost in tests: 10 picodollars an input token, 100 an output token, a tenth of
/// that a cached one.
inline CallCost PriceOfTest(const CodedSpan& span) {
  const auto count = [](std::int64_t tokens) { return tokens == kNullInteger ? 0 : tokens; };
  const std::int64_t cached = count(span.usage.cached);
  const std::int64_t total =
      10 * (count(span.usage.input) - cached) + cached + 100 * count(span.usage.output);
  return {.total = total, .source = CostSource::kCatalog};
}

inline ResolvedTrace Resolve(const std::vector<CodedSpan>& spans) {
  return ResolveTrace(spans, PriceOfTest);
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

  SpanBuilder& Cached(std::int64_t tokens) {
    span_.usage.cached = tokens;
    return *this;
  }
  SpanBuilder& Scope(TextCode code) { return Text(SpanText::kScope, code); }
  SpanBuilder& Model(TextCode code) { return Set(&CodedSpan::model, code); }
  SpanBuilder& ResponseId(std::string id) { return Set(&CodedSpan::response_id, std::move(id)); }

  SpanBuilder& Text(SpanText column, TextCode code) {
    span_[column] = code;
    return *this;
  }

  SpanBuilder& Attributes(const std::vector<CodedAttribute>& attributes) {
    span_.attributes.assign(attributes.begin(), attributes.end());
    return *this;
  }

  operator CodedSpan() const { return span_; }  // NOLINT: reads as a span in a list of spans

 private:
  template <typename T>
  SpanBuilder& Set(T CodedSpan::*member, T value) {
    span_.*member = std::move(value);
    return *this;
  }

  CodedSpan span_;
};

}  // namespace costdb::engine::testing

#endif  // COSTDB_TESTS_ENGINE_TRACE_BUILDER_H_
