// Price lists as other people keep them, and costdb's own file: what is read, what is named because
// it is not understood, and what is refused as a whole.

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "engine/money/dollars.h"
#include "engine/prices/price_catalog.h"
#include "ingest/prices/calendar_text.h"
#include "ingest/prices/price_file.h"
#include "ingest/prices/price_import.h"

namespace costdb::ingest {
namespace {

using engine::kNullInteger;
using engine::PricedModel;
using engine::ServiceTier;

std::string DataFile(const std::string& name) {
  return std::string(COSTDB_TEST_DATA) + "/prices/" + name;
}

std::int64_t Moment(std::string_view text) {
  return ParseMoment(text).value_or(-1);
}

std::string ErrorOf(std::string_view bytes) {
  const Result<ImportedPrices> imported = ReadPriceList(bytes, "list");
  EXPECT_FALSE(imported.ok());
  return imported.status().message();
}

const PricedModel* Find(const engine::PriceSource& source, std::string_view provider,
                        std::string_view name) {
  for (const PricedModel& model : source.models) {
    if (model.provider == provider && model.name == name) return &model;
  }
  return nullptr;
}

std::shared_ptr<const engine::PriceCatalog> CatalogOf(engine::PriceSource source) {
  engine::CatalogContents contents;
  contents.sources.push_back(std::move(source));
  auto catalog = engine::PriceCatalog::Make(std::move(contents));
  EXPECT_TRUE(catalog.ok()) << catalog.status().message();
  return catalog.ok() ? *catalog : nullptr;
}

class Catalog {
 public:
  explicit Catalog(engine::PriceSource source) : catalog_(CatalogOf(std::move(source))) {}

  // Dollars, or NULL.
  std::string Cost(std::string_view provider, std::string_view model, const engine::Usage& usage,
                   std::string_view time = "2026-08-15", std::string_view tier = "") const {
    const auto found = catalog_->ResolveName(provider, model);
    if (found == nullptr) return "unknown";
    const auto cost =
        found->timeline->Price(usage, Moment(time), engine::ServiceTierOf(tier)).total;
    return cost == kNullInteger ? "NULL" : engine::FormatDollars(cost);
  }

