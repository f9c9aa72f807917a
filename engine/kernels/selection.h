#ifndef COSTDB_ENGINE_KERNELS_SELECTION_H_
#define COSTDB_ENGINE_KERNELS_SELECTION_H_

#include <cstddef>
#include <cstdint>

namespace costdb::engine::kernels {

/// Writes the numbers of the set bits of `mask`, ascending, to `indexes`, and returns how many
/// there are. `mask` has (rows + 63) / 64 words; bits past `rows` must be clear. `indexes` has room
/// for `rows` rounded up to 64, whatever is selected.
std::uint32_t SelectIndexes(const std::uint64_t* mask, std::uint32_t rows, std::uint32_t* indexes);

/// The same, one row at a time; the tests compare against this.
namespace reference {

inline std::uint32_t SelectIndexes(const std::uint64_t* mask, std::uint32_t rows,
                                   std::uint32_t* indexes) {
  std::uint32_t count = 0;
  for (std::uint32_t row = 0; row < rows; ++row) {
    if ((mask[row / 64] >> (row % 64) & 1) != 0) indexes[count++] = row;
  }
  return count;
}

}  // namespace reference
}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_SELECTION_H_
