#ifndef COSTDB_ENGINE_TRACE_BILLING_H_
#define COSTDB_ENGINE_TRACE_BILLING_H_

#include <cstdint>
#include <span>
#include <vector>

#include "costdb/int128.h"
#include "engine/trace/coded_span.h"
#include "engine/trace/span_forest.h"
#include "engine/trace/trace_resolver.h"

namespace costdb::engine {

/// A sum of integers of which some are NULL; NULL while none was added. 128 bits hold any sum of
/// fewer than 2^32 64-bit integers, so adding needs no check.
class NullableSum {
 public:
  void Add(std::int64_t value) {
    if (value == kNullInteger) return;
    sum_ += value;
    has_value_ = true;
  }

  void Add(const NullableSum& other) {
    sum_ += other.sum_;
    has_value_ = has_value_ || other.has_value_;
  }

  /// kNullInteger when nothing was added or the sum does not fit 64 bits.
  std::int64_t value() const;

 private:
  Int128 sum_ = 0;
  bool has_value_ = false;
};

/// What one span and all beneath it amount to, and how the span itself is billed.
struct BilledSpan {
  NullableSum cost_pico;
  NullableSum tokens;
  std::uint32_t calls = 0;
  Billing billing = Billing::kNone;
  bool reports_usage = false;  ///< The span or one beneath it.

  InclusiveSums Sums() const { return {cost_pico.value(), tokens.value(), calls}; }
};

/// True when a span is a row of `calls`.
constexpr bool IsCall(Billing billing) {
  return billing == Billing::kBilled || billing == Billing::kUnmetered;
}

/// Decides for every span, by rank, whether it is billed, and sums upward. Usage is billed at the
/// deepest span that reports it; an inference or embedding without usage and without a call beneath
/// it is an unmetered call.
void BillSpans(const SpanForest& forest, std::span<const CodedSpan> spans,
               std::vector<BilledSpan>* billed);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_TRACE_BILLING_H_
