#include "query/exec/aggregate/large_double_sum.h"

#include <cmath>

namespace costdb::query {
namespace {

constexpr int kMantissaBits = 53;
constexpr int kDigitBits = 64;
// A shifted mantissa has up to 116 bits: so many fit beside a carried digit.
constexpr std::uint32_t kAdditionsBetweenCarries = 512;

}  // namespace

void LargeDoubleSum::Carry(std::array<Int128, kDigits>* digits) {
  for (std::size_t i = 0; i + 1 < kDigits; ++i) {
    const Int128 carry = (*digits)[i] >> kDigitBits;
    (*digits)[i] -= carry * (Int128{1} << kDigitBits);
    (*digits)[i + 1] += carry;
  }
}

void LargeDoubleSum::Add(double value) {
  if (value == 0) return;
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  auto mantissa = static_cast<std::int64_t>(std::ldexp(fraction, kMantissaBits));
  int place = exponent - kMantissaBits - kLowestExponent;
  // A subnormal number has fewer bits; those that it lacks are zeros.
  for (; place < 0; ++place) mantissa /= 2;
  const auto digit = static_cast<std::size_t>(place / kDigitBits);
  digits_[digit] += Int128{mantissa} * (Int128{1} << (place % kDigitBits));
  if (++additions_ < kAdditionsBetweenCarries) return;
  Carry(&digits_);
  additions_ = 0;
}

void LargeDoubleSum::Merge(const LargeDoubleSum& other) {
  std::array<Int128, kDigits> more = other.digits_;
  Carry(&more);
  Carry(&digits_);
  for (std::size_t i = 0; i < kDigits; ++i) digits_[i] += more[i];
  additions_ = 1;
}

double LargeDoubleSum::Value() const {
  std::array<Int128, kDigits> digits = digits_;
  Carry(&digits);
  // The digits of a negative number are those of its complement; its magnitude reads better.
  const bool is_negative = digits.back() < 0;
  if (is_negative) {
    for (Int128& digit : digits) digit = -digit;
    Carry(&digits);
  }
  // From the lowest digit up, each rounding is far below the next one's.
  double sum = 0;
  for (std::size_t i = 0; i < kDigits; ++i) {
    const int exponent = kLowestExponent + kDigitBits * static_cast<int>(i);
    sum += std::ldexp(static_cast<double>(digits[i]), exponent);
  }
  return is_negative ? -sum : sum;
}

}  // namespace costdb::query
