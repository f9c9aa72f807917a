#include "engine/trace/trace_resolver.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "trace_builder.h"

namespace costdb::engine {
namespace {

using testing::AttributeColumn;
using testing::Resolve;
using testing::ResourceColumn;
using testing::SpanBuilder;

constexpr auto kLlm = SpanRole::kInference;
constexpr auto kAgent = SpanRole::kWrapper;

SpanBuilder Span(SpanId id, SpanId parent, std::int64_t start) {
  return {id, parent, start};
}

// The resolved span that came from the span with this id.
const ResolvedSpan& Of(const ResolvedTrace& trace, const std::vector<CodedSpan>& spans, SpanId id) {
  return *std::find_if(trace.spans.begin(), trace.spans.end(),
                       [&](const ResolvedSpan& span) { return spans[span.source].span_id == id; });
}

std::vector<SpanId> Ids(const ResolvedTrace& trace, const std::vector<CodedSpan>& spans) {
  std::vector<SpanId> ids;
  for (const ResolvedSpan& span : trace.spans) ids.push_back(spans[span.source].span_id);
  return ids;
}

CodedAttributes AttributesOf(const ResolvedSpan& span) {
  return {span.attributes.begin(), span.attributes.end()};
}

TEST(TraceResolver, AnAgentThatRepeatsTheUsageBeneathItIsNotBilled) {
  // The worked example of docs/traces.md.
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 100).End(900).Text(SpanText::kName, 11).Text(SpanText::kUser, 21),
      Span(2, 1, 200).Role(kAgent).Uses(481, 91, 5'000).Text(SpanText::kAgent, 31),
      Span(3, 2, 300).Role(kLlm).Uses(137, 37, 1'000),
      Span(4, 2, 400).Role(SpanRole::kTool).Error(),
      Span(5, 2, 500).Role(kLlm).Uses(344, 54, 2'000),
      Span(6, 1, 600).Role(kLlm),
  };
  const ResolvedTrace trace = Resolve(spans);

  EXPECT_EQ(Ids(trace, spans), (std::vector<SpanId>{3, 5, 6, 1, 2, 4}));
  EXPECT_EQ(trace.call_count, 3U);
  EXPECT_EQ(Of(trace, spans, 1).billing, Billing::kNone);
  EXPECT_EQ(Of(trace, spans, 2).billing, Billing::kWrapper);
  EXPECT_EQ(Of(trace, spans, 3).billing, Billing::kBilled);
  EXPECT_EQ(Of(trace, spans, 4).billing, Billing::kNone);
  EXPECT_EQ(Of(trace, spans, 5).billing, Billing::kBilled);
  EXPECT_EQ(Of(trace, spans, 6).billing, Billing::kUnmetered);

  EXPECT_EQ(Of(trace, spans, 2).inclusive.cost_pico, 3'000);
  EXPECT_EQ(Of(trace, spans, 2).inclusive.tokens, 137 + 37 + 344 + 54);
  EXPECT_EQ(Of(trace, spans, 2).inclusive.calls, 2U);
  EXPECT_EQ(Of(trace, spans, 4).inclusive.cost_pico, kNullInteger);
  EXPECT_EQ(Of(trace, spans, 4).inclusive.tokens, kNullInteger);
  EXPECT_EQ(Of(trace, spans, 4).inclusive.calls, 0U);
  EXPECT_EQ(trace.total.cost_pico, 3'000);
  EXPECT_EQ(trace.total.calls, 3U);
  EXPECT_EQ(trace.input_tokens, 481);
  EXPECT_EQ(trace.output_tokens, 91);
  EXPECT_EQ(trace.errors, 1U);
  EXPECT_EQ(trace.unmetered_calls, 1U);
  EXPECT_EQ(trace.unpriced_calls, 0U);

  EXPECT_EQ(Of(trace, spans, 5).user, 21U);
  EXPECT_EQ(Of(trace, spans, 5).agent, 31U);
  EXPECT_EQ(Of(trace, spans, 6).agent, kNullCode);
  EXPECT_EQ(trace.root_name, 11U);
  EXPECT_EQ(trace.user, 21U);
  EXPECT_EQ(trace.start_unix_ns, 100);
  EXPECT_EQ(trace.end_unix_ns, 900);
}

TEST(TraceResolver, ParentsAreIndexesIntoTheResult) {
  const std::vector<CodedSpan> spans = {Span(1, 0, 1), Span(2, 1, 2).Role(kLlm).Uses(1, 1, 1)};
  const ResolvedTrace trace = Resolve(spans);
  EXPECT_EQ(Ids(trace, spans), (std::vector<SpanId>{2, 1}));
  EXPECT_EQ(trace.spans[0].parent, 1U);
  EXPECT_EQ(trace.spans[1].parent, kNoParent);
}

TEST(TraceResolver, NoSpansGiveAnEmptyTrace) {
  const ResolvedTrace trace = Resolve({});
  EXPECT_TRUE(trace.spans.empty());
  EXPECT_EQ(trace.total.cost_pico, kNullInteger);
}

TEST(Billing, GoesToTheDeepestOfSeveralThatReport) {
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 1).Role(kAgent).Uses(10, 2, 100),
      Span(2, 1, 2).Role(kLlm).Uses(10, 2, 100),
      Span(3, 2, 3),  // Without usage, between two that have some.
      Span(4, 3, 4).Role(kLlm).Uses(10, 2, 100),
  };
  const ResolvedTrace trace = Resolve(spans);
  EXPECT_EQ(Of(trace, spans, 1).billing, Billing::kWrapper);
  EXPECT_EQ(Of(trace, spans, 2).billing, Billing::kWrapper);
  EXPECT_EQ(Of(trace, spans, 4).billing, Billing::kBilled);
  EXPECT_EQ(trace.total.cost_pico, 100);
  EXPECT_EQ(Of(trace, spans, 1).inclusive.tokens, 12);
}

TEST(Billing, WhatAWrapperReportsIsOfTheOneCallBeneathItThatReportsNothing) {
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 1).Role(kAgent).Uses(10, 2, 300).Model(5),
      Span(2, 1, 2).Role(kLlm),
  };
  const ResolvedTrace trace = Resolve(spans);
  EXPECT_EQ(Of(trace, spans, 1).billing, Billing::kWrapper);
  EXPECT_EQ(Of(trace, spans, 2).billing, Billing::kBilled);
  EXPECT_EQ(Of(trace, spans, 2).usage_source, UsageSource::kWrapper);
  EXPECT_EQ(EffectiveSpan(trace, Of(trace, spans, 2), spans).model, 5U);
  EXPECT_EQ(trace.call_count, 1U);
  EXPECT_EQ(Of(trace, spans, 1).inclusive.calls, 1U);
  EXPECT_EQ(Of(trace, spans, 1).inclusive.cost_pico, 10 * 10 + 2 * 100);
}

TEST(Billing, WhatAWrapperReportsBeyondTheCallsBeneathItIsOfTheUnmeteredOne) {
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 1).Role(kAgent).Uses(100, 20, 9'999), Span(2, 1, 2).Role(kLlm).Uses(60, 5, 1'100),
      Span(3, 1, 3).Role(kLlm),
      Span(4, 1, 4).Role(kLlm).Error(),  // Failed: the provider did not answer.
  };
  const ResolvedTrace trace = Resolve(spans);
  EXPECT_EQ(Of(trace, spans, 1).billing, Billing::kWrapper);
  EXPECT_EQ(Of(trace, spans, 3).billing, Billing::kBilled);
  EXPECT_EQ(Of(trace, spans, 4).billing, Billing::kUnmetered);
  EXPECT_EQ(EffectiveSpan(trace, Of(trace, spans, 3), spans).usage.input, 40);
  EXPECT_EQ(EffectiveSpan(trace, Of(trace, spans, 3), spans).usage.output, 15);
  EXPECT_EQ(trace.total.cost_pico, 1'100 + 40 * 10 + 15 * 100);
  EXPECT_EQ(trace.total.tokens, 120);
}

