#include "engine/trace/trace_resolver.h"

#include <algorithm>

#include "engine/trace/amendments.h"
#include "engine/trace/attribution.h"
#include "engine/trace/billing.h"
#include "engine/trace/span_forest.h"

namespace costdb::engine {
namespace {

// A trace this large is rare; the memory that it needed is not kept for the next.
constexpr std::size_t kMaximumSpansToRemember = 65'536;

// Resolves one trace after another. Scratch memory stays from trace to trace, so that a small trace
// costs no more than the allocation of its result.
class Resolver {
 public:
  ResolvedTrace Resolve(std::span<const CodedSpan> spans, const PriceFunction& price) {
    spans_ = spans;
    ResolvedTrace trace;
    trace.trace_id = spans.front().trace_id;
    forest_.Build(spans);
    trace.duplicates = forest_.duplicates();
    trace.conflicts = forest_.conflicts();
    amendments_.Begin(forest_, spans, price);
    biller_.Bill(forest_, spans, &amendments_);
    attribution_.Attribute(forest_, spans);
    for (const TwinGroup& group : biller_.twins()) {
      for (const SpanRank twin : group) attribution_.Complete(group.front(), twin);
    }
    PlaceSpans(&trace);
    EmitSpans(&trace);
    DescribeRoot(&trace);
    SumTrace(&trace);
    trace.amended = amendments_.Take();
    return trace;
  }

 private:
  const CodedSpan& SpanOf(SpanRank rank) const { return amendments_.Effective(rank); }
  const std::vector<BilledSpan>& billed() const { return biller_.billed(); }

  // Calls first, then the others, each part by rank.
  void PlaceSpans(ResolvedTrace* trace) {
    for (const BilledSpan& span : billed()) trace->call_count += IsCall(span.billing) ? 1 : 0;
    std::uint32_t next_call = 0;
    std::uint32_t next_other = trace->call_count;
    places_.resize(billed().size());
    for (SpanRank rank = 0; rank < billed().size(); ++rank) {
      places_[rank] = IsCall(billed()[rank].billing) ? next_call++ : next_other++;
    }
  }

  void EmitSpans(ResolvedTrace* trace) {
    trace->inherited_attributes = attribution_.CopyPool();
    trace->spans.resize(forest_.size());
    for (SpanRank rank = 0; rank < forest_.size(); ++rank) {
      const SpanRank parent = forest_.ParentOf(rank);
      const InheritedDimensions& dimensions = attribution_.DimensionsOf(rank);
      trace->spans[places_[rank]] = {
          .source = forest_.SourceOf(rank),
          .parent = parent == kNoParent ? kNoParent : places_[parent],
          .amended = amendments_.IndexOf(rank),
          .billing = billed()[rank].billing,
          .usage_source = amendments_.UsageSourceOf(rank),
          .user = dimensions.user,
          .session = dimensions.session,
          .agent = dimensions.agent,
          .feature = dimensions.feature,
          .environment = dimensions.environment,
          .inclusive = billed()[rank].Sums(),
          .attributes = attribution_.AttributesOf(rank, trace->inherited_attributes.get()),
      };
    }
  }

  // A true root goes before a span whose parent has not arrived; then the earliest.
  SpanRank FindRoot() const {
    SpanRank orphan = kNoParent;
    for (SpanRank rank = 0; rank < forest_.size(); ++rank) {
      if (forest_.ParentOf(rank) != kNoParent) continue;
      if (SpanOf(rank).parent_span_id == 0) return rank;
      if (orphan == kNoParent) orphan = rank;
    }
    return orphan;  // A forest of at least one span has a root.
  }

  void DescribeRoot(ResolvedTrace* trace) const {
    const SpanRank root = FindRoot();
    const ResolvedSpan& resolved = trace->spans[places_[root]];
    trace->root_name = SpanOf(root)[SpanText::kName];
    trace->root_service = SpanOf(root)[SpanText::kService];
    trace->environment = resolved.environment;
    trace->user = resolved.user;
    trace->session = resolved.session;
    for (std::uint32_t i = 0; i < trace->call_count; ++i) {
      const ResolvedSpan& call = trace->spans[i];
      if (trace->environment == kNullCode) trace->environment = call.environment;
      if (trace->user == kNullCode) trace->user = call.user;
      if (trace->session == kNullCode) trace->session = call.session;
    }
  }

  void SumTrace(ResolvedTrace* trace) const {
    NullableSum input;
    NullableSum output;
    BilledSpan total;
    trace->start_unix_ns = SpanOf(0).start_unix_ns;
    trace->end_unix_ns = SpanOf(0).end_unix_ns;
    for (SpanRank rank = 0; rank < forest_.size(); ++rank) {
      const CodedSpan& span = SpanOf(rank);
      trace->end_unix_ns = std::max(trace->end_unix_ns, span.end_unix_ns);
      if (span.status == SpanStatus::kError) ++trace->errors;
      if (forest_.ParentOf(rank) == kNoParent) {
        total.cost_pico.Add(billed()[rank].cost_pico);
        total.tokens.Add(billed()[rank].tokens);
        total.calls += billed()[rank].calls;
      }
      if (billed()[rank].billing == Billing::kUnmetered) ++trace->unmetered_calls;
      if (billed()[rank].billing != Billing::kBilled) continue;
      if (span.cost.total == kNullInteger) ++trace->unpriced_calls;
      input.Add(span.usage.input);
      output.Add(span.usage.output);
    }
    trace->input_tokens = input.value();
    trace->output_tokens = output.value();
    trace->total = total.Sums();
  }

  std::span<const CodedSpan> spans_;
  SpanForest forest_;
  Amendments amendments_;
  Biller biller_;
  Attribution attribution_;
  std::vector<std::uint32_t> places_;  // Index into ResolvedTrace::spans, by rank.
};

}  // namespace

ResolvedTrace ResolveTrace(std::span<const CodedSpan> spans, const PriceFunction& price) {
  if (spans.empty()) return {};
  if (spans.size() > kMaximumSpansToRemember) return Resolver().Resolve(spans, price);
  thread_local Resolver resolver;
  return resolver.Resolve(spans, price);
}

}  // namespace costdb::engine
