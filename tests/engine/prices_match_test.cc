// Match rules as price lists write them, and how providers and routes lead to a list's models.

#include <gtest/gtest.h>

#include "engine/prices/match_rule.h"
#include "engine/prices/model_name.h"
#include "engine/prices/price_catalog.h"
#include "engine/prices/provider_name.h"

namespace costdb::engine {
namespace {

using Kind = MatchRule::Kind;

bool Matches(const MatchRule& rule, std::string_view name) {
  const Result<Matcher> matcher = Matcher::Compile(rule);
  EXPECT_TRUE(matcher.ok()) << matcher.status().message();
  return matcher.ok() && matcher->Matches(name);
}

TEST(MatchRule, ComparesWithoutCase) {
  EXPECT_TRUE(Matches({Kind::kEquals, "GPT-5", {}}, "gpt-5"));
  EXPECT_FALSE(Matches({Kind::kEquals, "gpt-5", {}}, "gpt-5.1"));
  EXPECT_TRUE(Matches({Kind::kStartsWith, "Claude-", {}}, "claude-3"));
  EXPECT_TRUE(Matches({Kind::kEndsWith, ":free", {}}, "x:free"));
  EXPECT_TRUE(Matches({Kind::kContains, "gemini", {}}, "models/gemini-2"));
  EXPECT_TRUE(Matches({Kind::kRegex, "^o[134]", {}}, "o3-mini"));
  EXPECT_FALSE(Matches({Kind::kRegex, "^o[134]", {}}, "gpt-o3"));
}

TEST(MatchRule, CombinesParts) {
  const MatchRule a{Kind::kContains, "hugging", {}};
  const MatchRule b{Kind::kContains, "groq", {}};
  EXPECT_TRUE(Matches({Kind::kAny, "", {a, b}}, "groq"));
  EXPECT_FALSE(Matches({Kind::kAll, "", {a, b}}, "groq"));
  EXPECT_TRUE(Matches({Kind::kAll, "", {a, b}}, "huggingface_groq"));
}

TEST(MatchRule, RefusesWhatCanNotMatch) {
  const auto message = [](const MatchRule& rule) {
    return Matcher::Compile(rule).status().message();
  };
  EXPECT_EQ(message({Kind::kEquals, "", {}}), "a rule that matches the empty text");
  EXPECT_EQ(message({Kind::kAny, "", {}}), "a rule of rules without any");
  EXPECT_NE(message({Kind::kRegex, "(?=x)", {}}), "");
  MatchRule deep{Kind::kEquals, "x", {}};
  for (int i = 0; i < 100; ++i) deep = {Kind::kAny, "", {deep}};
  EXPECT_EQ(message(deep), "a rule of too many rules");
}

TEST(DashedDates, AreWrittenApart) {
  EXPECT_EQ(WithDashedDates("claude-3-5-20241022"), "claude-3-5-2024-10-22");
  EXPECT_EQ(WithDashedDates("a-20241022-v1:0"), "a-2024-10-22-v1:0");
  EXPECT_EQ(WithDashedDates("a-20241022:0"), "a-2024-10-22:0");
  EXPECT_EQ(WithDashedDates("a-20240231"), "a-20240231");  // No such day.
  EXPECT_EQ(WithDashedDates("a-202410221"), "a-202410221");
}

TEST(ProviderName, FoldsWhatSpansAndPriceListsWrite) {
  EXPECT_EQ(ProviderName("gcp.vertex_ai"), "google");
  EXPECT_EQ(ProviderName("aws.bedrock"), "aws");
  EXPECT_EQ(ProviderName("bedrock_converse"), "aws");
  EXPECT_EQ(ProviderName("x_ai"), "x-ai");
  EXPECT_EQ(ProviderName(" OpenAI "), "openai");
  EXPECT_EQ(ProviderName("Acme"), "acme");
}

class ListWithProviders : public testing::Test {
 protected:
  void SetUp() override {
    CatalogContents contents;
    PriceSource source;
    source.name = "list";
    source.providers = {
        {.id = "anthropic", .model_match = MatchRule{Kind::kContains, "claude", {}}},
        {.id = "aws", .provider_match = MatchRule{Kind::kContains, "bedrock", {}}},
        {.id = "azure", .fallbacks = {"openai"}},
        {.id = "openai", .model_match = MatchRule{Kind::kStartsWith, "gpt-", {}}},
        {.id = "groq"},
    };
    Add("anthropic", "claude-x", {Kind::kStartsWith, "claude-x", {}}, 1, &source);
    Add("aws", "bedrock claude-x", {Kind::kContains, "claude-x", {}}, 2, &source);
    Add("openai", "gpt-x", {Kind::kEquals, "gpt-x", {}}, 3, &source);
    Add("groq", "llama-x", {Kind::kEquals, "llama-x", {}}, 4, &source);
    contents.sources.push_back(std::move(source));
    auto made = PriceCatalog::MakeOnly(std::move(contents));
    ASSERT_TRUE(made.ok()) << made.status().message();
    catalog_ = *made;
  }

  static void Add(std::string provider, std::string name, MatchRule rule, std::int64_t price,
                  PriceSource* source) {
    PricedModel& model = source->models.emplace_back();
    model.provider = std::move(provider);
    model.name = std::move(name);
    model.match = std::move(rule);
    model.prices.emplace_back().standard.base.input = price * 1'000'000;
  }

  std::string Found(std::string_view provider, std::string_view model) const {
    return catalog_->CanonicalName(provider, model);
  }

  std::shared_ptr<const PriceCatalog> catalog_;
};

TEST_F(ListWithProviders, AskTheProviderThatAnswered) {
  EXPECT_EQ(Found("anthropic", "claude-x-1"), "claude-x");
  EXPECT_EQ(Found("aws.bedrock", "us.anthropic.claude-x-1:0"), "bedrock claude-x");
  EXPECT_EQ(Found("groq", "llama-x"), "llama-x");
  EXPECT_EQ(Found("openai", "llama-x"), "");  // Another provider's price is none.
}

TEST_F(ListWithProviders, AskTheMakerWhereNoProviderIsKnown) {
  EXPECT_EQ(Found("", "claude-x-1"), "claude-x");
  EXPECT_EQ(Found("some-gateway", "gpt-x"), "gpt-x");
  EXPECT_EQ(Found("", "llama-x"), "");
}

TEST_F(ListWithProviders, TakeTheProviderFromTheRouteInFront) {
  EXPECT_EQ(Found("", "bedrock/anthropic.claude-x"), "bedrock claude-x");
  EXPECT_EQ(Found("", "groq/llama-x"), "llama-x");
  EXPECT_EQ(Found("", "azure/gpt-x"), "gpt-x");
  EXPECT_EQ(Found("", "acme/gpt-x"), "");
}

TEST_F(ListWithProviders, FollowFallbacks) {
  EXPECT_EQ(Found("azure.ai.openai", "gpt-x"), "gpt-x");
  EXPECT_EQ(Found("azure", "claude-x-1"), "");
}

TEST_F(ListWithProviders, StripVersionsAfterTheNameAsItStands) {
  EXPECT_EQ(Found("openai", "gpt-x-2026-01-31"), "gpt-x");
  EXPECT_EQ(Found("openai", "openai/gpt-x@20260131"), "gpt-x");
  EXPECT_EQ(Found("openai", "gpt-x-mini"), "");
}

TEST_F(ListWithProviders, HaveNoPriceForSelfHostedModels) {
  EXPECT_EQ(Found("ollama", "gpt-x"), "");
}

}  // namespace
}  // namespace costdb::engine
