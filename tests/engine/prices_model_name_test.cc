#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "engine/prices/price_catalog.h"

namespace costdb::engine {
namespace {

std::string Canonical(std::string_view model, std::string_view provider = "") {
  return PriceCatalog::BuiltIn().CanonicalName(provider, model);
}

TEST(ModelName, KnowsEachModelByItsCanonicalName) {
  for (const PricedModel& model : PriceCatalog::BuiltIn().sources().back().models) {
    EXPECT_EQ(Canonical(model.name), model.name);
  }
}

TEST(ModelName, IgnoresCaseAndSpaceAround) {
  EXPECT_EQ(Canonical(" GPT-5.4-Mini\n"), "gpt-5.4-mini");
}

TEST(ModelName, StripsDatesVersionsAndLatest) {
  EXPECT_EQ(Canonical("gpt-4o-2024-08-06"), "gpt-4o");
  EXPECT_EQ(Canonical("gpt-5.4-mini-2026-03-17"), "gpt-5.4-mini");
  EXPECT_EQ(Canonical("o4-mini-2025-04-16"), "o4-mini");
  EXPECT_EQ(Canonical("claude-sonnet-4-5-20250929"), "claude-sonnet-4.5");
  EXPECT_EQ(Canonical("claude-sonnet-4-5@20250929"), "claude-sonnet-4.5");
  EXPECT_EQ(Canonical("claude-haiku-4-5@latest"), "claude-haiku-4.5");
  EXPECT_EQ(Canonical("claude-3-5-sonnet-v2@20241022"), "claude-3.5-sonnet");
  EXPECT_EQ(Canonical("claude-3-7-sonnet-latest"), "claude-3.7-sonnet");
  EXPECT_EQ(Canonical("gemini-2.5-pro-latest"), "gemini-2.5-pro");
  EXPECT_EQ(Canonical("gemini-2.0-flash-001"), "gemini-2.0-flash");
  EXPECT_EQ(Canonical("gemini-2.0-flash@001"), "gemini-2.0-flash");
}

TEST(ModelName, ADatedVersionWithAPriceOfItsOwnKeepsIt) {
  EXPECT_EQ(Canonical("gpt-4o-2024-05-13"), "gpt-4o-2024-05-13");
  EXPECT_EQ(Canonical("azure/gpt-4o-2024-11-20"), "gpt-4o");
}

TEST(ModelName, StripsTheRoute) {
  EXPECT_EQ(Canonical("azure/gpt-5.4"), "gpt-5.4");
  EXPECT_EQ(Canonical("azure/eu/gpt-5-2025-08-07"), "gpt-5");
  EXPECT_EQ(Canonical("openai/gpt-5"), "gpt-5");
  EXPECT_EQ(Canonical("openai:gpt-5"), "gpt-5");
  EXPECT_EQ(Canonical("openrouter/openai/gpt-5.4-nano"), "gpt-5.4-nano");
  EXPECT_EQ(Canonical("openrouter/anthropic/claude-sonnet-4.6"), "claude-sonnet-4.6");
  EXPECT_EQ(Canonical("models/gemini-2.5-pro"), "gemini-2.5-pro");
  EXPECT_EQ(Canonical("vertex_ai/gemini-2.5-pro"), "gemini-2.5-pro");
  EXPECT_EQ(Canonical("vertex_ai/claude-sonnet-4-5@20250929"), "claude-sonnet-4.5");
  EXPECT_EQ(Canonical("projects/p-1/locations/us-east5/publishers/google/models/gemini-2.5-pro"),
            "gemini-2.5-pro");
}

TEST(ModelName, StripsWhatBedrockWrites) {
  constexpr std::string_view kHaiku = "claude-haiku-4.5";
  EXPECT_EQ(Canonical("bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0"), kHaiku);
  EXPECT_EQ(Canonical("us.anthropic.claude-haiku-4-5-20251001-v1:0"), kHaiku);
  EXPECT_EQ(Canonical("anthropic.claude-haiku-4-5-20251001-v1:0"), kHaiku);
  EXPECT_EQ(Canonical("bedrock/eu-central-1/anthropic.claude-haiku-4-5-20251001-v1:0"), kHaiku);
  EXPECT_EQ(Canonical("bedrock/converse/global.anthropic.claude-haiku-4-5-20251001-v1:0"), kHaiku);
  EXPECT_EQ(Canonical("arn:aws:bedrock:us-east-1:123456789012:inference-profile/"
                      "us.anthropic.claude-haiku-4-5-20251001-v1:0"),
            kHaiku);
}

TEST(ModelName, ReadsBothSpellingsOfAVersionAndBothOrders) {
  for (const std::string_view name :
       {"claude-sonnet-4.6", "claude-sonnet-4-6", "claude-4.6-sonnet", "claude-4-6-sonnet"}) {
    EXPECT_EQ(Canonical(name), "claude-sonnet-4.6") << name;
  }
  EXPECT_EQ(Canonical("claude-3-5-haiku-20241022"), "claude-3.5-haiku");
  EXPECT_EQ(Canonical("claude-3-opus-20240229"), "claude-3-opus");
  EXPECT_EQ(Canonical("claude-opus-4-20250514"), "claude-opus-4");
  EXPECT_EQ(Canonical("claude-opus-4-0"), "claude-opus-4");
  EXPECT_EQ(Canonical("claude-opus-4-1-20250805"), "claude-opus-4.1");
  EXPECT_EQ(Canonical("gpt-5-4-mini"), "gpt-5.4-mini");
  EXPECT_EQ(Canonical("gpt-35-turbo"), "gpt-3.5-turbo");
}

TEST(ModelName, AFineTunedModelIsNotItsBase) {
  // Fine-tuned models have prices of their own; where the catalog has none they are unknown.
  EXPECT_EQ(Canonical("ft:gpt-4o-mini-2024-07-18:acme:support:AbC123"), "ft:gpt-4o-mini");
  EXPECT_EQ(Canonical("openai/ft:gpt-4o-2024-08-06:acme::AbC123"), "ft:gpt-4o");
  EXPECT_EQ(Canonical("gpt-4o-mini-2024-07-18.ft-0a1b"), "ft:gpt-4o-mini");
  EXPECT_EQ(Canonical("ft:gpt-5.4-mini:acme::AbC123"), "");
}

TEST(ModelName, NeverMatchesADifferentModel) {
  EXPECT_EQ(Canonical("gpt-5.4-mini"), "gpt-5.4-mini");
  for (const std::string_view name : {
           "gpt-5-turbo-unknown",
           "gpt-5.4-mini-custom",
           "gpt-5.9",
           "gpt-54",
           "gpt",
           "xgpt-5",
           "gpt-5-2025-13-01",
           "gpt-5-20251301",
           "gpt-5-v2",
           "gpt-5@canary",
           "gpt-5:free",
           "claude-sonnet",
           "claude-sonnet-4.55",
           "claude-sonnet-4-55",
           "claude-opus-4.5-fast",
           "gemini-2.5",
           "gemini-2.5-flash-image",
           "o3-deep-research",
           "acme/gpt-5",
           "ollama/gpt-5",
           "groq/openai/gpt-5",
           "tunedmodels/gemini-2.5-pro",
           "azure/my-deployment/gpt-5",
           "eu/gpt-5",
           "us-east-1/gpt-5",
           "anthropic.gpt",
           "/gpt-5",
           "gpt-5/",
           "azure/",
           ":",
           "",
           "-latest",
           "@001",
           "-20250929",
           "ft:",
           "ft:gpt-5",
       }) {
    EXPECT_EQ(Canonical(name), "") << name;
  }
  EXPECT_EQ(Canonical(std::string(100'000, 'a')), "");
  EXPECT_EQ(Canonical("openai/" + std::string(300, '/') + "gpt-5"), "");
}

TEST(ModelName, AMakersPriceDoesNotHoldOnTheUsersOwnMachines) {
  EXPECT_EQ(Canonical("gpt-5", "openai"), "gpt-5");
  EXPECT_EQ(Canonical("gpt-5", "azure.ai.openai"), "gpt-5");
  EXPECT_EQ(Canonical("gpt-5", "ollama"), "");
  EXPECT_EQ(Canonical("gpt-5", "vLLM"), "");
}

}  // namespace
}  // namespace costdb::engine
