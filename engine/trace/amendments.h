#ifndef COSTDB_ENGINE_TRACE_AMENDMENTS_H_
#define COSTDB_ENGINE_TRACE_AMENDMENTS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/trace/coded_span.h"
#include "engine/trace/span_forest.h"
#include "engine/trace/trace_resolver.h"

namespace costdb::engine {

/// The spans of one trace that take usage and texts from other spans: copies of them, as they are
/// billed and shown. Meant to be kept and used for trace after trace. Not thread-safe.
class Amendments {
 public:
  /// Starts a trace, whose amended spans `price` prices. All must stay until the last use.
  void Begin(const SpanForest& forest, std::span<const CodedSpan> spans,
             const PriceFunction& price);

  /// The span of a rank, amended if it is.
  const CodedSpan& Effective(SpanRank rank) const {
    return index_[rank] == kNotAmended ? Arrived(rank) : amended_[index_[rank]].span;
  }

  /// Index into what Take returns, or kNotAmended.
  std::uint32_t IndexOf(SpanRank rank) const { return index_[rank]; }
  UsageSource UsageSourceOf(SpanRank rank) const {
    return index_[rank] == kNotAmended ? UsageSource::kOwn : amended_[index_[rank]].usage_source;
  }

  /// Replaces the usage of `rank` by that of `from`, and how it was counted.
  void ReplaceUsage(SpanRank rank, SpanRank from);

  /// Gives `rank` the counts, models and texts that it lacks and `from` has; both report one call.
  void CompleteFromTwin(SpanRank rank, SpanRank from);

  /// Bills at `rank` what `wrapper` reports beyond the calls beneath it. `rank` may be the wrapper.
  void GiveRest(SpanRank rank, SpanRank wrapper, const Usage& rest);

  /// Prices every amended span that took a count or a model.
  void PriceAll();

  std::vector<CodedSpan> Take();

 private:
  struct Amended {
    CodedSpan span;
    UsageSource usage_source = UsageSource::kOwn;
    bool needs_price = false;
  };

  const CodedSpan& Arrived(SpanRank rank) const { return spans_[forest_->SourceOf(rank)]; }
  Amended& Amend(SpanRank rank);
  bool HasPrice(TextCode model, const CodedSpan& span) const;
  void TakeModel(const CodedSpan& from, Amended* amended) const;

  const SpanForest* forest_ = nullptr;
  std::span<const CodedSpan> spans_;
  const PriceFunction* price_ = nullptr;
  std::vector<std::uint32_t> index_;
  std::vector<Amended> amended_;
};

/// True when every count that both report is the same.
bool AgreeOnUsage(const Usage& a, const Usage& b);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_TRACE_AMENDMENTS_H_