TEST(Billing, TheRestOfSeveralUnmeteredCallsIsBilledOnTheWrapperOnce) {
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 1).Role(kAgent).Uses(100, 20, 9'999),  // Repeats what is beneath.
      Span(2, 1, 2).Role(kAgent).Uses(100, 20, 9'999),
      Span(3, 2, 3).Role(kLlm).Uses(60, 5, 1'100),
      Span(4, 2, 4).Role(kLlm),
      Span(5, 2, 5).Role(kLlm),
  };
  const ResolvedTrace trace = Resolve(spans);
  EXPECT_EQ(Of(trace, spans, 1).billing, Billing::kWrapper);
  EXPECT_EQ(Of(trace, spans, 2).billing, Billing::kBilled);
  EXPECT_EQ(Of(trace, spans, 2).usage_source, UsageSource::kWrapper);
  EXPECT_EQ(Of(trace, spans, 4).billing, Billing::kUnmetered);
  EXPECT_EQ(trace.total.cost_pico, 1'100 + 40 * 10 + 15 * 100);
  EXPECT_EQ(trace.total.calls, 4U);
}

TEST(Billing, MoreThanIsBeneathWithoutAnUnmeteredCallIsUnexplained) {
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 1).Role(kAgent).Uses(100, 20, 9'999), Span(2, 1, 2).Role(kLlm).Uses(60, 5, 1'100),
      Span(3, 0, 3).Role(kAgent).Uses(100, 2, 9'999),  // More input, but less output.
      Span(4, 3, 4).Role(kLlm).Uses(60, 5, 1'100),     Span(5, 3, 5).Role(kLlm),
  };
  const ResolvedTrace trace = Resolve(spans);
  EXPECT_EQ(Of(trace, spans, 1).billing, Billing::kUnexplained);
  EXPECT_EQ(Of(trace, spans, 3).billing, Billing::kUnexplained);
  EXPECT_EQ(trace.total.cost_pico, 2'200);
}

TEST(Billing, AnEmbeddingDoesNotExplainOutput) {
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 1).Role(kAgent).Uses(100, 20, 9'999),
      Span(2, 1, 2).Role(SpanRole::kEmbedding),
      Span(3, 0, 3).Role(kAgent).Uses(100, 0, 1'000),
      Span(4, 3, 4).Role(SpanRole::kEmbedding),
  };
  const ResolvedTrace trace = Resolve(spans);
  EXPECT_EQ(Of(trace, spans, 1).billing, Billing::kBilled);
  EXPECT_EQ(Of(trace, spans, 2).billing, Billing::kUnmetered);
  EXPECT_EQ(Of(trace, spans, 3).billing, Billing::kWrapper);
  EXPECT_EQ(Of(trace, spans, 4).billing, Billing::kBilled);
}

TEST(Attribution, WalksACycleAllTheWayRound) {
  // 2 is the first of the cycle 2 -> 4 -> 3 -> 2 and loses its parent; the user stands on 4.
  const std::vector<CodedSpan> spans = {
      Span(2, 4, 1),
      Span(3, 2, 2),
      Span(4, 3, 3).Text(SpanText::kUser, 9).Attributes({{AttributeColumn(1), 4}}),
      Span(5, 3, 4),
  };
  const ResolvedTrace trace = Resolve(spans);
  for (const SpanId id : {2U, 3U, 4U, 5U}) {
    EXPECT_EQ(Of(trace, spans, id).user, 9U) << id;
    EXPECT_EQ(Of(trace, spans, id).attributes.size(), 1U) << id;
  }
}

TEST(Duplicates, ACopyThatDiffersConflicts) {
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 1).Role(kLlm).Uses(10, 2, 100),
      Span(1, 0, 1).Role(kLlm).Uses(10, 2, 100),
      Span(1, 0, 1).Role(kLlm).Uses(11, 2, 100),
  };
  const ResolvedTrace trace = Resolve(spans);
  EXPECT_EQ(trace.duplicates, 2U);
  EXPECT_EQ(trace.conflicts, 1U);
  EXPECT_EQ(trace.input_tokens, 10);
}

TEST(Billing, ACallWithoutUsageOverACallIsNoCall) {
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 1).Role(kLlm),
      Span(2, 1, 2).Role(kLlm).Uses(1, 1, 5),
      Span(3, 0, 3).Role(SpanRole::kEmbedding),
      Span(4, 3, 4).Role(kLlm),
  };
  const ResolvedTrace trace = Resolve(spans);
  EXPECT_EQ(Of(trace, spans, 1).billing, Billing::kNone);
  EXPECT_EQ(Of(trace, spans, 2).billing, Billing::kBilled);
  EXPECT_EQ(Of(trace, spans, 3).billing, Billing::kNone);
  EXPECT_EQ(Of(trace, spans, 4).billing, Billing::kUnmetered);
}

