#include "engine/money/dollars.h"

#include <fmt/core.h>

#include <optional>

#include "engine/error/propagate.h"
#include "engine/money/checked_arithmetic.h"
#include "engine/money/int128_text.h"

namespace costdb::engine {
namespace {

constexpr int kScale = 12;           // Decimals of a dollar in a picodollar.
constexpr int kPerMillionScale = 6;  // Decimals of $/M tokens in a picodollar per token.
constexpr std::size_t kLeastDecimals = 2;
constexpr int kSignificantDigits = 4;

constexpr UInt128 Magnitude(Int128 value) {
  return value < 0 ? -static_cast<UInt128>(value) : static_cast<UInt128>(value);
}

Result<std::int64_t> ParsePrice(std::string_view text, int scale) {
  COSTDB_ASSIGN_OR_RETURN(const Int128 price, ParseDecimal(text, {.scale = scale}));
  if (price < 0)
    return Status::InvalidArgument(fmt::format("\"{}\": a price is not negative", text));
  const std::optional<std::int64_t> narrow = NarrowToInt64(price);
  if (!narrow) return Status::InvalidArgument(fmt::format("\"{}\" is too large a price", text));
  return *narrow;
}

// `unit` is a power of ten.
UInt128 RoundHalfEven(UInt128 value, UInt128 unit) {
  const UInt128 quotient = value / unit;
  const UInt128 twice = value % unit * 2;
  const bool up = twice > unit || (twice == unit && quotient % 2 == 1);
  return (quotient + (up ? 1 : 0)) * unit;
}

// The picodollars to which a number of this size is rounded for display.
UInt128 DisplayUnit(UInt128 magnitude) {
  constexpr UInt128 kCent = kPicodollars / 100;
  if (magnitude >= static_cast<UInt128>(kPicodollars)) return kCent;
  UInt128 unit = 1;
  UInt128 limit = 1;
  for (int i = 0; i < kSignificantDigits; ++i) limit *= 10;
  while (magnitude >= limit * unit) unit *= 10;
  return unit < kCent ? unit : kCent;
}

// A plain decimal with as many decimals as it needs, at least `least_decimals`.
std::string PlainDecimal(bool is_negative, UInt128 magnitude, std::size_t least_decimals) {
  const auto whole = static_cast<Int128>(magnitude / static_cast<UInt128>(kPicodollars));
  const auto rest = static_cast<std::int64_t>(magnitude % static_cast<UInt128>(kPicodollars));
  std::string decimals = fmt::format("{:0{}}", rest, kScale);
  while (decimals.size() > least_decimals && decimals.back() == '0') decimals.pop_back();
  std::string text = is_negative ? "-" : "";
  text += Int128ToText(whole);
  if (!decimals.empty()) text += '.' + decimals;
  return text;
}

}  // namespace

Result<Int128> ParseDollars(std::string_view text, Excess excess) {
  return ParseDecimal(text, {.scale = kScale, .excess = excess});
}

Result<std::int64_t> ParseDollarsPerMillion(std::string_view text) {
  return ParsePrice(text, kPerMillionScale);
}

Result<std::int64_t> ParseDollarsPerToken(std::string_view text) {
  return ParsePrice(text, kScale);
}

std::string FormatDollars(Int128 picodollars) {
  return PlainDecimal(picodollars < 0, Magnitude(picodollars), 0);
}

std::string FormatDollarsRounded(Int128 picodollars) {
  const UInt128 magnitude = Magnitude(picodollars);
  const UInt128 rounded = RoundHalfEven(magnitude, DisplayUnit(magnitude));
  return PlainDecimal(picodollars < 0, rounded, kLeastDecimals);
}

}  // namespace costdb::engine
