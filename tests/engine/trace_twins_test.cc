#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "trace_builder.h"

namespace costdb::engine {
namespace {

using testing::AttributeColumn;
using testing::Resolve;
using testing::SpanBuilder;

constexpr TextCode kLangChain = 1;
constexpr TextCode kProvider = 2;
constexpr TextCode kThird = 3;
constexpr TextCode kGpt = 7;
constexpr TextCode kClaude = 8;

SpanBuilder Call(SpanId id, SpanId parent, std::int64_t start, std::int64_t end, TextCode scope) {
  return SpanBuilder(id, parent, start)
      .End(end)
      .Role(SpanRole::kInference)
      .Scope(scope)
      .Model(kGpt);
}

SpanBuilder Root() {
  return SpanBuilder(1, 0, 0).End(1'000);
}

struct Answer {
  std::vector<CodedSpan> spans;  // What the rest views.
  std::map<SpanId, Billing> billing;
  std::map<SpanId, const CodedSpan*> effective;
  std::map<SpanId, ResolvedSpan> resolved;
  ResolvedTrace trace;
};

Answer Ask(std::vector<CodedSpan> asked) {
  Answer answer;
  answer.spans = std::move(asked);
  const std::vector<CodedSpan>& spans = answer.spans;
  answer.trace = Resolve(spans);
  for (const ResolvedSpan& span : answer.trace.spans) {
    const SpanId id = spans[span.source].span_id;
    answer.billing[id] = span.billing;
    answer.resolved[id] = span;
    answer.effective[id] = &EffectiveSpan(answer.trace, span, spans);
  }
  return answer;
}

TEST(Twins, TwoInstrumentationsSideBySideReportOneCall) {
  // As LangChain and a provider's instrumentation were captured: one parent, one inside the other.
  const std::vector<CodedSpan> spans = {
      Root(),
      Call(2, 1, 100, 300, kLangChain).Uses(100, 20, 3'000).Cached(40),
      Call(3, 1, 110, 290, kProvider).Uses(100, 20, 3'000).ResponseId("chatcmpl-1"),
  };
  const Answer answer = Ask(spans);
  EXPECT_EQ(answer.billing.at(3), Billing::kBilled);
  EXPECT_EQ(answer.billing.at(2), Billing::kTwin);
  EXPECT_EQ(answer.trace.call_count, 1U);
  EXPECT_EQ(answer.effective.at(3)->usage.cached, 40);
  EXPECT_EQ(answer.resolved.at(3).usage_source, UsageSource::kTwin);
  EXPECT_EQ(answer.trace.total.cost_pico, 60 * 10 + 40 + 20 * 100);
}

TEST(Twins, TheOrderOfArrivalDoesNotMatter) {
  std::vector<CodedSpan> spans = {
      Root(),
      Call(2, 1, 100, 300, kLangChain).Uses(100, 20, 3'000).Cached(40),
      Call(3, 1, 110, 290, kProvider).Uses(100, 20, 3'000),
      Call(4, 1, 100, 310, kLangChain).Uses(100, 20, 3'000),
      Call(5, 1, 105, 300, kProvider).Uses(100, 20, 3'000),
  };
  const Answer first = Ask(spans);
  EXPECT_EQ(first.trace.call_count, 2U);
  std::reverse(spans.begin(), spans.end());
  EXPECT_EQ(Ask(spans).billing, first.billing);
}

TEST(Twins, EqualParallelCallsOfOneInstrumentationStayTwo) {
  const Answer answer = Ask({
      Root(),
      Call(2, 1, 100, 300, kProvider).Uses(100, 20, 3'000),
      Call(3, 1, 100, 300, kProvider).Uses(100, 20, 3'000),
  });
  EXPECT_EQ(answer.trace.call_count, 2U);
  EXPECT_EQ(answer.trace.total.cost_pico, 6'000);
}

TEST(Twins, EqualParallelCallsStayTwoWhenASecondInstrumentationSeesBoth) {
  // Closest first would pair 2 with 5 and leave 3 and 4 alone, which do not overlap by half.
  const Answer answer = Ask({
      Root(),
      Call(2, 1, 100, 200, kLangChain).Uses(100, 20, 3'000),
      Call(3, 1, 150, 260, kLangChain).Uses(100, 20, 3'000),
      Call(4, 1, 90, 190, kProvider).Uses(100, 20, 3'000),
      Call(5, 1, 105, 205, kProvider).Uses(100, 20, 3'000),
  });
  EXPECT_EQ(answer.trace.call_count, 2U);
  EXPECT_EQ(answer.trace.total.cost_pico, 6'000);
}

TEST(Twins, ThreeInstrumentationsReportOneCall) {
  const Answer answer = Ask({
      Root(),
      Call(2, 1, 100, 300, kLangChain).Uses(100, 20, 3'000),
      Call(3, 1, 101, 299, kProvider).Uses(100, 20, 3'000),
      Call(4, 1, 102, 298, kThird).Uses(100, 20, 3'000),
  });
  EXPECT_EQ(answer.trace.call_count, 1U);
  EXPECT_EQ(answer.trace.total.cost_pico, 3'000);
}

TEST(Twins, WhatDiffersIsNoTwin) {
  const auto first = Call(2, 1, 100, 300, kLangChain).Uses(100, 20, 3'000);
  const std::vector<std::pair<const char*, CodedSpan>> others = {
      {"usage", Call(3, 1, 100, 300, kProvider).Uses(101, 20, 3'000)},
      {"model", Call(3, 1, 100, 300, kProvider).Uses(100, 20, 3'000).Model(kClaude)},
      {"time", Call(3, 1, 250, 450, kProvider).Uses(100, 20, 3'000)},
      {"scope", Call(3, 1, 100, 300, kLangChain).Uses(100, 20, 3'000)},
      {"role", Call(3, 1, 100, 300, kProvider).Uses(100, 20, 3'000).Role(SpanRole::kEmbedding)},
      {"service", Call(3, 1, 100, 300, kProvider).Uses(100, 20, 3'000).Text(SpanText::kService, 9)},
      {"parent", Call(3, 99, 100, 300, kProvider).Uses(100, 20, 3'000)},
      {"failure", Call(3, 1, 100, 300, kProvider).Error()},
  };
  for (const auto& [what, other] : others) {
    SCOPED_TRACE(what);
    EXPECT_EQ(Ask({Root(), first, other}).trace.call_count, 2U);
  }
}

TEST(Twins, WithoutAModelTheProvidersMustAgree) {
  const auto calls = [](TextCode provider, TextCode other) {
    return Ask({Root(),
                Call(2, 1, 100, 300, kLangChain)
                    .Uses(100, 20, 3'000)
                    .Model(kNullCode)
                    .Text(SpanText::kProvider, provider),
                Call(3, 1, 100, 300, kProvider)
                    .Uses(100, 20, 3'000)
                    .Text(SpanText::kProvider, other)})
        .trace.call_count;
  };
  EXPECT_EQ(calls(4, 5), 2U);
  EXPECT_EQ(calls(4, 4), 1U);
  EXPECT_EQ(calls(kNullCode, 5), 1U);
}

TEST(Twins, ASpanThatOnlyTimeSpeaksForMustCoverHalfOfTheOther) {
  // 4 sees its call alone and reports nothing; 2 overlaps it by half of one but not of the other,
  // and belongs to 3, whose turn is later.
  const Answer answer = Ask({
      Root(),
      Call(5, 1, 10, 20, kThird).Uses(7, 1, 170),
      Call(2, 1, 300, 500, kLangChain).Uses(100, 5, 1'500),
      Call(3, 1, 305, 495, kProvider).Uses(100, 5, 1'500),
      Call(4, 1, 410, 590, kThird),
      Call(6, 1, 400, 600, kProvider).Uses(102, 10, 2'020),
  });
  EXPECT_EQ(answer.trace.call_count, 3U);
  EXPECT_EQ(answer.trace.total.cost_pico, 170 + 1'500 + 2'020);
}

TEST(Twins, ResponseIdsDecide) {
  const auto with_ids = [](const char* a, const char* b) {
    return Ask({Root(), Call(2, 1, 100, 300, kLangChain).Uses(100, 20, 3'000).ResponseId(a),
                Call(3, 1, 100, 300, kProvider).Uses(100, 20, 3'000).ResponseId(b)})
        .trace.call_count;
  };
  EXPECT_EQ(with_ids("chatcmpl-1", "chatcmpl-1"), 1U);
  EXPECT_EQ(with_ids("chatcmpl-1", "chatcmpl-2"), 2U);
  EXPECT_EQ(with_ids("msg_1", "req_2"), 1U) << "ids of two kinds tell nothing";
}

TEST(Twins, OneResponseIdJoinsAcrossServicesAndReadings) {
  const Answer answer = Ask({
      Root(),
      Call(2, 1, 100, 300, kLangChain).Uses(387, 20, 1).Cached(200).ResponseId("msg_1"),
      Call(3, 77, 900, 950, kProvider)
          .Uses(137, 20, 1)
          .Text(SpanText::kService, 9)
          .ResponseId("msg_1"),
  });
  EXPECT_EQ(answer.trace.call_count, 1U);
  EXPECT_EQ(answer.trace.input_tokens, 387);
}

TEST(Twins, ABilledTwinKeepsItsPlaceUnderEveryAncestor) {
  // A chain that reports the sum encloses LangChain's span, but not the provider's.
  const Answer answer = Ask({
      Root(),
      SpanBuilder(2, 1, 90).End(400).Role(SpanRole::kWrapper).Scope(kLangChain).Uses(100, 20, 1),
      Call(3, 2, 100, 300, kLangChain).Uses(100, 20, 3'000),
      Call(4, 1, 110, 290, kProvider).Uses(100, 20, 3'000).ResponseId("chatcmpl-1"),
  });
  EXPECT_EQ(answer.billing.at(2), Billing::kWrapper);
  EXPECT_EQ(answer.billing.at(3), Billing::kBilled);
  EXPECT_EQ(answer.billing.at(4), Billing::kTwin);
  EXPECT_EQ(answer.resolved.at(2).inclusive.cost_pico, 3'000);
  EXPECT_EQ(answer.effective.at(3)->response_id, "chatcmpl-1");
}

TEST(Twins, AStreamWithoutUsageTakesItsTwins) {
  const Answer answer = Ask({
      Root(),
      Call(2, 1, 100, 300, kLangChain),
      Call(3, 1, 110, 290, kProvider).Uses(100, 20, 3'000),
  });
  EXPECT_EQ(answer.trace.call_count, 1U);
  EXPECT_EQ(answer.trace.unmetered_calls, 0U);
  EXPECT_EQ(answer.trace.total.cost_pico, 3'000);
}

// Prices models 7 and 8, at 1 and 2 picodollars an input token.
CallCost PriceOfTwoModels(const CodedSpan& span) {
  if (span.model != kGpt && span.model != kClaude) return {};
  return {.total = span.usage.input * (span.model == kGpt ? 1 : 2), .source = CostSource::kCatalog};
}

TEST(Twins, TheModelThatAnsweredIsPricedWhoeverNamesIt) {
  constexpr TextCode kDeployment = 9;
  constexpr TextCode kAsked = 3;
  constexpr TextCode kAnswered = 4;
  const auto asks = [](SpanId id, TextCode scope, TextCode model) {
    return Call(id, 1, 100, 300, scope).Model(model).Text(SpanText::kRequestModel, kAsked);
  };
  // The asked name has another price, or none, and who names the other may report no usage.
  for (const TextCode asked : {kGpt, kDeployment}) {
    for (const bool both_report : {false, true}) {
      SpanBuilder knows = asks(2, kLangChain, kClaude).Text(SpanText::kResponseModel, kAnswered);
      if (both_report) knows.Uses(100, 20, 200);
      const std::vector<CodedSpan> spans = {
          Root(), knows, asks(3, kProvider, asked).Uses(100, 20, 100).ResponseId("chatcmpl-1")};
      const ResolvedTrace trace = ResolveTrace(spans, PriceOfTwoModels);
      ASSERT_EQ(trace.call_count, 1U);
      EXPECT_EQ(EffectiveSpan(trace, trace.spans[0], spans).model, kClaude);
      EXPECT_EQ(trace.total.cost_pico, 200);
    }
  }
}

TEST(Twins, DimensionsComeFromEither) {
  const Answer answer = Ask({
      Root(),
      Call(2, 1, 100, 300, kLangChain)
          .Uses(100, 20, 3'000)
          .Text(SpanText::kUser, 5)
          .Attributes({{AttributeColumn(1), 4}}),
      Call(3, 1, 110, 290, kProvider).Uses(100, 20, 3'000).ResponseId("chatcmpl-1"),
  });
  EXPECT_EQ(answer.resolved.at(3).user, 5U);
  ASSERT_EQ(answer.resolved.at(3).attributes.size(), 1U);
  EXPECT_EQ(answer.resolved.at(3).attributes[0].value, 4U);
}

TEST(Twins, AnotherInstrumentationsSpanAroundACallCompletesIt) {
  const Answer answer = Ask({
      Call(2, 0, 100, 300, kLangChain).Uses(100, 20, 3'000).Cached(40),
      Call(3, 2, 110, 290, kProvider).Uses(100, 20, 3'000),
  });
  EXPECT_EQ(answer.billing.at(2), Billing::kWrapper);
  EXPECT_EQ(answer.effective.at(3)->usage.cached, 40);
  EXPECT_EQ(answer.trace.total.cost_pico, 60 * 10 + 40 + 20 * 100);
}

}  // namespace
}  // namespace costdb::engine
