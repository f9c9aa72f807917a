#include "engine/prices/price_catalog.h"

#include <gtest/gtest.h>

#include <limits>
#include <string_view>

#include "engine/money/dollars.h"
#include "engine/prices/own_prices.h"

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

PricedModel Flat(std::string name, std::vector<ModelPrice> prices) {
  PricedModel model;
  model.provider = "acme";
  model.name = std::move(name);
  model.reach = Reach::kUnknown;
  model.prices = std::move(prices);
  return model;
}

ModelPrice At(std::int64_t from, std::int64_t to, PicodollarsPerMillion price) {
  ModelPrice made;
  made.valid_from_unix_ns = from;
  made.valid_to_unix_ns = to;
  made.standard.base.input = price;
  made.standard.base.output = price;
  return made;
}

Result<std::shared_ptr<const PriceCatalog>> Only(std::vector<PricedModel> models) {
  CatalogContents contents;
  contents.sources.push_back({.name = "test", .models = std::move(models)});
  return PriceCatalog::MakeOnly(std::move(contents));
}

TEST(MakeCatalog, PricesHoldFromTheirStartToBeforeTheirEnd) {
  const auto catalog = Only({Flat("m", {At(300, 400, 7'000'000), At(100, 200, 5'000'000)})});
  ASSERT_TRUE(catalog.ok()) << catalog.status().message();
  const auto cost = [&](std::int64_t time) {
    return (*catalog)->Price("m", {.input = 2}, time).total;
  };
  EXPECT_EQ(cost(99), kNullInteger);
  EXPECT_EQ(cost(100), 10);
  EXPECT_EQ(cost(199), 10);
  EXPECT_EQ(cost(200), kNullInteger);
  EXPECT_EQ(cost(300), 14);
  EXPECT_EQ(cost(400), kNullInteger);
}

TEST(MakeCatalog, TheLargestCallAtTheHighestPriceFits) {
  const auto catalog = Only({Flat("m", {At(0, 10, kMaximumPrice)})});
  ASSERT_TRUE(catalog.ok());
  const Usage usage{.input = kMaximumTokens, .output = kMaximumTokens};
  EXPECT_EQ((*catalog)->Price("m", usage, 5).total, 8'000'000'000'000'000'000);
}

TEST(MakeCatalog, TiersRise) {
  ModelPrice price = At(0, 10, 1'000'000);
  price.standard.tiers = {{.above_input_tokens = 10, .prices = {.input = 2'000'000}},
                          {.above_input_tokens = 20, .prices = {.input = 3'000'000}}};
  const auto catalog = Only({Flat("m", {price})});
  ASSERT_TRUE(catalog.ok());
  const auto cost = [&](std::int64_t input) {
    return (*catalog)->Price("m", {.input = input}, 5).total;
  };
  EXPECT_EQ(cost(10), 10);
  EXPECT_EQ(cost(11), 22);
  EXPECT_EQ(cost(20), 40);
  EXPECT_EQ(cost(21), 63);
}

