#ifndef COSTDB_ENGINE_TRACE_BILLING_H_
#define COSTDB_ENGINE_TRACE_BILLING_H_

#include <cstdint>
#include <span>
#include <vector>

#include "costdb/int128.h"
#include "engine/trace/amendments.h"
#include "engine/trace/coded_span.h"
#include "engine/trace/span_forest.h"
#include "engine/trace/trace_resolver.h"
#include "engine/trace/twins.h"

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

  InclusiveSums Sums() const { return {cost_pico.value(), tokens.value(), calls}; }
};

/// Usage summed over calls; an absent count adds nothing.
struct UsageSum {
  Usage total = {
      .input = 0, .cached = 0, .cache_write = 0, .cache_write_1h = 0, .output = 0, .reasoning = 0};

  void Add(const Usage& usage);
};

/// Decides for every span of a trace how it is billed: merges twins, compares wrappers with what is
/// beneath them, and sums upward. Meant to be kept and used for trace after trace. Not thread-safe.
/// docs/traces.md gives the rules.
class Biller {
 public:
  /// `amendments` has begun with the same trace.
  void Bill(const SpanForest& forest, std::span<const CodedSpan> spans, Amendments* amendments);

  const std::vector<BilledSpan>& billed() const { return billed_; }
  const std::vector<TwinGroup>& twins() const { return twins_; }

 private:
  /// Unmetered calls of one kind.
  struct Unmetered {
    std::uint32_t count = 0;
    SpanRank last = 0;

    void Add(const Unmetered& other);
  };

  /// The calls beneath a span that are of one role; unmetered ones whose usage is billed on a
  /// wrapper are not in it.
  struct Calls {
    UsageSum sum;
    std::uint32_t metered = 0;
    Unmetered unmetered;
    Unmetered failed;  ///< Unmetered too, with status error.

    void Add(const Calls& other);
    std::uint32_t count() const { return metered + unmetered.count + failed.count; }
  };

  /// What lies beneath a span, itself included once it is decided.
  struct Beneath {
    Calls inferences;
    Calls embeddings;
    std::uint32_t calls = 0;
    SpanRank last_call = 0;
    bool has_twin = false;
  };

  void MergeTwins();
  std::vector<SpanRank> FindCandidates() const;
  void MergeTwinGroup(const TwinGroup& group);
  void Decide(SpanRank rank);
  Billing BillEnclosing(SpanRank rank);
  Billing BillRest(SpanRank rank, const Usage& rest, Calls* calls);
  bool IsSameCall(SpanRank rank, SpanRank call) const;
  void SumUpward();

  const SpanForest* forest_ = nullptr;
  std::span<const CodedSpan> spans_;
  Amendments* amendments_ = nullptr;
  std::vector<BilledSpan> billed_;
  std::vector<Beneath> beneath_;
  std::vector<TwinGroup> twins_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_TRACE_BILLING_H_