TEST(Billing, ARetriedCallIsBilledForEachAnswer) {
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 1),
      Span(2, 1, 2).Role(kLlm).Uses(10, 1, 100).Error(),
      Span(3, 1, 3).Role(kLlm).Uses(10, 1, 100),
  };
  EXPECT_EQ(Resolve(spans).total.cost_pico, 200);
}

TEST(Billing, ACallWithoutAPriceIsCountedAndItsTokensSummed) {
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 1).Role(kLlm).Uses(10, kNullInteger, kNullInteger),
      Span(2, 0, 2).Role(kLlm).Uses(kNullInteger, 3, 7),
  };
  const ResolvedTrace trace = Resolve(spans);
  EXPECT_EQ(trace.unpriced_calls, 1U);
  EXPECT_EQ(Of(trace, spans, 1).inclusive.cost_pico, kNullInteger);
  EXPECT_EQ(Of(trace, spans, 1).inclusive.tokens, 10);
  EXPECT_EQ(trace.total.cost_pico, 7);
  EXPECT_EQ(trace.input_tokens, 10);
  EXPECT_EQ(trace.output_tokens, 3);
}

TEST(Billing, ASumThatDoesNotFitIsNullAndNeverWraps) {
  constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 1),
      Span(2, 1, 2).Role(kLlm).Uses(1, 1, kHuge),
      Span(3, 1, 3).Role(kLlm).Uses(1, 1, kHuge),
  };
  const ResolvedTrace trace = Resolve(spans);
  EXPECT_EQ(Of(trace, spans, 2).inclusive.cost_pico, kHuge);
  EXPECT_EQ(Of(trace, spans, 1).inclusive.cost_pico, kNullInteger);
  EXPECT_EQ(trace.total.cost_pico, kNullInteger);
  EXPECT_EQ(trace.total.calls, 2U);
}

