#ifndef COSTDB_ENGINE_PRICES_TOKEN_PRICES_H_
#define COSTDB_ENGINE_PRICES_TOKEN_PRICES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "engine/span/span_record.h"

namespace costdb::engine {

/// A price: picodollars per million tokens, which is 10^-18 dollars a token. $2.50 per million
/// tokens is 2.5 x 10^12. Exact for twelve decimals of a $/M price.
using PicodollarsPerMillion = std::int64_t;

/// One dollar per million tokens.
inline constexpr PicodollarsPerMillion kDollarPerMillion = 1'000'000'000'000;

/// No price is higher ($4,000 per million tokens); with kMaximumTokens it keeps every call's cost
/// inside 64 bits.
inline constexpr PicodollarsPerMillion kMaximumPrice = 4'000 * kDollarPerMillion;

/// One set of prices. What is kNullInteger has no price of its own and costs what its comment says.
struct TokenPrices {
  PicodollarsPerMillion input = 0;
  PicodollarsPerMillion cached = kNullInteger;          ///< Else as input.
  PicodollarsPerMillion cache_write = kNullInteger;     ///< Else as input.
  PicodollarsPerMillion cache_write_1h = kNullInteger;  ///< Else as cache_write.
  PicodollarsPerMillion output = 0;
  PicodollarsPerMillion reasoning = kNullInteger;     ///< Else as output.
  PicodollarsPerMillion audio_input = kNullInteger;   ///< Else as input.
  PicodollarsPerMillion cached_audio = kNullInteger;  ///< Else as cached.
  PicodollarsPerMillion audio_output = kNullInteger;  ///< Else as output.
  std::int64_t request = 0;                           ///< Picodollars for each call.

  bool operator==(const TokenPrices&) const = default;
};

/// One price of TokenPrices as files, tables and commands name it.
struct PriceField {
  std::string_view name;
  PicodollarsPerMillion TokenPrices::*price;
  bool is_required;  ///< Never kNullInteger.
  std::string_view documentation;
};

/// Every price but `request`, in the order in which they are shown.
inline constexpr std::array<PriceField, 9> kPriceFields = {{
    {"input", &TokenPrices::input, true, "input that no cache was involved in"},
    {"cached", &TokenPrices::cached, false, "input read from a cache"},
    {"cache_write", &TokenPrices::cache_write, false, "input written to a cache"},
    {"cache_write_1h", &TokenPrices::cache_write_1h, false, "input written to a cache for an hour"},
    {"output", &TokenPrices::output, true, "output"},
    {"reasoning", &TokenPrices::reasoning, false, "output spent on reasoning"},
    {"audio_input", &TokenPrices::audio_input, false, "audio in the input"},
    {"cached_audio", &TokenPrices::cached_audio, false, "audio read from a cache"},
    {"audio_output", &TokenPrices::audio_output, false, "audio in the output"},
}};

/// Prices that hold for calls whose total input is above `above_input_tokens` (a cliff: for every
/// token of the call).
struct PriceTier {
  std::int64_t above_input_tokens = 0;
  TokenPrices prices;

  bool operator==(const PriceTier&) const = default;
};

/// What a call costs by the size of its input.
struct PriceSchedule {
  TokenPrices base;
  std::vector<PriceTier> tiers;  ///< Ascending by above_input_tokens.

  /// The prices for a call with so much input: exactly at a threshold the lower ones still hold.
  const TokenPrices& PricesFor(std::int64_t input_tokens) const {
    const TokenPrices* prices = &base;
    for (const PriceTier& tier : tiers) {
      if (input_tokens <= tier.above_input_tokens) break;
      prices = &tier.prices;
    }
    return *prices;
  }

  bool operator==(const PriceSchedule&) const = default;
};

/// How a provider was asked to serve a call. Numbers are stored: append only.
enum class ServiceTier : std::uint8_t { kStandard, kBatch, kFlex, kPriority };
inline constexpr std::size_t kServiceTierCount = 4;
inline constexpr std::array<std::string_view, kServiceTierCount> kServiceTierNames = {
    "standard", "batch", "flex", "priority"};

/// The tier that a span's service_tier names, in any case; whatever is not batch, flex or priority
/// ("default", "auto", "scale", none) is billed as standard.
ServiceTier ServiceTierOf(std::string_view text);

/// A factor on prices, in millionths: half price is 500,000.
using PriceFactor = std::int64_t;
inline constexpr PriceFactor kFactorOne = 1'000'000;

/// Every price times the factor; nothing where one is not a whole number of picodollars per
/// million then, or above kMaximumPrice.
std::optional<PriceSchedule> ScaleSchedule(const PriceSchedule& schedule, PriceFactor factor);

/// Fails when a price is negative or above kMaximumPrice, or when tiers do not ascend; the message
/// says which.
Status CheckSchedule(const PriceSchedule& schedule);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_TOKEN_PRICES_H_
