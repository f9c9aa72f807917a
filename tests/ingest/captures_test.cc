// What real instrumentations sent, against what the provider answered: tests/data/otlp/README.md.
#include <gtest/gtest.h>

#include "collect.h"

namespace costdb::ingest {
namespace {

using engine::Containment;
using engine::SpanRole;
using engine::SpanText;

std::vector<const CollectedSpan*> WithRole(const Collected& collected, SpanRole role) {
  std::vector<const CollectedSpan*> spans;
  for (const CollectedSpan& span : collected.spans) {
    if (span.record.role == role) spans.push_back(&span);
  }
  return spans;
}

TEST(CapturesTest, OpenTelemetryOpenAi) {
  const Collected collected =
      IngestData({"official/001.json", "official/002.json", "official/003.json",
                  "official/004.json", "official/005.json"});
  ASSERT_TRUE(collected.status.ok()) << collected.status.message();
  EXPECT_EQ(collected.report.requests, 5u);
  EXPECT_EQ(collected.report.spans, collected.spans.size());

  std::int64_t input = 0;
  std::int64_t output = 0;
  int unmetered = 0;
  for (const CollectedSpan* call : WithRole(collected, SpanRole::kInference)) {
    EXPECT_EQ((*call)[SpanText::kProvider], "openai");
    EXPECT_EQ((*call)[SpanText::kService], "shop");
    if (call->record.usage.is_reported()) {
      input += call->record.usage.input;
      output += call->record.usage.output;
    } else {
      ++unmetered;
    }
  }
  const auto embeddings = WithRole(collected, SpanRole::kEmbedding);
  ASSERT_EQ(embeddings.size(), 1u);
  EXPECT_EQ(TokensOf(*embeddings[0]), "110/-/-/-/-");
  EXPECT_EQ(input + embeddings[0]->record.usage.input, 767);
  EXPECT_EQ(output, 321);
  EXPECT_EQ(unmetered, 1);
}

TEST(CapturesTest, VercelWrappersRepeatTheirSteps) {
  const Collected collected =
      IngestData({"vercel/001.json", "vercel/002.json", "vercel/003.json", "vercel/004.json"});
  ASSERT_TRUE(collected.status.ok()) << collected.status.message();

  std::vector<std::string> calls;
  for (const CollectedSpan* call : WithRole(collected, SpanRole::kInference)) {
    EXPECT_EQ((*call)[SpanText::kProvider], "openai");
    EXPECT_EQ((*call)[SpanText::kUser], "vera");
    EXPECT_EQ((*call)[SpanText::kFeature], "helper");
    calls.push_back((*call)[SpanText::kResponseModel] + " " + TokensOf(*call));
  }
  EXPECT_EQ(calls, (std::vector<std::string>{"gpt-5.4-mini 132/33/-/20/0", "gpt-5.4 137/34/-/37/0",
                                             "gpt-5.4 344/86/-/54/0", "gpt-5 136/34/-/71/66"}));
  std::vector<std::string> wrappers;
  for (const CollectedSpan* wrapper : WithRole(collected, SpanRole::kWrapper)) {
    wrappers.push_back((*wrapper)[SpanText::kName] + " " + TokensOf(*wrapper));
  }
  EXPECT_EQ(wrappers, (std::vector<std::string>{"ai.generateText 132/33/-/20/0",
                                                "ai.generateText 481/120/-/91/0",
                                                "ai.streamText 136/34/-/71/66"}));
  EXPECT_GT(collected.report.contents_dropped, 0u);
}

TEST(CapturesTest, TraceloopAnthropicLeavesTheCacheOut) {
  const Collected collected =
      IngestData({"traceloop-anthropic/001.pb", "traceloop-anthropic/002.pb"});
  ASSERT_TRUE(collected.status.ok()) << collected.status.message();
  const auto calls = WithRole(collected, SpanRole::kInference);
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(TokensOf(*calls[0]), "387/200/50/20/-");  // Reported as 137 beside 200 and 50.
  EXPECT_EQ(TokensOf(*calls[1]), "387/200/50/37/-");
  EXPECT_EQ(calls[0]->record.containment, Containment::kDeclared);
  EXPECT_EQ((*calls[0])[SpanText::kProvider], "anthropic");
  EXPECT_EQ((*calls[0])[SpanText::kFinishReason], "stop");

  const CollectedSpan& root = collected.Named("POST /claude");
  EXPECT_EQ(root[SpanText::kUser], "ann");
  EXPECT_EQ(root[SpanText::kSession], "s1");
  EXPECT_EQ(root.record.role, SpanRole::kOther);
  EXPECT_EQ(root.record.parent_span_id, 0u);
  EXPECT_EQ(calls[0]->record.parent_span_id, root.record.span_id);
}

}  // namespace
}  // namespace costdb::ingest
