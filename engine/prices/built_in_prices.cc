#include "engine/prices/built_in_prices.h"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <array>
#include <string_view>

#include "engine/money/dollars.h"

namespace costdb::engine {
namespace {

/// Dollars per million tokens; an empty text is no price of its own.
struct PriceRow {
  std::string_view input;
  std::string_view cached;
  std::string_view cache_write;
  std::string_view cache_write_1h;
  std::string_view output;
};

struct CatalogRow {
  std::string_view provider;
  std::string_view model;
  std::string_view from;  ///< Day, UTC; empty: always.
  std::string_view to;    ///< Day, exclusive; empty: still.
  PriceRow base;
  std::int64_t tier_above = 0;  ///< 0: no tier.
  PriceRow tier = {};
};

// Sources: the price pages of OpenAI, Anthropic and Google as genai-prices had them in August 2026.
// Anthropic's writes cost 1.25 times (5 minutes) and 2 times (1 hour) the input, its reads a tenth.
constexpr std::array kRows = {
    // clang-format off
    CatalogRow{"openai", "gpt-5.4",      "", "", {"2.50", "0.25", "", "", "15"}, 272'000, {"5", "0.50", "", "", "22.50"}},
    CatalogRow{"openai", "gpt-5.4-mini", "", "", {"0.75", "0.075", "", "", "4.50"}},
    CatalogRow{"openai", "gpt-5.4-nano", "", "", {"0.20", "0.02", "", "", "1.25"}},
    CatalogRow{"openai", "gpt-5",        "", "", {"1.25", "0.125", "", "", "10"}},
    CatalogRow{"openai", "gpt-5-mini",   "", "", {"0.25", "0.025", "", "", "2"}},
    CatalogRow{"openai", "gpt-5-nano",   "", "", {"0.05", "0.005", "", "", "0.40"}},
    CatalogRow{"openai", "gpt-4.1",      "", "", {"2", "0.50", "", "", "8"}},
    CatalogRow{"openai", "gpt-4.1-mini", "", "", {"0.40", "0.10", "", "", "1.60"}},
    CatalogRow{"openai", "gpt-4.1-nano", "", "", {"0.10", "0.025", "", "", "0.40"}},
    CatalogRow{"openai", "gpt-4o",       "", "", {"2.50", "1.25", "", "", "10"}},
    CatalogRow{"openai", "gpt-4o-mini",  "", "", {"0.15", "0.075", "", "", "0.60"}},
    CatalogRow{"openai", "o3", "", "2025-06-10", {"10", "0.50", "", "", "40"}},
    CatalogRow{"openai", "o3", "2025-06-10", "", {"2", "0.50", "", "", "8"}},
    CatalogRow{"openai", "o4-mini",      "", "", {"1.10", "0.275", "", "", "4.40"}},
    CatalogRow{"openai", "text-embedding-3-small", "", "", {"0.02", "", "", "", "0"}},
    CatalogRow{"openai", "text-embedding-3-large", "", "", {"0.13", "", "", "", "0"}},
    CatalogRow{"anthropic", "claude-sonnet-4.6", "", "2026-03-13", {"3", "0.30", "3.75", "6", "15"}, 200'000, {"6", "0.60", "7.50", "12", "22.50"}},
    CatalogRow{"anthropic", "claude-sonnet-4.6", "2026-03-13", "", {"3", "0.30", "3.75", "6", "15"}},
    CatalogRow{"anthropic", "claude-sonnet-4.5", "", "", {"3", "0.30", "3.75", "6", "15"}, 200'000, {"6", "0.60", "7.50", "12", "22.50"}},
    CatalogRow{"anthropic", "claude-opus-4.5",   "", "", {"5", "0.50", "6.25", "10", "25"}},
    CatalogRow{"anthropic", "claude-haiku-4.5",  "", "", {"1", "0.10", "1.25", "2", "5"}},
    CatalogRow{"google", "gemini-2.5-pro",   "", "", {"1.25", "0.125", "", "", "10"}, 200'000, {"2.50", "0.25", "", "", "15"}},
    CatalogRow{"google", "gemini-2.5-flash", "", "", {"0.30", "0.03", "", "", "2.50"}},
    // clang-format on
};

PicodollarsPerToken PerToken(std::string_view dollars_per_million) {
  if (dollars_per_million.empty()) return kNullInteger;
  const Result<std::int64_t> price = ParseDollarsPerMillion(dollars_per_million);
  return price.ok() ? *price : kNullInteger;
}

TokenPrices PricesOf(const PriceRow& row) {
  return {PerToken(row.input), PerToken(row.cached), PerToken(row.cache_write),
          PerToken(row.cache_write_1h), PerToken(row.output)};
}

std::int64_t DayStart(std::string_view day, std::int64_t if_empty) {
  absl::CivilDay civil;
  if (day.empty() || !absl::ParseCivilTime(absl::string_view(day.data(), day.size()), &civil)) {
    return if_empty;
  }
  return absl::ToUnixNanos(absl::FromCivil(civil, absl::UTCTimeZone()));
}

}  // namespace

std::vector<ModelPrice> BuiltInPrices() {
  std::vector<ModelPrice> prices;
  for (const CatalogRow& row : kRows) {
    ModelPrice price;
    price.provider = row.provider;
    price.model = row.model;
    price.valid_from_unix_ns = DayStart(row.from, 0);
    price.valid_to_unix_ns = DayStart(row.to, INT64_MAX);
    price.base = PricesOf(row.base);
    if (row.tier_above != 0) price.tiers.push_back({row.tier_above, PricesOf(row.tier)});
    prices.push_back(std::move(price));
  }
  return prices;
}

}  // namespace costdb::engine
