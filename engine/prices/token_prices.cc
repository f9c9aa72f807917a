#include "engine/prices/token_prices.h"

#include <fmt/core.h>

#include "costdb/int128.h"
#include "engine/error/propagate.h"
#include "engine/money/dollars.h"

namespace costdb::engine {
namespace {

char LowerCase(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (LowerCase(text[i]) != lower[i]) return false;
  }
  return true;
}

std::optional<std::int64_t> Scale(std::int64_t price, PriceFactor factor) {
  if (price == kNullInteger) return price;
  const Int128 product = Int128{price} * factor;
  if (product % kFactorOne != 0 || product / kFactorOne > kMaximumPrice) return std::nullopt;
  return static_cast<std::int64_t>(product / kFactorOne);
}

bool ScalePrices(PriceFactor factor, TokenPrices* prices) {
  const auto scale = [factor](std::int64_t* price) {
    const std::optional<std::int64_t> scaled = Scale(*price, factor);
    if (scaled) *price = *scaled;
    return scaled.has_value();
  };
  for (const PriceField& field : kPriceFields) {
    if (!scale(&(prices->*field.price))) return false;
  }
  return scale(&prices->request);
}

Status CheckPrice(std::string_view name, std::int64_t price, bool may_be_null) {
  if ((price == kNullInteger && may_be_null) || (price >= 0 && price <= kMaximumPrice)) {
    return Status::Ok();
  }
  if (price < 0) {
    return Status::InvalidArgument(
        fmt::format("{}: ${} is negative; a price is not", name, FormatDollars(price)));
  }
  return Status::InvalidArgument(fmt::format("{}: ${} is above ${}, the highest price there is",
                                             name, FormatDollars(price),
                                             FormatDollars(kMaximumPrice)));
}

Status CheckPrices(const TokenPrices& prices) {
  for (const PriceField& field : kPriceFields) {
    COSTDB_RETURN_IF_ERROR(CheckPrice(field.name, prices.*field.price, !field.is_required));
  }
  return CheckPrice("request", prices.request, false);
}

}  // namespace

ServiceTier ServiceTierOf(std::string_view text) {
  for (std::size_t i = 1; i < kServiceTierCount; ++i) {
    if (EqualsIgnoringCase(text, kServiceTierNames[i])) return static_cast<ServiceTier>(i);
  }
  return ServiceTier::kStandard;
}

std::optional<PriceSchedule> ScaleSchedule(const PriceSchedule& schedule, PriceFactor factor) {
  PriceSchedule scaled = schedule;
  if (factor < 0 || !ScalePrices(factor, &scaled.base)) return std::nullopt;
  for (PriceTier& tier : scaled.tiers) {
    if (!ScalePrices(factor, &tier.prices)) return std::nullopt;
  }
  return scaled;
}

Status CheckSchedule(const PriceSchedule& schedule) {
  COSTDB_RETURN_IF_ERROR(CheckPrices(schedule.base));
  std::int64_t threshold = -1;
  for (const PriceTier& tier : schedule.tiers) {
    if (tier.above_input_tokens <= threshold) {
      return Status::InvalidArgument("the tiers do not ascend");
    }
    threshold = tier.above_input_tokens;
    COSTDB_RETURN_IF_ERROR(CheckPrices(tier.prices));
  }
  return Status::Ok();
}

}  // namespace costdb::engine
