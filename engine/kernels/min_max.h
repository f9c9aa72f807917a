#ifndef COSTDB_ENGINE_KERNELS_MIN_MAX_H_
#define COSTDB_ENGINE_KERNELS_MIN_MAX_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace costdb::engine::kernels {

/// The smallest and the largest value. Of no values: minimum above maximum.
struct MinMax {
  std::int64_t minimum = std::numeric_limits<std::int64_t>::max();
  std::int64_t maximum = std::numeric_limits<std::int64_t>::min();

  bool operator==(const MinMax&) const = default;
};

MinMax MinMaxIntegers(const std::int64_t* values, std::size_t count);

/// Of codes, which are unsigned.
MinMax MinMaxCodes(const std::uint32_t* codes, std::size_t count);

/// Of the values whose bit of `words` (64 a word) is set. Bits past `count` do not matter.
MinMax MinMaxMaskedIntegers(const std::int64_t* values, const std::uint64_t* words,
                            std::size_t count);

/// The same, one value at a time; the tests compare against these.
namespace reference {

inline MinMax MinMaxIntegers(const std::int64_t* values, std::size_t count) {
  MinMax result;
  for (std::size_t i = 0; i < count; ++i) {
    result.minimum = std::min(result.minimum, values[i]);
    result.maximum = std::max(result.maximum, values[i]);
  }
  return result;
}

inline MinMax MinMaxCodes(const std::uint32_t* codes, std::size_t count) {
  MinMax result;
  for (std::size_t i = 0; i < count; ++i) {
    result.minimum = std::min<std::int64_t>(result.minimum, codes[i]);
    result.maximum = std::max<std::int64_t>(result.maximum, codes[i]);
  }
  return result;
}

inline MinMax MinMaxMaskedIntegers(const std::int64_t* values, const std::uint64_t* words,
                                   std::size_t count) {
  MinMax result;
  for (std::size_t i = 0; i < count; ++i) {
    if ((words[i / 64] >> (i % 64) & 1) == 0) continue;
    result.minimum = std::min(result.minimum, values[i]);
    result.maximum = std::max(result.maximum, values[i]);
  }
  return result;
}

}  // namespace reference
}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_MIN_MAX_H_