TEST(Duplicates, TheFirstStaysAndTheRestAreCounted) {
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 1).Role(kLlm).Uses(1, 1, 5).Text(SpanText::kName, 8),
      Span(1, 0, 1).Role(kLlm).Uses(1, 1, 5).Text(SpanText::kName, 9),
      Span(1, 0, 1).Role(kLlm).Uses(1, 1, 5),
  };
  const ResolvedTrace trace = Resolve(spans);
  ASSERT_EQ(trace.spans.size(), 1U);
  EXPECT_EQ(trace.duplicates, 2U);
  EXPECT_EQ(trace.spans[0].source, 0U);
  EXPECT_EQ(trace.total.cost_pico, 5);
}

TEST(Parents, AMissingParentLeavesARoot) {
  const std::vector<CodedSpan> spans = {Span(2, 77, 5).Text(SpanText::kName, 9)};
  const ResolvedTrace trace = Resolve(spans);
  EXPECT_EQ(trace.spans[0].parent, kNoParent);
  EXPECT_EQ(trace.root_name, 9U);
}

TEST(Parents, ATrueRootIsTheRootEvenAfterAnOrphan) {
  const std::vector<CodedSpan> spans = {
      Span(2, 77, 5).Text(SpanText::kName, 8), Span(4, 0, 7).Text(SpanText::kName, 9),
      Span(3, 0, 7).Text(SpanText::kName, 10),  // Same start: the smaller id.
  };
  EXPECT_EQ(Resolve(spans).root_name, 10U);
}

TEST(Parents, ASpanThatIsItsOwnParentIsARoot) {
  const std::vector<CodedSpan> spans = {Span(2, 2, 5).Role(kLlm).Uses(1, 1, 5)};
  const ResolvedTrace trace = Resolve(spans);
  EXPECT_EQ(trace.spans[0].parent, kNoParent);
  EXPECT_EQ(trace.total.cost_pico, 5);
}

