#include "query/functions/number_arithmetic.h"

#include <array>

namespace costdb::query {
namespace {

constexpr std::array<Int128, kMaximumPowerOfTen + 1> kPowersOfTen = [] {
  std::array<Int128, kMaximumPowerOfTen + 1> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

constexpr Int128 kMinimumInt128 = static_cast<Int128>(UInt128{1} << 127);

UInt128 Magnitude(Int128 value) {
  return value < 0 ? UInt128{0} - static_cast<UInt128>(value) : static_cast<UInt128>(value);
}

}  // namespace

Int128 PowerOfTen(int exponent) {
  return kPowersOfTen[static_cast<std::size_t>(exponent)];
}

std::optional<Int128> DivideHalfEven(Int128 numerator, Int128 denominator) {
  if (numerator == kMinimumInt128 && denominator == -1) return std::nullopt;
  Int128 quotient = numerator / denominator;
  const UInt128 remainder = Magnitude(numerator % denominator);
  const UInt128 half_up = Magnitude(denominator) - remainder;
  if (remainder > half_up || (remainder == half_up && (quotient & 1) != 0)) {
    quotient += (numerator < 0) == (denominator < 0) ? 1 : -1;
  }
  return quotient;
}

Int128 DivideHalfAway(Int128 numerator, Int128 denominator) {
  const Int128 quotient = numerator / denominator;
  const UInt128 remainder = Magnitude(numerator % denominator);
  if (remainder < Magnitude(denominator) - remainder) return quotient;
  return quotient + (numerator < 0 ? -1 : 1);
}

Int128 DivideFloor(Int128 numerator, Int128 denominator) {
  const Int128 quotient = numerator / denominator;
  return numerator % denominator < 0 ? quotient - 1 : quotient;
}

std::optional<Int128> ScaleUp(Int128 value, int exponent) {
  if (value == 0) return Int128{0};
  if (exponent > kMaximumPowerOfTen) return std::nullopt;
  Int128 product = 0;
  if (__builtin_mul_overflow(value, PowerOfTen(exponent), &product)) return std::nullopt;
  return product;
}

std::optional<Int128> Rescale(Int128 digits, int from_scale, int to_scale) {
  if (to_scale >= from_scale) return ScaleUp(digits, to_scale - from_scale);
  const int exponent = from_scale - to_scale;
  if (exponent > kMaximumPowerOfTen) return Int128{0};
  return DivideHalfEven(digits, PowerOfTen(exponent));
}

int CompareScaled(Int128 left, int left_scale, Int128 right, int right_scale) {
  if (left_scale > right_scale) return -CompareScaled(right, right_scale, left, left_scale);
  const std::optional<Int128> scaled = ScaleUp(left, right_scale - left_scale);
  // What does not fit in 128 bits is further from zero than anything on the other side.
  if (!scaled.has_value()) return left < 0 ? -1 : 1;
  return *scaled < right ? -1 : (*scaled > right ? 1 : 0);
}

double DecimalToDouble(Int128 digits, int scale) {
  // Both are exact as doubles, and a division is rounded correctly: 7 / 100 is the double 0.07.
  constexpr Int128 kLargestExact = Int128{1} << 53;
  constexpr int kLargestExactPower = 22;
  if (digits >= -kLargestExact && digits <= kLargestExact && scale <= kLargestExactPower) {
    return static_cast<double>(digits) / static_cast<double>(PowerOfTen(scale));
  }
  if (scale > kMaximumPowerOfTen) return 0;
  return static_cast<double>(static_cast<long double>(digits) /
                             static_cast<long double>(PowerOfTen(scale)));
}

}  // namespace costdb::query
