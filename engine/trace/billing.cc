#include "engine/trace/billing.h"

#include <algorithm>
#include <tuple>

#include "engine/money/checked_arithmetic.h"
#include "engine/trace/usage_counts.h"

namespace costdb::engine {
namespace {

// What `reported` has beyond `sum`: a count that is not reported is not in the rest either. Parts
// stay within their totals.
Usage Rest(const Usage& reported, const Usage& sum) {
  Usage rest;
  for (const auto count : kUsageCounts) {
    if (reported.*count != kNullInteger) {
      rest.*count = std::max<std::int64_t>(reported.*count - sum.*count, 0);
    }
  }
  const auto cut = [](std::int64_t part, std::int64_t total) {
    return part == kNullInteger ? part : std::min(part, OrZero(total));
  };
  rest.cached = cut(rest.cached, rest.input);
  rest.cache_write = cut(rest.cache_write, OrZero(rest.input) - OrZero(rest.cached));
  rest.cache_write_1h = cut(rest.cache_write_1h, rest.cache_write);
  rest.reasoning = cut(rest.reasoning, rest.output);
  return rest;
}

bool Exceeds(const Usage& reported, const Usage& sum) {
  return OrZero(reported.input) > sum.input || OrZero(reported.output) > sum.output;
}

bool FallsBelow(const Usage& reported, const Usage& sum) {
  return OrZero(reported.input) < sum.input || OrZero(reported.output) < sum.output;
}

// How much a span knows of its usage, to tell which of two readings holds.
auto UsageQuality(const CodedSpan& span) {
  const auto counts =
      std::count_if(kUsageCounts.begin(), kUsageCounts.end(),
                    [&](const auto count) { return span.usage.*count != kNullInteger; });
  return std::make_tuple(span.usage.is_reported(), span.containment != Containment::kAmbiguous,
                         counts);
}

}  // namespace

std::int64_t NullableSum::value() const {
  return has_value_ ? NarrowToInt64(sum_).value_or(kNullInteger) : kNullInteger;
}

void UsageSum::Add(const Usage& usage) {
  for (const auto count : kUsageCounts) total.*count += OrZero(usage.*count);
}

void Biller::Unmetered::Add(const Unmetered& other) {
  if (other.count == 0) return;
  count += other.count;
  last = other.last;
}

void Biller::Calls::Add(const Calls& other) {
  sum.Add(other.sum.total);
  metered += other.metered;
  unmetered.Add(other.unmetered);
  failed.Add(other.failed);
}

void Biller::Bill(const SpanForest& forest, std::span<const CodedSpan> spans,
                  Amendments* amendments) {
  forest_ = &forest;
  spans_ = spans;
  amendments_ = amendments;
  billed_.assign(forest.size(), BilledSpan{});
  beneath_.assign(forest.size(), Beneath{});
  MergeTwins();
  for (const SpanRank rank : forest.ChildrenFirst()) Decide(rank);
  amendments->PriceAll();
  SumUpward();
}

void Biller::MergeTwins() {
  twins_.clear();
  const TextCode first_scope = spans_[forest_->SourceOf(0)][SpanText::kScope];
  const bool has_one_scope = std::all_of(
      spans_.begin(), spans_.end(),
      [first_scope](const CodedSpan& span) { return span[SpanText::kScope] == first_scope; });
  if (has_one_scope) return;
  twins_ = FindTwins(*forest_, spans_, FindCandidates());
  for (const TwinGroup& group : twins_) MergeTwinGroup(group);
}

// Calls with neither a call nor a report of usage beneath them.
std::vector<SpanRank> Biller::FindCandidates() const {
  std::vector<bool> has_call_beneath(forest_->size(), false);
  std::vector<SpanRank> candidates;
  for (const SpanRank rank : forest_->ChildrenFirst()) {
    const CodedSpan& span = spans_[forest_->SourceOf(rank)];
    const bool is_call = IsBillableRole(span.role);
    if (is_call && !has_call_beneath[rank]) candidates.push_back(rank);
    const SpanRank parent = forest_->ParentOf(rank);
    if (parent != kNoParent && (is_call || span.usage.is_reported() || has_call_beneath[rank])) {
      has_call_beneath[parent] = true;
    }
  }
  std::sort(candidates.begin(), candidates.end());
  return candidates;
}

void Biller::MergeTwinGroup(const TwinGroup& group) {
  const SpanRank billed = group.front();
  SpanRank best = billed;
  for (const SpanRank rank : group) {
    const bool is_better =
        UsageQuality(amendments_->Effective(rank)) > UsageQuality(amendments_->Effective(best));
    if (is_better) best = rank;
  }
  const bool disagree = std::any_of(group.begin(), group.end(), [&](SpanRank rank) {
    return !AgreeOnUsage(amendments_->Effective(rank).usage, amendments_->Effective(best).usage);
  });
  if (disagree && best != billed) amendments_->ReplaceUsage(billed, best);
  for (const SpanRank rank : group) {
    if (rank == billed) continue;
    billed_[rank].billing = Billing::kTwin;
    amendments_->CompleteFromTwin(billed, rank);
  }
}

// What lies beneath is decided.
void Biller::Decide(SpanRank rank) {
  const CodedSpan& span = amendments_->Effective(rank);
  Beneath& beneath = beneath_[rank];
  Billing& billing = billed_[rank].billing;
  const bool is_lone = beneath.calls == 0 && !beneath.has_twin;
  if (billing == Billing::kTwin) {
    beneath.has_twin = true;
  } else if (span.usage.is_reported()) {
    billing = is_lone ? Billing::kBilled : BillEnclosing(rank);
  } else if (is_lone && IsBillableRole(span.role)) {
    billing = Billing::kUnmetered;
  }
  Calls& calls = span.role == SpanRole::kEmbedding ? beneath.embeddings : beneath.inferences;
  if (billing == Billing::kBilled) {
    calls.sum.Add(amendments_->Effective(rank).usage);
    ++calls.metered;
  } else if (billing == Billing::kUnmetered) {
    const bool has_failed = span.status == SpanStatus::kError;
    (has_failed ? calls.failed : calls.unmetered).Add({.count = 1, .last = rank});
  }
  if (IsCall(billing)) {
    ++beneath.calls;
    beneath.last_call = rank;
  }
  const SpanRank parent = forest_->ParentOf(rank);
  if (parent == kNoParent) return;
  Beneath& above = beneath_[parent];
  above.inferences.Add(beneath.inferences);
  above.embeddings.Add(beneath.embeddings);
  above.calls += beneath.calls;
  if (beneath.calls > 0) above.last_call = beneath.last_call;
  above.has_twin = above.has_twin || beneath.has_twin;
}

// A span that reports usage and has calls or twins beneath it.
Billing Biller::BillEnclosing(SpanRank rank) {
  Beneath& beneath = beneath_[rank];
  if (beneath.calls == 0) return Billing::kWrapper;  // Of a twin, billed elsewhere.
  const Usage reported = amendments_->Effective(rank).usage;
  Calls& calls = beneath.inferences.count() > 0 ? beneath.inferences : beneath.embeddings;
  if (beneath.calls == 1 && calls.metered == 1 && IsSameCall(rank, beneath.last_call)) {
    amendments_->CompleteFromTwin(beneath.last_call, rank);
    calls.sum = {};
    calls.sum.Add(amendments_->Effective(beneath.last_call).usage);
    return Billing::kWrapper;
  }
  const Usage& sum = calls.sum.total;
  if (!Exceeds(reported, sum)) return Billing::kWrapper;
  if (FallsBelow(reported, sum)) return Billing::kUnexplained;
  return BillRest(rank, Rest(reported, sum), &calls);
}

// Another instrumentation's span around the one call beneath it.
bool Biller::IsSameCall(SpanRank rank, SpanRank call) const {
  const CodedSpan& outer = amendments_->Effective(rank);
  const CodedSpan& inner = amendments_->Effective(call);
  return outer.role == inner.role && IsBillableRole(outer.role) &&
         outer[SpanText::kScope] != inner[SpanText::kScope] &&
         AgreeOnUsage(outer.usage, inner.usage);
}

Billing Biller::BillRest(SpanRank rank, const Usage& rest, Calls* calls) {
  const bool of_inferences = calls == &beneath_[rank].inferences;
  Unmetered& theirs = calls->unmetered.count > 0 ? calls->unmetered : calls->failed;
  const bool may_explain = of_inferences || OrZero(rest.output) == 0;
  if (theirs.count == 0 || !may_explain) {
    return calls->metered == 0 ? Billing::kBilled : Billing::kUnexplained;
  }
  if (theirs.count > 1) {
    if (rest != amendments_->Effective(rank).usage) amendments_->GiveRest(rank, rank, rest);
    // They are paid for: nothing that encloses this span explains more by them.
    theirs = {};
    return Billing::kBilled;
  }
  amendments_->GiveRest(theirs.last, rank, rest);
  billed_[theirs.last].billing = Billing::kBilled;
  calls->sum.Add(rest);
  ++calls->metered;
  theirs = {};
  return Billing::kWrapper;
}

void Biller::SumUpward() {
  for (const SpanRank rank : forest_->ChildrenFirst()) {
    const CodedSpan& span = amendments_->Effective(rank);
    BilledSpan& own = billed_[rank];
    if (IsCall(own.billing)) ++own.calls;
    if (own.billing == Billing::kBilled) {
      own.cost_pico.Add(span.cost.total);
      own.tokens.Add(span.usage.input);
      own.tokens.Add(span.usage.output);
    }
    const SpanRank parent = forest_->ParentOf(rank);
    if (parent == kNoParent) continue;
    billed_[parent].cost_pico.Add(own.cost_pico);
    billed_[parent].tokens.Add(own.tokens);
    billed_[parent].calls += own.calls;
  }
}

}  // namespace costdb::engine
