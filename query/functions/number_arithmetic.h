#ifndef COSTDB_QUERY_FUNCTIONS_NUMBER_ARITHMETIC_H_
#define COSTDB_QUERY_FUNCTIONS_NUMBER_ARITHMETIC_H_

#include <cstdint>
#include <optional>

#include "costdb/int128.h"

namespace costdb::query {

/// Decimals of a dollar in money: 10^12 picodollars a dollar.
inline constexpr int kMoneyScale = 12;

/// The largest power of ten that 128 bits hold.
inline constexpr int kMaximumPowerOfTen = 38;

/// 10^exponent; `exponent` is in [0, kMaximumPowerOfTen].
Int128 PowerOfTen(int exponent);

/// numerator / denominator, rounded half to even. Nothing when the quotient overflows (the smallest
/// number by -1). `denominator` is not 0.
std::optional<Int128> DivideHalfEven(Int128 numerator, Int128 denominator);

/// numerator / denominator, rounded half away from zero, as round() does. `denominator` > 0.
Int128 DivideHalfAway(Int128 numerator, Int128 denominator);

/// numerator / denominator, rounded down. `denominator` > 0.
Int128 DivideFloor(Int128 numerator, Int128 denominator);

/// value * 10^exponent, or nothing when it overflows. `exponent` >= 0.
std::optional<Int128> ScaleUp(Int128 value, int exponent);

/// digits / 10^from_scale as digits / 10^to_scale, rounded half to even; nothing on overflow.
std::optional<Int128> Rescale(Int128 digits, int from_scale, int to_scale);

/// -1, 0 or 1 as left / 10^left_scale is below, equal to or above right / 10^right_scale. Exact.
int CompareScaled(Int128 left, int left_scale, Int128 right, int right_scale);

/// digits / 10^scale as the nearest double.
double DecimalToDouble(Int128 digits, int scale);

/// Whether 64 bits hold the value.
inline bool FitsInt64(Int128 value) {
  return value >= INT64_MIN && value <= INT64_MAX;
}

}  // namespace costdb::query

#endif  // COSTDB_QUERY_FUNCTIONS_NUMBER_ARITHMETIC_H_