TEST(MakeCatalog, HoursOfTheDayGoBeforeTheWholeDay) {
  constexpr std::int64_t kHour = 3'600 * kSecond;
  ModelPrice day = At(kNoStart, kNoEnd, 2'000'000);
  ModelPrice night = At(kNoStart, kNoEnd, 1'000'000);
  night.hours = {.from_ns = 16 * kHour + kHour / 2, .to_ns = kHour / 2};  // 16:30 to 00:30
  const auto catalog = Only({Flat("m", {day, night})});
  ASSERT_TRUE(catalog.ok()) << catalog.status().message();
  const auto cost = [&](std::int64_t of_day) {
    const std::int64_t total = (*catalog)->Price("m", {.input = 1}, kApril2026 + of_day).total;
    // The day before 1970 has the same hours.
    EXPECT_EQ((*catalog)->Price("m", {.input = 1}, of_day - 86'400 * kSecond).total, total);
    return total;
  };
  EXPECT_EQ(cost(0), 1);
  EXPECT_EQ(cost(kHour / 2 - 1), 1);
  EXPECT_EQ(cost(kHour / 2), 2);
  EXPECT_EQ(cost(16 * kHour + kHour / 2 - 1), 2);
  EXPECT_EQ(cost(16 * kHour + kHour / 2), 1);
  EXPECT_EQ(cost(24 * kHour - 1), 1);
}

TEST(MakeCatalog, ServiceTiersHaveTheirOwnPricesOrNone) {
  ModelPrice price = At(kNoStart, kNoEnd, 10'000'000);
  price.Set(ServiceTier::kPriority, *ScaleSchedule(price.standard, 2 * kFactorOne));
  price.Set(ServiceTier::kBatch, *ScaleSchedule(price.standard, kFactorOne / 2));
  const auto catalog = Only({Flat("m", {price})});
  ASSERT_TRUE(catalog.ok());
  const auto model = (*catalog)->ResolveName("acme", "m");
  ASSERT_NE(model, nullptr);
  const auto cost = [&](std::string_view tier) {
    return model->timeline->Price({.input = 1}, 5, ServiceTierOf(tier)).total;
  };
  EXPECT_EQ(cost(""), 10);
  EXPECT_EQ(cost("default"), 10);
  EXPECT_EQ(cost("Batch"), 5);
  EXPECT_EQ(cost("priority"), 20);
  EXPECT_EQ(cost("flex"), kNullInteger);  // Not guessed.
}

TEST(MakeCatalog, BatchesOfTheThreeMakersAreHalfPrice) {
  const auto batch = [](std::string_view provider, std::string_view name) {
    const auto model = PriceCatalog::BuiltIn().ResolveName(provider, name);
    return model->timeline->Price({.input = 1'000'000}, kApril2026, ServiceTier::kBatch).total;
  };
  EXPECT_EQ(batch("openai", "gpt-5"), 625'000'000'000);
  EXPECT_EQ(batch("anthropic", "claude-haiku-4.5"), 500'000'000'000);
  EXPECT_EQ(batch("gcp.gen_ai", "gemini-2.5-pro"), 1'250'000'000'000);  // Above 200K: half of 2.50.
  EXPECT_EQ(batch("x_ai", "grok-4"), kNullInteger);
}

TEST(MakeCatalog, OwnPricesWinOverImportedOverBuiltIn) {
  CatalogContents contents;
  PricedModel own = Flat("gpt-5", {At(kApril2026, kNoEnd, 7'000'000)});
  own.provider.clear();
  own.reach = Reach::kEvery;
  PricedModel imported = Flat("gpt-5-2025", {At(kNoStart, kNoEnd, 9'000'000)});
  imported.provider = "openai";
  imported.reach = Reach::kProvider;
  imported.match = MatchRule{MatchRule::Kind::kStartsWith, "GPT-5", {}};
  contents.sources.push_back({.kind = SourceKind::kOwn, .name = "own", .models = {own}});
  contents.sources.push_back(
      {.name = "list", .providers = {{.id = "openai"}}, .models = {imported}});
  const auto catalog = PriceCatalog::Make(std::move(contents));
  ASSERT_TRUE(catalog.ok()) << catalog.status().message();
  const auto cost = [&](std::string_view provider, std::string_view name, std::int64_t time) {
    const auto model = (*catalog)->ResolveName(provider, name);
    return model == nullptr
               ? kNullInteger
               : model->timeline->Price({.input = 1}, time, ServiceTier::kStandard).total;
  };
  EXPECT_EQ(cost("openai", "gpt-5", kApril2026), 7);
  EXPECT_EQ(cost("openai", "gpt-5", kApril2026 - 1), 9);
  EXPECT_EQ(cost("", "gpt-5", kApril2026 - 1), 1'250'000);  // The list's rule is openai's.
  EXPECT_EQ(cost("openai", "gpt-5-what", kApril2026), 9);   // By the list's rule.
  EXPECT_EQ(cost("ollama", "gpt-5", kApril2026 - 1), kNullInteger);
  EXPECT_EQ(cost("ollama", "gpt-5", kApril2026), 7);  // The user's word counts.
  // The built-in name stays the model's name.
  EXPECT_EQ((*catalog)->CanonicalName("openai", "gpt-5-2025-08-07"), "gpt-5");
  EXPECT_EQ((*catalog)->CanonicalName("openai", "gpt-5-what"), "gpt-5-2025");
}

TEST(MakeCatalog, AnOwnPriceOfAProviderHoldsThereAndForItsBatches) {
  CatalogContents contents;
  ModelPrice price;
  price.standard.base.input = 2 * kDollarPerMillion;
  SetOwnPrice("openai", "gpt-5", price, &contents);
  SetOwnPrice("acme", "acme-large", price, &contents);
  price.standard.base.input = 1 * kDollarPerMillion;
  SetOwnPrice("", "gpt-5.4", price, &contents);
  const auto catalog = PriceCatalog::Make(std::move(contents));
  ASSERT_TRUE(catalog.ok()) << catalog.status().message();
  const auto cost = [&](std::string_view provider, std::string_view name, ServiceTier tier) {
    const auto model = (*catalog)->ResolveName(provider, name);
    return model == nullptr ? kNullInteger
                            : model->timeline->Price({.input = 1'000'000}, kApril2026, tier).total;
  };
  constexpr std::int64_t kDollar = 1'000'000'000'000;
  EXPECT_EQ(cost("openai", "gpt-5", ServiceTier::kStandard), 2 * kDollar);
  EXPECT_EQ(cost("openai", "gpt-5", ServiceTier::kBatch), kDollar);
  EXPECT_EQ(cost("acme", "acme-large", ServiceTier::kStandard), 2 * kDollar);
  EXPECT_EQ(cost("other", "acme-large", ServiceTier::kStandard), kNullInteger);
  // The maker's discount holds for the user's price too, not only for the list price beneath.
  EXPECT_EQ(cost("openai", "gpt-5.4", ServiceTier::kBatch), kDollar / 2);
}

TEST(MakeCatalog, RefusesWhatCanNotBe) {
  const auto message = [](std::vector<PricedModel> models) {
    return Only(std::move(models)).status().message();
  };
  EXPECT_EQ(message({Flat("m", {At(0, 10, -1)})}),
            "acme m: input: $-0.000000000001 is negative; a price is not");
  EXPECT_EQ(message({Flat("m", {At(0, 10, kMaximumPrice + 1)})}),
            "acme m: input: $4000.000000000001 is above $4000, the highest price there is");
  EXPECT_EQ(message({Flat("m", {At(10, 10, 1)})}), "acme m: a price ends before it starts");
  EXPECT_EQ(message({Flat("", {At(0, 10, 1)})}), "a price without a model");
  EXPECT_EQ(message({Flat("m", {})}), "acme m: a model without a price");
  EXPECT_EQ(message({Flat("m", {At(0, 10, 1), At(9, 20, 1)})}),
            "acme m: two prices hold at the same time");
  EXPECT_EQ(message({Flat("m", {At(0, 10, 1)}), Flat("m", {At(10, 20, 1)})}),
            "acme m: listed twice");
  PricedModel alias = Flat("o", {At(0, 10, 1)});
  alias.aliases = {"m"};
  EXPECT_EQ(message({Flat("m", {At(0, 10, 1)}), alias}), "the name m is both m and o");
  ModelPrice price = At(0, 10, 1);
  price.standard.tiers = {{10, {}}, {10, {}}};
  EXPECT_EQ(message({Flat("m", {price})}), "acme m: the tiers do not ascend");
  price = At(0, 10, 1);
  price.Set(ServiceTier::kBatch, {{.input = 1, .cached = -2}, {}});
  EXPECT_EQ(message({Flat("m", {price})}),
            "acme m: batch: cached: $-0.000000000002 is negative; a price is not");
  PricedModel regex = Flat("m", {At(0, 10, 1)});
  regex.match = MatchRule{MatchRule::Kind::kRegex, "gpt-(5", {}};
  EXPECT_EQ(message({regex}),
            "acme m: match: the regular expression \"gpt-(5\" does not compile: missing ): gpt-(5");
  ModelPrice night = At(0, 10, 1);
  night.hours = {.from_ns = 20, .to_ns = 10};
  ModelPrice evening = night;
  evening.hours = {.from_ns = 25, .to_ns = 30};
  EXPECT_EQ(message({Flat("m", {night, evening})}), "acme m: two prices hold at the same time");
}

TEST(BuiltInPrices, TheTableIsSound) {
  // Make refuses a table that is not; then the catalog would be empty.
  const PriceSource& source = PriceCatalog::BuiltIn().sources().back();
  EXPECT_GE(source.models.size(), 85U);
  for (const PricedModel& model : source.models) {
    for (const ModelPrice& price : model.prices) {
      const TokenPrices& base = price.standard.base;
      EXPECT_GT(base.input, 0) << model.name;
      EXPECT_GT(price.valid_from_unix_ns, 1'600'000'000 * kSecond) << model.name;
      EXPECT_LT(price.valid_from_unix_ns, kApril2026 + 25 * kTenDaysOfSeconds) << model.name;
      EXPECT_LE(base.cached == kNullInteger ? 0 : base.cached, base.input);
      for (const PriceTier& tier : price.standard.tiers) EXPECT_GT(tier.prices.input, base.input);
    }
  }
}

}  // namespace
}  // namespace costdb::engine
