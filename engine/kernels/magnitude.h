#ifndef COSTDB_ENGINE_KERNELS_MAGNITUDE_H_
#define COSTDB_ENGINE_KERNELS_MAGNITUDE_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace costdb::engine::kernels {

/// Numbers fall into buckets, sixty-four to an octave, told by the sign, the exponent and the first
/// bits of the mantissa of the nearest double. What is nearer to zero than 2^-33, or not below
/// 2^64, shares the last bucket on its side. Larger numbers never have smaller buckets, since
/// rounding to a double keeps the order.
inline constexpr int kMantissaBits = 6;
inline constexpr std::uint32_t kSmallestMagnitude = (1023 - 33) << kMantissaBits;
inline constexpr std::uint32_t kLargestMagnitude = ((1023 + 64) << kMantissaBits) - 1;
inline constexpr std::uint32_t kBucketsOfSign = kLargestMagnitude - kSmallestMagnitude + 1;
inline constexpr std::uint32_t kMagnitudeBuckets = 2 * kBucketsOfSign;

/// The bucket of each number, below kMagnitudeBuckets. No double is a NaN; both zeros are alike.
void BucketIntegers(const std::int64_t* values, std::size_t count, std::uint32_t* buckets);
void BucketDoubles(const double* values, std::size_t count, std::uint32_t* buckets);

/// The same, one value at a time; the tests compare against these.
namespace reference {

inline std::uint32_t BucketOf(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);  // Minus zero becomes zero.
  const auto magnitude = static_cast<std::uint32_t>((bits << 1) >> (53 - kMantissaBits));
  const std::uint32_t code =
      std::clamp(magnitude, kSmallestMagnitude, kLargestMagnitude) - kSmallestMagnitude;
  return bits >> 63 != 0 ? kBucketsOfSign - 1 - code : kBucketsOfSign + code;
}

inline void BucketIntegers(const std::int64_t* values, std::size_t count, std::uint32_t* buckets) {
  for (std::size_t i = 0; i < count; ++i) buckets[i] = BucketOf(static_cast<double>(values[i]));
}

inline void BucketDoubles(const double* values, std::size_t count, std::uint32_t* buckets) {
  for (std::size_t i = 0; i < count; ++i) buckets[i] = BucketOf(values[i]);
}

}  // namespace reference
}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_MAGNITUDE_H_
