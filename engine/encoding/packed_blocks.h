#ifndef COSTDB_ENGINE_ENCODING_PACKED_BLOCKS_H_
#define COSTDB_ENGINE_ENCODING_PACKED_BLOCKS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/encoding/encoded_column.h"
#include "engine/encoding/payload_reader.h"
#include "engine/kernels/bit_packing.h"

namespace costdb::engine {

static_assert(kBlockRows == kernels::kPackedBlockRows);

/// Blocks of kBlockRows that `count` values take.
constexpr std::uint32_t BlockCount(std::uint32_t count) {
  return (count + kBlockRows - 1) / kBlockRows;
}

/// The values of a block; all but the last are full.
constexpr std::uint32_t RowsInBlock(std::uint32_t count, std::uint32_t block) {
  return count - block * kBlockRows < kBlockRows ? count - block * kBlockRows : kBlockRows;
}

/// From this many values on, a last block that is not full is padded to a full one: it wastes 1/16
/// at most, and is unpacked by whole vectors like the others.
inline constexpr std::uint32_t kPadLastBlockRows = 16 * kBlockRows;

/// Bits that hold every value up to `largest`: 0 for 0, 64 at most.
std::uint8_t BitWidth(std::uint64_t largest);

/// The bytes that AppendPackedBlocks would write for these widths, one a block.
std::uint64_t PackedBlocksBytes(std::span<const std::uint8_t> widths, std::uint32_t count);

/// The smallest width of each block of `values`.
std::vector<std::uint8_t> BlockWidths(std::span<const std::uint64_t> values);

/// Writes one block of `count` values in all; `values` are those of the block.
void AppendPackedBlock(const std::uint64_t* values, std::uint32_t count, std::uint32_t block,
                       std::uint8_t width, std::string* bytes);

/// Writes unsigned integers in bit-packed blocks, each as wide as its largest value needs: one byte
/// of width a block, padding to eight bytes, the blocks (kernels/bit_packing.h), padding. `bytes`
/// must be at a multiple of eight bytes.
///
/// `widths` has the width of each block; fill(block, values) sets the values of one, for which
/// there is room for kBlockRows.
template <typename Fill>
void AppendPackedBlocks(std::uint32_t count, std::span<const std::uint8_t> widths, const Fill& fill,
                        std::string* bytes) {
  bytes->append(widths.begin(), widths.end());
  AppendPadding(bytes);
  alignas(64) std::uint64_t values[kBlockRows];
  for (std::uint32_t block = 0; block < widths.size(); ++block) {
    if (widths[block] == 0) continue;
    fill(block, values);
    AppendPackedBlock(values, count, block, widths[block], bytes);
  }
  AppendPadding(bytes);
}

/// The same of values that lie in memory.
void AppendPackedBlocks(std::span<const std::uint64_t> values, std::span<const std::uint8_t> widths,
                        std::string* bytes);

/// codes[i] = min(base + multiplier * packed[i], limit), wrapping at 2^32 before the limit, for a
/// block of at most 32 bits. There is room for kBlockRows codes.
void UnpackAffineCodes(const kernels::PackedBlock& block, std::uint32_t base,
                       std::uint32_t multiplier, std::uint32_t limit, std::uint32_t* codes);

/// Reads what AppendPackedBlocks wrote, in place. Immutable, hence thread-safe.
class PackedBlocks {
 public:
  /// Nothing when the bytes are cut off, or a width is above `width_max`. At least
  /// kPackedSlackBytes must be readable behind the reader's bytes.
  static std::optional<PackedBlocks> Take(std::uint32_t count, std::uint32_t width_max,
                                          PayloadReader* reader);

  const kernels::PackedBlock& operator[](std::uint32_t block) const { return blocks_[block]; }
  std::uint32_t count() const { return count_; }

  std::uint64_t At(std::uint32_t index) const {
    return kernels::UnpackOne(blocks_[index / kBlockRows], index % kBlockRows);
  }

 private:
  std::uint32_t count_ = 0;
  std::vector<kernels::PackedBlock> blocks_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_ENCODING_PACKED_BLOCKS_H_
