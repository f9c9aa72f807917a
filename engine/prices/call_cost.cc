#include "engine/prices/call_cost.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "costdb/int128.h"
#include "engine/money/checked_arithmetic.h"

namespace costdb::engine {
namespace {

// Each of input and output is at most kMaximumTokens, each token at most kMaximumPrice.
static_assert(2 * Int128{kMaximumTokens} * kMaximumPrice <=
              std::numeric_limits<std::int64_t>::max());

bool IsPlausible(std::int64_t tokens) {
  return tokens == kNullInteger || (tokens >= 0 && tokens <= kMaximumTokens);
}

std::int64_t Tokens(std::int64_t tokens) {
  return tokens == kNullInteger ? 0 : tokens;
}

PicodollarsPerToken PriceOr(PicodollarsPerToken price, PicodollarsPerToken otherwise) {
  return price == kNullInteger ? otherwise : price;
}

// A tier is a cliff: it holds above its threshold, for every token of the call.
const TokenPrices& PricesFor(const ModelPrice& price, std::int64_t input_tokens) {
  const TokenPrices* prices = &price.base;
  for (const PriceTier& tier : price.tiers) {
    if (input_tokens <= tier.above_input_tokens) break;
    prices = &tier.prices;
  }
  return *prices;
}

}  // namespace

CallCost CostOf(const ModelPrice& price, const Usage& usage) {
  if (!usage.is_reported()) return {};
  for (const std::int64_t tokens :
       {usage.input, usage.cached, usage.cache_write, usage.cache_write_1h, usage.output}) {
    if (!IsPlausible(tokens)) return {};
  }
  const std::int64_t input = Tokens(usage.input);
  const std::int64_t cached = std::min(Tokens(usage.cached), input);
  const std::int64_t written = std::min(Tokens(usage.cache_write), input - cached);
  const std::int64_t written_1h = std::min(Tokens(usage.cache_write_1h), written);

  const TokenPrices& prices = PricesFor(price, input);
  const PicodollarsPerToken write_price = PriceOr(prices.cache_write, prices.input);
  const Int128 input_cost = Int128{input - cached - written} * prices.input;
  const Int128 cache_cost = Int128{cached} * PriceOr(prices.cached, prices.input) +
                            Int128{written - written_1h} * write_price +
                            Int128{written_1h} * PriceOr(prices.cache_write_1h, write_price);
  const Int128 output_cost = Int128{Tokens(usage.output)} * prices.output;

  // Fits for every catalog price (above); a price made by hand may not.
  const std::optional<std::int64_t> total = NarrowToInt64(input_cost + cache_cost + output_cost);
  if (!total) return {};
  return {.total = *total,
          .input = static_cast<std::int64_t>(input_cost),
          .output = static_cast<std::int64_t>(output_cost),
          .cache = static_cast<std::int64_t>(cache_cost),
          .source = CostSource::kCatalog};
}

}  // namespace costdb::engine
