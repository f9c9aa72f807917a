#ifndef COSTDB_ENGINE_MONEY_DOLLARS_H_
#define COSTDB_ENGINE_MONEY_DOLLARS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "costdb/int128.h"
#include "costdb/status.h"
#include "engine/money/decimal.h"

namespace costdb::engine {

/// Picodollars in a dollar.
inline constexpr std::int64_t kPicodollars = 1'000'000'000'000;

/// Reads dollars ("0.75", "2.5e-07", no currency sign) as picodollars. A number finer than a
/// picodollar is refused, or rounded where the caller says so.
Result<Int128> ParseDollars(std::string_view text, Excess excess = Excess::kReject);

/// Reads a price in dollars per million tokens ("2.50") as picodollars per token. Not negative.
Result<std::int64_t> ParseDollarsPerMillion(std::string_view text);

/// Reads a price in dollars per single token ("2.5e-07") as picodollars per token. Not negative.
Result<std::int64_t> ParseDollarsPerToken(std::string_view text);

/// Exact dollars as a plain decimal: no exponent, no trailing zeros, no currency sign. 1.5 dollars
/// are "1.5", no money is "0".
std::string FormatDollars(Int128 picodollars);

/// Dollars for a person to read: two decimals from one dollar on, four significant digits (two
/// decimals at least) below, rounded half-even. Never an exponent; zero is "0.00".
std::string FormatDollarsRounded(Int128 picodollars);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_MONEY_DOLLARS_H_
