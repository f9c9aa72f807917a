#ifndef COSTDB_ENGINE_KERNELS_GROUP_SUM_H_
#define COSTDB_ENGINE_KERNELS_GROUP_SUM_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "engine/kernels/mask.h"

namespace costdb::engine::kernels {

/// So many groups at most are told apart by masks: beyond, one addition a row is cheaper.
inline constexpr std::size_t kMaskedGroupsMax = 32;

/// Masks of the rows of each of `groups` (1 to kMaskedGroupsMax) neighbouring codes: bit i of the
/// MaskWords(count) words at masks + g * MaskWords(count) is set when codes[i] == first + g. Codes
/// outside of [first, first + groups) set no bit.
void MaskGroups(const std::uint32_t* codes, std::size_t count, std::uint32_t first,
                std::size_t groups, std::uint64_t* masks);

/// sums[g] is the sum, wrapping at 2^64, of the values whose bit is set in the mask of group g.
/// Masks as MaskGroups makes them.
void SumByMask(const std::int64_t* values, std::size_t count, const std::uint64_t* masks,
               std::size_t groups, std::int64_t* sums);

/// SumByRun takes so many values at most.
inline constexpr std::size_t kRunSumRowsMax = 1024;

/// sums[r] is the sum, wrapping at 2^64, of values [ends[r - 1], ends[r]), ends[-1] being 0. Ends
/// do not fall; the last is the number of values.
void SumByRun(const std::int64_t* values, const std::uint32_t* ends, std::size_t runs,
              std::int64_t* sums);

/// The same, one value at a time; the tests compare against these.
namespace reference {

inline void MaskGroups(const std::uint32_t* codes, std::size_t count, std::uint32_t first,
                       std::size_t groups, std::uint64_t* masks) {
  const std::size_t words = MaskWords(count);
  std::fill_n(masks, groups * words, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t group = codes[i] - first;
    if (group < groups) masks[group * words + i / 64] |= std::uint64_t{1} << (i % 64);
  }
}

inline void SumByMask(const std::int64_t* values, std::size_t count, const std::uint64_t* masks,
                      std::size_t groups, std::int64_t* sums) {
  for (std::size_t group = 0; group < groups; ++group) {
    const std::uint64_t* const mask = masks + group * MaskWords(count);
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if ((mask[i / 64] >> (i % 64) & 1) != 0) sum += static_cast<std::uint64_t>(values[i]);
    }
    sums[group] = static_cast<std::int64_t>(sum);
  }
}

inline void SumByRun(const std::int64_t* values, const std::uint32_t* ends, std::size_t runs,
                     std::int64_t* sums) {
  std::uint32_t row = 0;
  for (std::size_t run = 0; run < runs; ++run) {
    std::uint64_t sum = 0;
    for (; row < ends[run]; ++row) sum += static_cast<std::uint64_t>(values[row]);
    sums[run] = static_cast<std::int64_t>(sum);
  }
}

}  // namespace reference
}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_GROUP_SUM_H_