TEST(Parents, ACycleIsCutAtItsFirstSpanWhateverTheOrder) {
  // 3 -> 2 -> 1 -> 3, and 4 beneath 1. Span 2 starts first: it becomes the root.
  std::vector<CodedSpan> spans = {
      Span(1, 3, 20).Role(kLlm).Uses(1, 0, 10),
      Span(2, 1, 10).Text(SpanText::kUser, 5),
      Span(3, 2, 30),
      Span(4, 1, 40).Role(kLlm).Uses(2, 0, 100),
  };
  std::sort(spans.begin(), spans.end(),
            [](const CodedSpan& a, const CodedSpan& b) { return a.span_id < b.span_id; });
  do {
    const ResolvedTrace trace = Resolve(spans);
    const auto parent_of = [&](SpanId id) {
      const std::uint32_t parent = Of(trace, spans, id).parent;
      return parent == kNoParent ? 0 : spans[trace.spans[parent].source].span_id;
    };
    EXPECT_EQ(parent_of(2), 0U);
    EXPECT_EQ(parent_of(3), 2U);
    EXPECT_EQ(parent_of(1), 3U);
    EXPECT_EQ(parent_of(4), 1U);
    EXPECT_EQ(Of(trace, spans, 4).user, 5U);
    EXPECT_EQ(Of(trace, spans, 1).billing, Billing::kWrapper);
    EXPECT_EQ(Of(trace, spans, 2).inclusive.cost_pico, 100);
  } while (std::next_permutation(
      spans.begin(), spans.end(),
      [](const CodedSpan& a, const CodedSpan& b) { return a.span_id < b.span_id; }));
}

TEST(Attribution, TheNearestAncestorWinsAndTheOwnValueOverAll) {
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 1)
          .Text(SpanText::kUser, 1)
          .Text(SpanText::kSession, 1)
          .Text(SpanText::kFeature, 1),
      Span(2, 1, 2).Text(SpanText::kSession, 2),
      Span(3, 2, 3).Role(kLlm).Text(SpanText::kFeature, 3).Text(SpanText::kEnvironment, 3),
      Span(4, 99, 4),  // Its parent is not there: nothing to inherit.
  };
  const ResolvedTrace trace = Resolve(spans);
  const ResolvedSpan& call = Of(trace, spans, 3);
  EXPECT_EQ(call.user, 1U);
  EXPECT_EQ(call.session, 2U);
  EXPECT_EQ(call.feature, 3U);
  EXPECT_EQ(call.environment, 3U);
  EXPECT_EQ(call.agent, kNullCode);
  EXPECT_EQ(Of(trace, spans, 4).user, kNullCode);
}

TEST(Attribution, ATraceTakesFromItsFirstCallWhatItsRootLacks) {
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 1).Text(SpanText::kSession, 1),
      Span(2, 1, 2).Text(SpanText::kUser, 2),  // No call.
      Span(3, 1, 3).Role(kLlm),
      Span(4, 1, 4).Role(kLlm).Text(SpanText::kUser, 4).Text(SpanText::kSession, 4),
      Span(5, 1, 5).Role(kLlm).Text(SpanText::kUser, 5),
  };
  const ResolvedTrace trace = Resolve(spans);
  EXPECT_EQ(trace.user, 4U);
  EXPECT_EQ(trace.session, 1U);
}

