#ifndef COSTDB_ENGINE_MONEY_DECIMAL_H_
#define COSTDB_ENGINE_MONEY_DECIMAL_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "costdb/int128.h"

namespace costdb::engine {

/// Decimal places of a picodollar in a dollar.
inline constexpr int kPicodollarPlaces = 12;

/// Reads a decimal number ("0.75", "-3", "2.5e-07") as an integer multiple of 10^-`places`,
/// exactly; digits beyond are rounded half to even. Nothing when the text is no decimal number, or
/// when the integer needs more than 37 digits.
std::optional<Int128> ParseDecimal(std::string_view text, int places);

/// Dollars to picodollars; nothing when they do not fit 64 bits, either.
std::optional<std::int64_t> ParsePicodollars(std::string_view dollars);

/// `numerator` / `denominator` rounded half to even; `denominator` is not 0.
Int128 DivideRounded(Int128 numerator, Int128 denominator);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_MONEY_DECIMAL_H_
