#include "ingest/dialect/dialect_table.h"

#include <gtest/gtest.h>

#include <set>

#include "ingest/dialect/content_policy.h"
#include "ingest/dialect/scope_rules.h"

namespace costdb::ingest {
namespace {

TEST(DialectTableTest, AKeyMeansOneThing) {
  std::set<std::string_view> keys;
  for (const FieldSource& source : DialectTable()) {
    EXPECT_TRUE(keys.insert(source.key).second) << source.key << " stands in two rows";
  }
  for (std::string_view key : ContentKeys()) {
    EXPECT_TRUE(keys.insert(key).second) << key << " is content and a field, or stands twice";
  }
}

TEST(DialectTableTest, EarlierRowsOfAFieldRankBefore) {
  const KeyMeaning* current = MeaningOf("gen_ai.usage.input_tokens");
  const KeyMeaning* old = MeaningOf("gen_ai.usage.prompt_tokens");
  ASSERT_NE(current, nullptr);
  ASSERT_NE(old, nullptr);
  EXPECT_EQ(current->field, Field::kInputTokens);
  EXPECT_EQ(old->field, Field::kInputTokens);
  EXPECT_LT(current->rank, old->rank);
}

TEST(DialectTableTest, SomeKeysBelongToOneEmitter) {
  ASSERT_NE(MeaningOf("input_tokens"), nullptr);
  EXPECT_FALSE(MeaningOf("input_tokens")->HoldsFor(Emitter::kAny));
  EXPECT_TRUE(MeaningOf("input_tokens")->HoldsFor(Emitter::kClaudeCode));
  EXPECT_EQ(MeaningOf("team"), nullptr);
}

TEST(ScopeRulesTest, TheLongestPrefixDecides) {
  EXPECT_EQ(RuleOfScope("@traceloop/instrumentation-openai").cache, Reading::kInside);
  EXPECT_EQ(RuleOfScope("@traceloop/instrumentation-anthropic").cache, Reading::kApart);
  EXPECT_EQ(RuleOfScope("opentelemetry.instrumentation.bedrock").cache, Reading::kApart);
  EXPECT_EQ(RuleOfScope("ai").emitter, Emitter::kVercel);
  EXPECT_EQ(RuleOfScope("air-traffic").emitter, Emitter::kAny);
  EXPECT_EQ(RuleOfScope("").cache, Reading::kUnknown);
}

}  // namespace
}  // namespace costdb::ingest
