#ifndef COSTDB_ENGINE_KERNELS_SUM_H_
#define COSTDB_ENGINE_KERNELS_SUM_H_

#include <cstddef>
#include <cstdint>
#include <limits>

#include "costdb/int128.h"

namespace costdb::engine::kernels {

/// What is known of all values of a vector, mostly from a column's statistics. The default knows
/// nothing.
struct ValueBounds {
  std::int64_t minimum = std::numeric_limits<std::int64_t>::min();
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
};

/// True when no partial sum of up to `count` values within `bounds` leaves 64 bits.
constexpr bool SumFitsInt64(ValueBounds bounds, std::size_t count) {
  const auto terms = static_cast<Int128>(count);
  return terms * bounds.minimum >= std::numeric_limits<std::int64_t>::min() &&
         terms * bounds.maximum <= std::numeric_limits<std::int64_t>::max();
}

/// Bounds for who has proved otherwise that a sum fits 64 bits.
inline constexpr ValueBounds kKnownToFit = {0, 0};

/// The exact sum of `count` (below 2^32) values, each within `bounds`. Adds 64 bits a lane where
/// SumFitsInt64 allows, else the low and the high halves of the values apart; neither can wrap.
Int128 SumIntegers(const std::int64_t* values, std::size_t count, ValueBounds bounds = {});

/// The exact sum of the values whose bit of `words` (64 a word) is set. Bits past `count` do not
/// matter. Values whose bit is clear may lie outside of `bounds`.
Int128 SumMaskedIntegers(const std::int64_t* values, const std::uint64_t* words, std::size_t count,
                         ValueBounds bounds = {});

/// The same, one value at a time; the tests compare against these.
namespace reference {

inline Int128 SumIntegers(const std::int64_t* values, std::size_t count) {
  Int128 sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += values[i];
  return sum;
}

inline Int128 SumMaskedIntegers(const std::int64_t* values, const std::uint64_t* words,
                                std::size_t count) {
  Int128 sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if ((words[i / 64] >> (i % 64) & 1) != 0) sum += values[i];
  }
  return sum;
}

}  // namespace reference
}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_SUM_H_
