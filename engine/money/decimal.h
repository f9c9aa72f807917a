#ifndef COSTDB_ENGINE_MONEY_DECIMAL_H_
#define COSTDB_ENGINE_MONEY_DECIMAL_H_

#include <string_view>

#include "costdb/int128.h"
#include "costdb/status.h"

namespace costdb::engine {

/// What to do with digits that are too fine for the scale.
enum class Excess {
  kReject,         ///< An error: the number can't be held exactly.
  kRoundHalfEven,  ///< Rounded to the nearest, a tie to the even neighbour.
};

/// How a decimal is read.
struct DecimalFormat {
  int scale = 0;               ///< The result is the number x 10^scale; 0 to 30.
  bool allow_fraction = true;  ///< Whether a point and an exponent may be written.
  Excess excess = Excess::kReject;
};

/// Reads a decimal such as 0.75, -3, .5 or 2.5e-07, and returns it x 10^scale as an integer. No
/// float is involved. Spaces, group separators, infinities, hexadecimal digits and anything else
/// are refused; the error names the character (counted from 1) and what was expected there.
Result<Int128> ParseDecimal(std::string_view text, const DecimalFormat& format);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_MONEY_DECIMAL_H_
