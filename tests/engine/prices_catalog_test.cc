#include "engine/prices/price_catalog.h"

#include <gtest/gtest.h>

#include <limits>
#include <string_view>

#include "engine/money/dollars.h"

namespace costdb::engine {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kApril2026 = 1'775'001'600 * kSecond;      // 2026-04-01
constexpr std::int64_t kMarch12Of2026 = 1'773'273'600 * kSecond;  // 2026-03-12
constexpr std::int64_t kMarch13Of2026 = 1'773'360'000 * kSecond;  // 2026-03-13
constexpr std::int64_t kJune10Of2025 = 1'749'513'600 * kSecond;   // 2025-06-10
constexpr std::int64_t kTenDaysOfSeconds = 864'000 * kSecond;

std::string Dollars(std::string_view model, const Usage& usage, std::int64_t time = kApril2026) {
  const CallCost cost = PriceCatalog::BuiltIn().Price(model, usage, time);
  if (cost.total == kNullInteger) return "NULL";
  EXPECT_EQ(cost.total, cost.input + cost.output + cost.cache);
  EXPECT_EQ(cost.source, CostSource::kCatalog);
  return FormatDollars(cost.total);
}

TEST(BuiltInPrices, TheNineModelsCostWhatTheAprilTableSays) {
  const auto tenth = [](std::string_view model) {
    // A hundred thousand each way, below every tier: a tenth of the table's two prices.
    return Dollars(model, {.input = 100'000, .output = 100'000});
  };
  EXPECT_EQ(tenth("gpt-5.4"), "1.75");           // 0.250 + 1.500
  EXPECT_EQ(tenth("gpt-5"), "1.125");            // 0.125 + 1.000
  EXPECT_EQ(tenth("gpt-5.4-mini"), "0.525");     // 0.075 + 0.450
  EXPECT_EQ(tenth("gpt-5.4-nano"), "0.145");     // 0.020 + 0.125
  EXPECT_EQ(tenth("o3"), "1");                   // 0.200 + 0.800
  EXPECT_EQ(tenth("o4-mini"), "0.55");           // 0.110 + 0.440
  EXPECT_EQ(tenth("claude-sonnet-4.6"), "1.8");  // 0.300 + 1.500
  EXPECT_EQ(tenth("claude-haiku-4.5"), "0.6");   // 0.100 + 0.500
  EXPECT_EQ(tenth("gemini-2.5-pro"), "1.125");   // 0.125 + 1.000
}

TEST(BuiltInPrices, SmallCallsAreExact) {
  // 132 x $0.75/M + 20 x $4.50/M = 0.000099 + 0.00009
  EXPECT_EQ(Dollars("gpt-5.4-mini", {.input = 132, .output = 20}), "0.000189");
  EXPECT_EQ(Dollars("gpt-5.4-mini", {.input = 1, .output = 0}), "0.00000075");
  EXPECT_EQ(Dollars("gpt-5.4-mini", {.input = 0, .output = 0}), "0");
}

TEST(BuiltInPrices, CachedTokensArePricedOnceAndAtTheirOwnPrice) {
  // gpt-5.4: (1000 - 400) x 2.50 + 400 x 0.25 = 1500 + 100 per million; 10 x 15 = 150.
  const CallCost cost = PriceCatalog::BuiltIn().Price(
      "gpt-5.4", {.input = 1'000, .cached = 400, .output = 10}, kApril2026);
  EXPECT_EQ(cost.input, 1'500'000'000);
  EXPECT_EQ(cost.cache, 100'000'000);
  EXPECT_EQ(cost.output, 150'000'000);
  EXPECT_EQ(cost.total, 1'750'000'000);
}

TEST(BuiltInPrices, CacheWritesForAnHourCostMore) {
  // claude-haiku-4.5: 137 x 1.00 + 200 read x 0.10 + 30 written x 1.25 + 20 for an hour x 2.00
  // = 137 + 20 + 37.5 + 40 per million; 20 out x 5.00 = 100.
  const CallCost cost = PriceCatalog::BuiltIn().Price(
      "claude-haiku-4.5",
      {.input = 387, .cached = 200, .cache_write = 50, .cache_write_1h = 20, .output = 20},
      kApril2026);
  EXPECT_EQ(cost.input, 137'000'000);
  EXPECT_EQ(cost.cache, 97'500'000);
  EXPECT_EQ(cost.output, 100'000'000);
  EXPECT_EQ(cost.total, 334'500'000);
}

TEST(BuiltInPrices, AMissingCachePriceIsTheInputPrice) {
  EXPECT_EQ(Dollars("gpt-5-pro", {.input = 100, .cached = 40, .output = 0}),
            Dollars("gpt-5-pro", {.input = 100, .output = 0}));
  // gpt-5.4 has no price for writing: input's. 50 x 2.50 + 50 x 2.50.
  EXPECT_EQ(Dollars("gpt-5.4", {.input = 100, .cache_write = 50, .cache_write_1h = 50}), "0.00025");
}

TEST(BuiltInPrices, ATierIsACliffJustAboveItsThreshold) {
  // At 272,000 still 2.50 and 15; at 272,001 every token at 5 and 22.50.
  EXPECT_EQ(Dollars("gpt-5.4", {.input = 272'000, .output = 1'000}), "0.695");     // 0.68 + 0.015
  EXPECT_EQ(Dollars("gpt-5.4", {.input = 272'001, .output = 1'000}), "1.382505");  // + 0.0225
  // Cached tokens count toward the threshold and are repriced with the rest.
  EXPECT_EQ(Dollars("gpt-5.4", {.input = 300'000, .cached = 200'000}), "0.6");  // 0.5 + 0.1
  EXPECT_EQ(Dollars("gemini-2.5-pro", {.input = 200'000}), "0.25");
  EXPECT_EQ(Dollars("gemini-2.5-pro", {.input = 200'001}), "0.5000025");
}

TEST(BuiltInPrices, HistoryStays) {
  // o3 became cheaper on 2025-06-10, midnight UTC.
  EXPECT_EQ(Dollars("o3", {.input = 1'000'000}, kJune10Of2025 - 1), "10");
  EXPECT_EQ(Dollars("o3", {.input = 1'000'000}, kJune10Of2025), "2");
  // claude-sonnet-4.6 lost its tier on 2026-03-13.
  EXPECT_EQ(Dollars("claude-sonnet-4.6", {.input = 300'000}, kMarch12Of2026), "1.8");
  EXPECT_EQ(Dollars("claude-sonnet-4.6", {.input = 300'000}, kMarch13Of2026), "0.9");
}

TEST(BuiltInPrices, ACallDatedBeforeItsModelHasAWrongClock) {
  EXPECT_EQ(Dollars("o3", {.input = 1'000'000}, 0), "2");
  EXPECT_EQ(Dollars("o3", {.input = 1'000'000}, std::numeric_limits<std::int64_t>::min()), "2");
  EXPECT_EQ(Dollars("o3", {.input = 1'000'000}, std::numeric_limits<std::int64_t>::max()), "2");
}

TEST(BuiltInPrices, EmbeddingsHaveNoOutput) {
  EXPECT_EQ(Dollars("text-embedding-3-small", {.input = 110}), "0.0000022");
}

TEST(Price, IsNullWithoutUsageOrForAnUnknownModel) {
  EXPECT_EQ(PriceCatalog::BuiltIn().Price("gpt-5", {}, kApril2026), CallCost{});
  EXPECT_EQ(PriceCatalog::BuiltIn().Price("gpt-5", {.cached = 5}, kApril2026), CallCost{});
  EXPECT_EQ(PriceCatalog::BuiltIn().Price("acme-1", {.input = 5}, kApril2026), CallCost{});
  EXPECT_EQ(PriceCatalog::BuiltIn().Price("", {.input = 5}, kApril2026), CallCost{});
}

TEST(Price, MissingInputOrOutputCountsAsNone) {
  EXPECT_EQ(Dollars("gpt-5", {.output = 1'000}), "0.01");
  EXPECT_EQ(Dollars("gpt-5", {.input = 1'000}), "0.00125");
}

TEST(Price, IsNeverNegative) {
  // Cached and written tokens beyond the input are cut to it, reads first.
  const CallCost cost = PriceCatalog::BuiltIn().Price(
      "claude-haiku-4.5",
      {.input = 100, .cached = 80, .cache_write = 90, .cache_write_1h = 95, .output = 0},
      kApril2026);
  EXPECT_EQ(cost.input, 0);
  EXPECT_EQ(cost.cache, 80 * 100'000 + 20 * 2'000'000);
  EXPECT_EQ(Dollars("gpt-5", {.cached = 80, .output = 1'000}), "0.01");
}

TEST(Price, ImplausibleTokensHaveNoPrice) {
  EXPECT_EQ(Dollars("gpt-5", {.input = -1, .output = 5}), "NULL");
  EXPECT_EQ(Dollars("gpt-5", {.input = kMaximumTokens + 1}), "NULL");
  EXPECT_EQ(Dollars("gpt-5", {.input = 5, .cached = INT64_MAX}), "NULL");
  EXPECT_NE(Dollars("o1-pro", {.input = kMaximumTokens, .output = kMaximumTokens}), "NULL");
}

ModelPrice Flat(std::string model, std::int64_t from, std::int64_t to, PicodollarsPerToken input) {
  ModelPrice price;
  price.provider = "acme";
  price.model = std::move(model);
  price.valid_from_unix_ns = from;
  price.valid_to_unix_ns = to;
  price.base.input = input;
  price.base.output = input;
  return price;
}

TEST(MakeCatalog, PricesHoldFromTheirStartToBeforeTheirEnd) {
  const auto catalog = PriceCatalog::Make({Flat("m", 300, 400, 7), Flat("m", 100, 200, 5)}, {});
  ASSERT_TRUE(catalog.ok()) << catalog.status().message();
  const auto cost = [&](std::int64_t time) {
    return catalog->Price("m", {.input = 2}, time).total;
  };
  EXPECT_EQ(cost(99), kNullInteger);
  EXPECT_EQ(cost(100), 10);
  EXPECT_EQ(cost(199), 10);
  EXPECT_EQ(cost(200), kNullInteger);
  EXPECT_EQ(cost(300), 14);
  EXPECT_EQ(cost(400), kNullInteger);
}

TEST(MakeCatalog, TheLargestCallAtTheHighestPriceFits) {
  const auto catalog = PriceCatalog::Make({Flat("m", 0, 10, kMaximumPrice)}, {});
  ASSERT_TRUE(catalog.ok());
  const Usage usage{.input = kMaximumTokens, .output = kMaximumTokens};
  EXPECT_EQ(catalog->Price("m", usage, 5).total, 8'000'000'000'000'000'000);
}

TEST(MakeCatalog, TiersRise) {
  ModelPrice price = Flat("m", 0, 10, 1);
  price.tiers = {{.above_input_tokens = 10, .prices = {.input = 2}},
                 {.above_input_tokens = 20, .prices = {.input = 3}}};
  const auto catalog = PriceCatalog::Make({price}, {});
  ASSERT_TRUE(catalog.ok());
  const auto cost = [&](std::int64_t input) {
    return catalog->Price("m", {.input = input}, 5).total;
  };
  EXPECT_EQ(cost(10), 10);
  EXPECT_EQ(cost(11), 22);
  EXPECT_EQ(cost(20), 40);
  EXPECT_EQ(cost(21), 63);
}

TEST(MakeCatalog, RefusesWhatCanNotBe) {
  const auto message = [](std::vector<ModelPrice> prices, std::vector<ModelAlias> aliases = {}) {
    return PriceCatalog::Make(std::move(prices), aliases).status().message();
  };
  EXPECT_EQ(message({Flat("m", 0, 10, -1)}), "m: -1 picodollars a token is no price");
  EXPECT_EQ(message({Flat("m", 0, 10, kMaximumPrice + 1)}),
            "m: 4000000001 picodollars a token is no price");
  EXPECT_EQ(message({Flat("m", 10, 10, 1)}), "m: a price ends before it starts");
  EXPECT_EQ(message({Flat("", 0, 10, 1)}), "a price without a model");
  EXPECT_EQ(message({Flat("m", 0, 10, 1), Flat("m", 9, 20, 1)}),
            "m: two prices hold at the same time");
  EXPECT_EQ(message({Flat("m", 0, 10, 1)}, {{"n", "o"}}), "n stands for o, which has no price");
  EXPECT_EQ(message({Flat("m", 0, 10, 1), Flat("o", 0, 10, 1)}, {{"m", "o"}}),
            "the name m is both m and o");
  ModelPrice price = Flat("m", 0, 10, 1);
  price.tiers = {{10, {}}, {10, {}}};
  EXPECT_EQ(message({price}), "m: the tiers do not ascend");
}

TEST(BuiltInPrices, TheTableIsSound) {
  // Make refuses a table that is not; then the catalog would be empty.
  EXPECT_GE(PriceCatalog::BuiltIn().prices().size(), 90U);
  for (const ModelPrice& price : PriceCatalog::BuiltIn().prices()) {
    EXPECT_GT(price.base.input, 0) << price.model;
    EXPECT_GT(price.valid_from_unix_ns, 1'600'000'000 * kSecond) << price.model;
    EXPECT_LT(price.valid_from_unix_ns, kApril2026 + 25 * kTenDaysOfSeconds) << price.model;
    EXPECT_LE(price.base.cached == kNullInteger ? 0 : price.base.cached, price.base.input);
    for (const PriceTier& tier : price.tiers) EXPECT_GT(tier.prices.input, price.base.input);
  }
}

}  // namespace
}  // namespace costdb::engine
