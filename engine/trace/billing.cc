#include "engine/trace/billing.h"

#include "engine/money/checked_arithmetic.h"

namespace costdb::engine {
namespace {

bool IsBillableRole(SpanRole role) {
  return role == SpanRole::kInference || role == SpanRole::kEmbedding;
}

// `beneath` holds what the descendants amount to.
Billing BillingOf(const CodedSpan& span, const BilledSpan& beneath) {
  if (span.usage.is_reported()) {
    return beneath.reports_usage ? Billing::kWrapper : Billing::kBilled;
  }
  const bool is_lone_call = IsBillableRole(span.role) && beneath.calls == 0;
  return is_lone_call ? Billing::kUnmetered : Billing::kNone;
}

}  // namespace

std::int64_t NullableSum::value() const {
  return has_value_ ? NarrowToInt64(sum_).value_or(kNullInteger) : kNullInteger;
}

void BillSpans(const SpanForest& forest, std::span<const CodedSpan> spans,
               std::vector<BilledSpan>* billed) {
  billed->assign(forest.size(), BilledSpan{});
  for (const SpanRank rank : forest.ChildrenFirst()) {
    const CodedSpan& span = spans[forest.SourceOf(rank)];
    BilledSpan& own = (*billed)[rank];
    own.billing = BillingOf(span, own);
    own.reports_usage = own.reports_usage || span.usage.is_reported();
    if (IsCall(own.billing)) ++own.calls;
    if (own.billing == Billing::kBilled) {
      own.cost_pico.Add(span.cost.total);
      own.tokens.Add(span.usage.input);
      own.tokens.Add(span.usage.output);
    }
    const SpanRank parent = forest.ParentOf(rank);
    if (parent == kNoParent) continue;
    BilledSpan& above = (*billed)[parent];
    above.cost_pico.Add(own.cost_pico);
    above.tokens.Add(own.tokens);
    above.calls += own.calls;
    above.reports_usage = above.reports_usage || own.reports_usage;
  }
}

}  // namespace costdb::engine