TEST(Attribution, AttributesPassDownAndResourcesDoNot) {
  const std::vector<CodedSpan> spans = {
      Span(1, 0, 1).Attributes(
          {{AttributeColumn(0), 10}, {ResourceColumn(0), 20}, {AttributeColumn(2), 30}}),
      Span(2, 1, 2).Attributes({{AttributeColumn(1), 40}, {AttributeColumn(2), 50}}),
      Span(3, 2, 3).Attributes({{ResourceColumn(1), 60}}),
      Span(4, 2, 4),
  };
  const ResolvedTrace trace = Resolve(spans);
  const CodedAttributes second = {
      {AttributeColumn(0), 10}, {AttributeColumn(1), 40}, {AttributeColumn(2), 50}};
  EXPECT_EQ(AttributesOf(Of(trace, spans, 1)), spans[0].attributes);
  EXPECT_EQ(AttributesOf(Of(trace, spans, 2)), second);
  EXPECT_EQ(AttributesOf(Of(trace, spans, 3)), (CodedAttributes{{AttributeColumn(0), 10},
                                                                {AttributeColumn(1), 40},
                                                                {ResourceColumn(1), 60},
                                                                {AttributeColumn(2), 50}}));
  EXPECT_EQ(AttributesOf(Of(trace, spans, 4)), second);
}

TEST(Attribution, AListThatIsOnlyInheritedExistsOnce) {
  std::vector<CodedSpan> spans = {
      Span(1, 0, 1).Attributes({{AttributeColumn(0), 10}, {ResourceColumn(0), 20}}),
      // The same resource, and an attribute more.
      Span(2, 1, 2).Attributes({{ResourceColumn(0), 20}, {AttributeColumn(1), 30}}),
  };
  for (SpanId id = 3; id < 100; ++id) {
    spans.push_back(Span(id, 2, 3).Role(kLlm).Attributes({{ResourceColumn(0), 20}}));
  }
  const ResolvedTrace trace = Resolve(spans);
  const auto* shared = Of(trace, spans, 2).attributes.data();
  EXPECT_EQ(Of(trace, spans, 1).attributes.data(), spans[0].attributes.data());
  for (std::uint32_t i = 0; i < trace.call_count; ++i) {
    EXPECT_EQ(trace.spans[i].attributes.data(), shared);
    EXPECT_EQ(trace.spans[i].attributes.size(), 3U);
  }
}

TEST(Attribution, ListsStayValidWhenTheTraceMoves) {
  const std::vector<CodedSpan> spans = {Span(1, 0, 1).Attributes({{AttributeColumn(0), 10}}),
                                        Span(2, 1, 2).Attributes({{AttributeColumn(1), 11}})};
  ResolvedTrace trace = Resolve(spans);
  const ResolvedTrace moved = std::move(trace);
  EXPECT_EQ(AttributesOf(Of(moved, spans, 2)),
            (CodedAttributes{{AttributeColumn(0), 10}, {AttributeColumn(1), 11}}));
}

// A million spans, each beneath the next one, listed from the deepest. A resolver that recursed
// would overflow its stack, a quadratic one would not come back.
TEST(LargeTraces, AChainOfAMillionSpansResolves) {
  constexpr SpanId kSpans = 1'000'000;
  std::vector<CodedSpan> spans;
  spans.reserve(kSpans);
  // The clock runs backward, so that parents start after their children.
  for (SpanId id = kSpans; id > 0; --id) {
    spans.push_back(Span(id, id - 1, -static_cast<std::int64_t>(id)).Role(kLlm));
  }
  spans.front().usage = {.input = 1, .output = 2};
  spans.front().cost.total = 3;
  spans.back()[SpanText::kUser] = 7;
  const ResolvedTrace trace = Resolve(spans);
  ASSERT_EQ(trace.spans.size(), kSpans);
  EXPECT_EQ(trace.call_count, 1U);
  EXPECT_EQ(trace.spans[0].user, 7U);
  EXPECT_EQ(trace.total.cost_pico, 3);
  EXPECT_EQ(Of(trace, spans, 1).inclusive.tokens, 3);
}

TEST(LargeTraces, ALongCycleResolves) {
  constexpr SpanId kSpans = 200'000;
  std::vector<CodedSpan> spans;
  spans.reserve(kSpans);
  for (SpanId id = 1; id <= kSpans; ++id) {
    spans.push_back(Span(id, id == 1 ? kSpans : id - 1, 5));
  }
  const ResolvedTrace trace = Resolve(spans);
  EXPECT_EQ(trace.spans[0].parent, kNoParent);
  EXPECT_EQ(trace.spans[kSpans - 1].parent, kSpans - 2);
}

}  // namespace
}  // namespace costdb::engine
