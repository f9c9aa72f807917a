#include "engine/prices/price_catalog.h"

#include <algorithm>
#include <limits>

#include "costdb/int128.h"
#include "engine/prices/built_in_prices.h"
#include "engine/prices/model_name.h"

namespace costdb::engine {
namespace {

std::int64_t OrZero(std::int64_t tokens) {
  return tokens == kNullInteger ? 0 : tokens;
}

std::int64_t Or(std::int64_t price, std::int64_t instead) {
  return price == kNullInteger ? instead : price;
}

const TokenPrices& PricesAt(const ModelPrice& model, std::int64_t total_input) {
  const TokenPrices* prices = &model.base;
  for (const PriceTier& tier : model.tiers) {
    if (total_input > tier.above_input_tokens) prices = &tier.prices;
  }
  return *prices;
}

// A call of kMaximumTokens at 9,000 $ per million would just fit; anything larger has no cost.
bool Fits(Int128 picodollars) {
  return picodollars >= 0 && picodollars <= std::numeric_limits<std::int64_t>::max();
}

}  // namespace

PriceCatalog::PriceCatalog(std::vector<ModelPrice> prices) : prices_(std::move(prices)) {
  for (std::size_t i = 0; i < prices_.size(); ++i) by_model_[prices_[i].model].push_back(i);
}

const PriceCatalog& PriceCatalog::BuiltIn() {
  static const PriceCatalog kCatalog(BuiltInPrices());
  return kCatalog;
}

std::string_view PriceCatalog::CanonicalName(std::string_view model) const {
  const auto found = by_model_.find(NormalizeModelName(model));
  return found == by_model_.end() ? std::string_view() : std::string_view(found->first);
}

CallCost PriceCatalog::Price(std::string_view canonical_model, const Usage& usage,
                             std::int64_t time_unix_ns) const {
  CallCost cost;
  const auto rows = by_model_.find(canonical_model);
  if (!usage.is_reported() || rows == by_model_.end()) return cost;
  const auto valid = std::find_if(rows->second.begin(), rows->second.end(), [&](std::size_t row) {
    return prices_[row].valid_from_unix_ns <= time_unix_ns &&
           time_unix_ns < prices_[row].valid_to_unix_ns;
  });
  if (valid == rows->second.end()) return cost;

  const std::int64_t total_input = OrZero(usage.input);
  const TokenPrices& prices = PricesAt(prices_[*valid], total_input);
  const std::int64_t cached = std::min(OrZero(usage.cached), total_input);
  const std::int64_t written = std::min(OrZero(usage.cache_write), total_input - cached);
  const std::int64_t written_1h = std::min(OrZero(usage.cache_write_1h), written);
  const std::int64_t write_price = Or(prices.cache_write, prices.input);
  const Int128 input = Int128{total_input - cached - written} * prices.input;
  const Int128 cache = Int128{cached} * Or(prices.cached, prices.input) +
                       Int128{written - written_1h} * write_price +
                       Int128{written_1h} * Or(prices.cache_write_1h, write_price);
  const Int128 output = Int128{OrZero(usage.output)} * prices.output;
  const Int128 total = input + cache + output;
  if (!Fits(total)) return cost;
  cost.total = static_cast<std::int64_t>(total);
  cost.input = static_cast<std::int64_t>(input);
  cost.cache = static_cast<std::int64_t>(cache);
  cost.output = static_cast<std::int64_t>(output);
  cost.source = CostSource::kCatalog;
  return cost;
}

}  // namespace costdb::engine
