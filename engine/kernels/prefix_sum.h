#ifndef COSTDB_ENGINE_KERNELS_PREFIX_SUM_H_
#define COSTDB_ENGINE_KERNELS_PREFIX_SUM_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace costdb::engine::kernels {

/// values[i] = start + values[0] + ... + values[i], wrapping at 2^64: neighbours from differences.
void PrefixSumIntegers(std::uint64_t start, std::int64_t* values, std::size_t count);

/// codes[i] = min(start + codes[0] + ... + codes[i], limit), where the sum wraps at 2^32 and is
/// carried on unclamped.
void PrefixSumCodes(std::uint32_t start, std::uint32_t limit, std::uint32_t* codes,
                    std::size_t count);

/// sums[i] = offsets[0] + ... + offsets[i], wrapping at 2^32.
void SumOffsetsUpToEach(const std::uint32_t* offsets, std::size_t count, std::uint32_t* sums);

/// The same, one value at a time; the tests compare against these.
namespace reference {

inline void PrefixSumIntegers(std::uint64_t start, std::int64_t* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    start += static_cast<std::uint64_t>(values[i]);
    values[i] = static_cast<std::int64_t>(start);
  }
}

inline void SumOffsetsUpToEach(std::uint32_t start, const std::uint32_t* offsets, std::size_t count,
                               std::uint32_t* sums) {
  for (std::size_t i = 0; i < count; ++i) sums[i] = start += offsets[i];
}

inline void PrefixSumCodes(std::uint32_t start, std::uint32_t limit, std::uint32_t* codes,
                           std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    start += codes[i];
    codes[i] = std::min(start, limit);
  }
}

}  // namespace reference
}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_PREFIX_SUM_H_
