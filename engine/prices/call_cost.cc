#include "engine/prices/call_cost.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "costdb/int128.h"
#include "engine/money/checked_arithmetic.h"

namespace costdb::engine {
namespace {

constexpr std::int64_t kMillion = 1'000'000;

// Each of input and output is at most kMaximumTokens, each token at most kMaximumPrice.
static_assert(2 * Int128{kMaximumTokens} * kMaximumPrice / kMillion <=
              std::numeric_limits<std::int64_t>::max());

bool IsPlausible(std::int64_t tokens) {
  return tokens == kNullInteger || (tokens >= 0 && tokens <= kMaximumTokens);
}

bool IsPlausible(const Usage& usage) {
  return IsPlausible(usage.input) && IsPlausible(usage.cached) && IsPlausible(usage.cache_write) &&
         IsPlausible(usage.cache_write_1h) && IsPlausible(usage.output) &&
         IsPlausible(usage.reasoning) && IsPlausible(usage.audio_input) &&
         IsPlausible(usage.cached_audio) && IsPlausible(usage.audio_output);
}

// At most `limit` tokens; none when they are not reported.
std::int64_t Part(std::int64_t tokens, std::int64_t limit) {
  return tokens == kNullInteger ? 0 : std::min(tokens, limit);
}

PicodollarsPerMillion PriceOr(PicodollarsPerMillion price, PicodollarsPerMillion otherwise) {
  return price == kNullInteger ? otherwise : price;
}

// Picodollars times a million of each part of a cost.
struct ExactParts {
  Int128 input = 0;
  Int128 cache = 0;
  Int128 output = 0;
};

ExactParts PriceParts(const TokenPrices& prices, const Usage& usage) {
  const std::int64_t input = Part(usage.input, kMaximumTokens);
  const std::int64_t cached = Part(usage.cached, input);
  const std::int64_t written = Part(usage.cache_write, input - cached);
  const std::int64_t written_1h = Part(usage.cache_write_1h, written);
  const std::int64_t fresh = input - cached - written;
  const std::int64_t cached_audio = Part(usage.cached_audio, cached);
  const std::int64_t audio = Part(usage.audio_input, input);
  const std::int64_t fresh_audio = std::min(std::max<std::int64_t>(audio - cached_audio, 0), fresh);
  const std::int64_t output = Part(usage.output, kMaximumTokens);
  const std::int64_t reasoning = Part(usage.reasoning, output);
  const std::int64_t audio_output = Part(usage.audio_output, output - reasoning);

  const PicodollarsPerMillion cached_price = PriceOr(prices.cached, prices.input);
  const PicodollarsPerMillion write_price = PriceOr(prices.cache_write, prices.input);
  ExactParts parts;
  parts.input = Int128{fresh - fresh_audio} * prices.input +
                Int128{fresh_audio} * PriceOr(prices.audio_input, prices.input) +
                Int128{prices.request} * kMillion;
  parts.cache = Int128{cached - cached_audio} * cached_price +
                Int128{cached_audio} * PriceOr(prices.cached_audio, cached_price) +
                Int128{written - written_1h} * write_price +
                Int128{written_1h} * PriceOr(prices.cache_write_1h, write_price);
  parts.output = Int128{output - reasoning - audio_output} * prices.output +
                 Int128{reasoning} * PriceOr(prices.reasoning, prices.output) +
                 Int128{audio_output} * PriceOr(prices.audio_output, prices.output);
  return parts;
}

// `exact` is not negative.
Int128 RoundHalfEven(Int128 exact) {
  const Int128 quotient = exact / kMillion;
  const auto rest = static_cast<std::int64_t>(exact % kMillion);
  const bool rounds_up = rest > kMillion / 2 || (rest == kMillion / 2 && (quotient & 1) != 0);
  return rounds_up ? quotient + 1 : quotient;
}

}  // namespace

CallCost CostOf(const PriceSchedule& schedule, const Usage& usage) {
  if (!usage.is_reported() || !IsPlausible(usage)) return {};
  const TokenPrices& prices = schedule.PricesFor(Part(usage.input, kMaximumTokens));
  const ExactParts exact = PriceParts(prices, usage);
  // Running totals are rounded, not the parts: so the parts add up, and none is negative.
  const Int128 input = RoundHalfEven(exact.input);
  const Int128 with_cache = RoundHalfEven(exact.input + exact.cache);
  // Fits for tokens alone (above); a price for each request can exceed it.
  const std::optional<std::int64_t> total =
      NarrowToInt64(RoundHalfEven(exact.input + exact.cache + exact.output));
  if (!total) return {};
  return {.total = *total,
          .input = static_cast<std::int64_t>(input),
          .output = static_cast<std::int64_t>(*total - with_cache),
          .cache = static_cast<std::int64_t>(with_cache - input),
          .source = CostSource::kCatalog};
}

Usage WithoutCache(const Usage& usage) {
  Usage plain = usage;
  plain.cached = plain.cache_write = plain.cache_write_1h = plain.cached_audio = kNullInteger;
  return plain;
}

}  // namespace costdb::engine
