#ifndef COSTDB_ENGINE_ENCODING_FILL_RUN_H_
#define COSTDB_ENGINE_ENCODING_FILL_RUN_H_

#include <algorithm>
#include <cstdint>

#include "engine/encoding/encoded_column.h"

namespace costdb::engine {

/// Fills [begin, end) of a block with copies of a value. Most runs are short: a fixed number of
/// copies is stored without asking how many are needed, and the next run overwrites what was too
/// much. Only the end of the block, where that would leave it, counts.
template <typename T>
void FillRun(T value, std::uint32_t begin, std::uint32_t end, T* block) {
  constexpr std::uint32_t kCopies = 8;
  for (; begin < end; begin += kCopies) {
    if (begin + kCopies > kBlockRows) {
      std::fill(block + begin, block + end, value);
      return;
    }
    std::fill_n(block + begin, kCopies, value);
  }
}

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_ENCODING_FILL_RUN_H_