 private:
  std::shared_ptr<const engine::PriceCatalog> catalog_;
};

TEST(GenaiPrices, AreReadWhole) {
  const auto imported = ReadPriceListFile(DataFile("genai-prices.json.gz"));
  ASSERT_TRUE(imported.ok()) << imported.status().message();
  EXPECT_EQ(imported->format, "genai-prices");
  EXPECT_EQ(imported->source.providers.size(), 34U);
  EXPECT_EQ(imported->source.models.size(), 1442U);
  ASSERT_EQ(imported->notes.size(), 1U);
  EXPECT_TRUE(imported->notes[0].starts_with("rounded to 10^-18 dollars a token ("))
      << imported->notes[0];
}

TEST(GenaiPrices, PriceByProviderDateHourAndTier) {
  const auto imported = ReadPriceListFile(DataFile("genai-prices.json.gz"));
  ASSERT_TRUE(imported.ok()) << imported.status().message();
  const Catalog catalog(imported->source);
  const engine::Usage million{.input = 1'000'000};
  EXPECT_EQ(catalog.Cost("openai", "o3-2025-04-16", million, "2025-06-09T23:59:59.999999999Z"),
            "10");
  EXPECT_EQ(catalog.Cost("openai", "o3-2025-04-16", million, "2025-06-10"), "2");
  // Off-peak from 16:30 to 00:30.
  EXPECT_EQ(catalog.Cost("deepseek", "deepseek-chat", million, "2026-08-15T00:29:59Z"), "0.135");
  EXPECT_EQ(catalog.Cost("deepseek", "deepseek-chat", million, "2026-08-15T00:30:00Z"), "0.27");
  EXPECT_EQ(catalog.Cost("deepseek", "deepseek-chat", million, "2026-08-15T16:30:00Z"), "0.135");
  EXPECT_EQ(catalog.Cost("gcp.gen_ai", "gemini-2.5-pro", {.input = 200'000}), "0.25");
  EXPECT_EQ(catalog.Cost("gcp.gen_ai", "gemini-2.5-pro", {.input = 200'001}), "0.5000025");
  EXPECT_EQ(catalog.Cost("openrouter", "google/gemma-3-27b-it:free", million), "0");
  EXPECT_EQ(catalog.Cost("ollama", "gpt-5", million), "unknown");
}

TEST(LitellmPrices, AreExactDecimals) {
  const auto imported = ReadPriceListFile(DataFile("litellm.json"));
  ASSERT_TRUE(imported.ok()) << imported.status().message();
  EXPECT_EQ(imported->format, "litellm");
  const PricedModel* model = Find(imported->source, "openai", "gpt-5.4");
  ASSERT_NE(model, nullptr);
  const engine::PriceSchedule& standard = model->prices.front().standard;
  EXPECT_EQ(standard.base.cached, 250'000 * std::int64_t{1'000'000});  // 2.5e-07 a token
  ASSERT_EQ(standard.tiers.size(), 1U);
  EXPECT_EQ(standard.tiers[0].above_input_tokens, 272'000);

  const Catalog catalog(imported->source);
  EXPECT_EQ(catalog.Cost("openai", "gpt-5.4", {.input = 272'000, .output = 1'000}), "0.695");
  EXPECT_EQ(catalog.Cost("openai", "gpt-5.4", {.input = 272'001, .output = 1'000}), "1.382505");
  EXPECT_EQ(catalog.Cost("openai", "gpt-5.4", {.input = 1'000'000, .cached = 1'000'000},
                         "2026-08-15", "priority"),
            "0.5");
  EXPECT_EQ(catalog.Cost("openai", "gpt-5.4", {.input = 100'000, .output = 100'000}, "2026-08-15",
                         "batch"),
            "0.875");
  // A tenth of a picodollar a token: 25 tokens are 2.5 picodollars, half to even.
  EXPECT_EQ(catalog.Cost("acme", "tiny-embed", {.input = 25}), "0.000000000002");
}

TEST(LitellmPrices, AreFoundByProviderAndRoute) {
  const auto imported = ReadPriceListFile(DataFile("litellm.json"));
  ASSERT_TRUE(imported.ok());
  const Catalog catalog(imported->source);
  const engine::Usage million{.output = 1'000'000};
  EXPECT_EQ(catalog.Cost("azure.ai.openai", "gpt-5.4-2026-03-05", million), "16.5");
  EXPECT_EQ(catalog.Cost("", "azure/gpt-5.4", million), "16.5");
  EXPECT_EQ(catalog.Cost("", "azure/eu/gpt-5.4", million), "18");
  EXPECT_EQ(catalog.Cost("", "gpt-5.4", million), "15");
  EXPECT_EQ(catalog.Cost("aws.bedrock", "us.anthropic.claude-haiku-4-5-20251001-v1:0", million),
            "5");
}

TEST(LitellmPrices, NameWhatTheyPassOver) {
  const auto imported = ReadPriceListFile(DataFile("litellm.json"));
  ASSERT_TRUE(imported.ok());
  const std::vector<std::string> expected = {
      "rounded to 10^-18 dollars a token (too-fine: input_cost_per_token: "
      "5.0000000000000004e-08)",
      "unknown key input_cost_per_pixel (an-image-model)",
      "passed over, for it has no price for tokens (an-image-model)",
  };
  EXPECT_EQ(imported->notes, expected);
  const PricedModel* rounded = Find(imported->source, "acme", "too-fine");
  ASSERT_NE(rounded, nullptr);
  EXPECT_EQ(rounded->prices.front().standard.base.input, 50'000'000'000);
}

TEST(PriceFile, IsReadAsWritten) {
  const auto imported = ReadPriceListFile(DataFile("own.toml"));
  ASSERT_TRUE(imported.ok()) << imported.status().message();
  EXPECT_EQ(imported->format, "costdb");
  ASSERT_EQ(imported->source.models.size(), 2U);
  const PricedModel& negotiated = imported->source.models[0];
  ASSERT_EQ(negotiated.prices.size(), 2U);
  EXPECT_EQ(negotiated.prices[0].valid_from_unix_ns, Moment("2026-04-01"));
  EXPECT_EQ(negotiated.prices[0].valid_to_unix_ns, Moment("2026-07-01"));  // The next price.
  EXPECT_EQ(negotiated.prices[0].standard.base.cached, 200'000'000'000);
  EXPECT_EQ(negotiated.prices[0].standard.tiers[0].prices.input, 4'000'100'000'000);
  EXPECT_EQ(negotiated.prices[0].standard.tiers[0].prices.cached, 200'000'000'000);
  EXPECT_EQ(negotiated.prices[0].For(ServiceTier::kBatch)->base.input, 800'000'000'000);
  EXPECT_EQ(negotiated.prices[1].For(ServiceTier::kPriority)->base.output, 22'000'000'000'000);
  const PricedModel& ours = imported->source.models[1];
  EXPECT_EQ(ours.prices[0].standard.base.input, 1);
  EXPECT_EQ(ours.prices[0].standard.base.request, 2'000'000'000);
  ASSERT_TRUE(ours.prices[0].hours.has_value());
  EXPECT_EQ(ours.prices[0].hours->from_ns, 59'400 * std::int64_t{1'000'000'000});
  ASSERT_TRUE(ours.match.has_value());
  EXPECT_EQ(ours.match->parts.size(), 2U);
}

TEST(PriceFile, WhatIsWrittenIsReadBack) {
  for (const std::string name : {"own.toml", "litellm.json", "genai-prices.json.gz"}) {
    const auto imported = ReadPriceListFile(DataFile(name));
    ASSERT_TRUE(imported.ok()) << imported.status().message();
    engine::PriceSource source = imported->source;
    if (source.name != engine::kOwnSource) source.kind = engine::SourceKind::kImported;
    const auto again = ReadPriceFile(WritePriceFile(source));
    ASSERT_TRUE(again.ok()) << name << ": " << again.status().message();
    EXPECT_TRUE(*again == source) << name;
  }
}

TEST(PriceFile, RefusesWithThePlace) {
  EXPECT_EQ(ErrorOf("[[price]]\nmodel = 'm'\ninput = -1\noutput = 0\n"),
            "list: line 3: input: -1 is negative; a price is not");
  EXPECT_EQ(ErrorOf("[[price]]\nmodel = 'm'\ninput = 1\n"),
            "list: line 1: output is missing: dollars per million tokens of output; 0 where there "
            "are none");
  EXPECT_TRUE(ErrorOf("[[price]]\nmodel = 'm'\nimput = 1\n")
                  .starts_with("list: line 3: there is no key imput of a price; there are model,"));
  EXPECT_EQ(ErrorOf("[[price]]\nmodel = 'm'\ninput = 0.1e-12\noutput = 0\n"),
            "list: line 3: input: \"0.1e-12\" is finer than 12 decimals and can't be held exactly");
  EXPECT_EQ(ErrorOf("[[price]]\nmodel = 'm'\ninput = inf\noutput = 0\n"),
            "list: line 3: input: character 1 of \"inf\": expected a digit");
  EXPECT_EQ(ErrorOf("[[price]]\nmodel = 'm'\ninput = 4001\noutput = 0\n"),
            "list: m: input: $4001 is above $4000, the highest price there is");
  EXPECT_EQ(
      ErrorOf("[[price]]\nmodel = 'm'\ninput = 1\noutput = 0\nfrom = 2026-02-31\n").substr(0, 13),
      "list: line 5,");
  EXPECT_EQ(ErrorOf("[[price]]\nmodel='m'\ninput=1\noutput=0\nfrom=2026-01-01\nto=2026-03-01\n"
                    "[[price]]\nmodel='m'\ninput=1\noutput=0\nfrom=2026-02-01\n"),
            "list: m: two prices hold at the same time");
  EXPECT_EQ(ErrorOf("[[price]]\nmodel='m'\ninput=1\noutput=0\nmatch={regex='a('}\n"),
            "list: m: match: the regular expression \"a(\" does not compile: missing ): a(");
  EXPECT_EQ(ErrorOf("x = 1\n"),
            "list: line 1: there is no key x of a price file; there are source, provider, price");
  EXPECT_TRUE(ErrorOf("").starts_with("list: there is no [[price]] in it"));
}

TEST(PriceLists, RefuseNegativePricesWithThePlace) {
  EXPECT_EQ(ErrorOf(R"([{"id":"p","models":[{"id":"m","match":{"equals":"m"},
                        "prices":{"input_mtok":-1}}]}])"),
            "list: p m: input_mtok: -1 is negative; a price is not");
  EXPECT_EQ(ErrorOf(R"([{"id":"p","models":[{"id":"m","match":{"regex":"("},
                        "prices":{"input_mtok":1}}]}])"),
            "list: p m: match: the regular expression \"(\" does not compile: missing ): (");
  EXPECT_EQ(ErrorOf(R"({"m":{"litellm_provider":"p","input_cost_per_token":-1e-6}})"),
            "list: m: input_cost_per_token: -1e-6 is negative; a price is not");
  EXPECT_EQ(ErrorOf(R"({"m":{"litellm_provider":"p","input_cost_per_token":1e-30}})"),
            "list: m: input_cost_per_token: 1e-30 is finer than any price can be held");
  EXPECT_EQ(ErrorOf(R"([{"id":"p","models":[{"id":"m","match":{"equals":"m"},
                        "prices":{"input_mtok":"1"}}]}])"),
            "list: p m: input_mtok: expected a number of dollars");
}

TEST(PriceLists, NameUnknownKeys) {
  const auto imported = ReadPriceList(
      R"([{"id":"p","frobs":1,"models":[{"id":"m","match":{"equals":"m"},
          "prices":{"input_mtok":1,"web_searches_kcount":10}},
          {"id":"n","match":{"equals":"n"},"prices":{"web_searches_kcount":10}}]}])",
      "list");
  ASSERT_TRUE(imported.ok()) << imported.status().message();
  const std::vector<std::string> expected = {
      "unknown key frobs (p)",
      "unknown price web_searches_kcount: what it is charged for is not priced (2 times, first at "
      "p "
      "m)",
  };
  EXPECT_EQ(imported->notes, expected);
}

