#include "ingest/dialect/provider.h"

#include <gtest/gtest.h>

namespace costdb::ingest {
namespace {

TEST(ProviderOfModel, TheWayToTheModelAndItsSpellingDoNotHideIt) {
  EXPECT_EQ(ProviderOfModel("gpt-5.4"), "openai");
  EXPECT_EQ(ProviderOfModel("GPT-5.4"), "openai");
  EXPECT_EQ(ProviderOfModel("openrouter/openai/gpt-5.4"), "openai");
  EXPECT_EQ(ProviderOfModel("ft:gpt-4o-mini:acme::abc"), "openai");
  EXPECT_EQ(ProviderOfModel("openai/some-new-model"), "openai");
  EXPECT_EQ(ProviderOfModel("models/gemini-2.5-pro"), "gcp.gen_ai");
  EXPECT_EQ(ProviderOfModel("gateway/anthropic/claude-opus-4"), "anthropic");
  EXPECT_EQ(ProviderOfModel("us.anthropic.claude-haiku-4-5-20251001-v1:0"), "aws.bedrock");
  EXPECT_EQ(ProviderOfModel("anthropic.claude-3-haiku"), "aws.bedrock");
  EXPECT_EQ(ProviderOfModel("publishers/google/models/gemini-2.5-pro"), "gcp.vertex_ai");
  EXPECT_EQ(ProviderOfModel("azure/eu/gpt-5"), "azure.ai.openai");
  EXPECT_EQ(ProviderOfModel("someone/gpt-5"), "");
  EXPECT_EQ(ProviderOfModel("llama-4"), "");
  EXPECT_EQ(ProviderOfModel(""), "");
}

}  // namespace
}  // namespace costdb::ingest
