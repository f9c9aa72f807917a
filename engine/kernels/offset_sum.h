#ifndef COSTDB_ENGINE_KERNELS_OFFSET_SUM_H_
#define COSTDB_ENGINE_KERNELS_OFFSET_SUM_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/kernels/mask.h"

namespace costdb::engine::kernels {

/// How packed offsets become values: base + multiplier * offset, wrapping at 2^64. So a sum of
/// values is rows * base + multiplier * the sum of offsets, and offsets are half as wide.
struct Frame {
  std::uint64_t base = 0;
  std::uint64_t multiplier = 1;
};

/// Offsets that these kernels add up have no more bits, so that the sum of 64 has 32 at most.
inline constexpr std::uint32_t kOffsetBits = 26;
inline constexpr std::size_t kOffsetsIn32Bits = std::size_t{1} << (32 - kOffsetBits);

/// The sum of `count` offsets.
std::uint64_t SumOffsets(const std::uint32_t* offsets, std::size_t count);

/// sums[c * groups + g] is the sum of the offsets of column c, `count` each, whose bit is set in
/// the mask of group g (group_sum.h). Several columns at once cost less than one after the other: a
/// mask is looked at once for three.
void SumOffsetsByMask(std::span<const std::uint32_t* const> columns, std::size_t count,
                      const std::uint64_t* masks, std::size_t groups, std::uint64_t* sums);

/// The same, one value at a time; the tests compare against these.
namespace reference {

inline std::uint64_t SumOffsets(const std::uint32_t* offsets, std::size_t count) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += offsets[i];
  return sum;
}

inline std::uint64_t SumMaskedOffsets(const std::uint32_t* offsets, std::size_t count,
                                      const std::uint64_t* mask) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if ((mask[i / 64] >> (i % 64) & 1) != 0) sum += offsets[i];
  }
  return sum;
}

inline void SumOffsetsByMask(std::span<const std::uint32_t* const> columns, std::size_t count,
                             const std::uint64_t* masks, std::size_t groups, std::uint64_t* sums) {
  for (const std::uint32_t* offsets : columns) {
    for (std::size_t group = 0; group < groups; ++group) {
      *sums++ = SumMaskedOffsets(offsets, count, masks + group * MaskWords(count));
    }
  }
}

}  // namespace reference
}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_OFFSET_SUM_H_