TEST(PriceLists, RefuseNonsenseOfAnySize) {
  std::string nonsense(10 << 20, 'x');
  for (std::size_t i = 0; i < nonsense.size(); ++i) {
    nonsense[i] = static_cast<char>(i * 2654435761U >> 13);
  }
  for (const std::string_view start : {"", "{", "[{", "[[", "[[price]]\n", "\"", "{\"a\":"}) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_NE(ErrorOf(std::string(start) + nonsense), "");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  }
  EXPECT_NE(ErrorOf(std::string(10 << 20, '[')), "");
  EXPECT_NE(ErrorOf("x = " + std::string(10 << 20, '[')), "");
  EXPECT_NE(ErrorOf(std::string(10 << 20, '\n')), "");
  std::string deep = "[";
  for (int i = 0; i < 1'000'000; ++i) deep += "{\"a\":";
  EXPECT_NE(ErrorOf(deep), "");
}

TEST(PriceLists, SayWhatFollowsTheJson) {
  EXPECT_TRUE(ErrorOf("[{}] x").starts_with("list: line 1, column "));
  EXPECT_TRUE(ErrorOf("{\n\"a\": 1,\n}").starts_with("list: line 2, column "))
      << ErrorOf("{\n\"a\": 1,\n}");
}

TEST(CalendarText, ReadsDaysTimesAndOffsets) {
  EXPECT_EQ(MomentText(Moment("2026-04-01")), "2026-04-01");
  EXPECT_EQ(MomentText(Moment("2026-04-01T12:30:00+02:00")), "2026-04-01T10:30:00Z");
  EXPECT_EQ(MomentText(Moment("2026-04-01 12:30:00.25Z")), "2026-04-01T12:30:00.25Z");
  EXPECT_EQ(ParseMoment("2026-02-29"), std::nullopt);
  EXPECT_EQ(ParseMoment("2026-04-01T25:00"), std::nullopt);
  EXPECT_EQ(ParseMoment("2026-04-01x"), std::nullopt);
  EXPECT_EQ(TimeOfDayText(*ParseTimeOfDay("00:30:00+08:00")), "16:30:00");
  EXPECT_EQ(ParseTimeOfDay("24:00:00"), std::nullopt);
}

}  // namespace
}  // namespace costdb::ingest
