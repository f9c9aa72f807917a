#ifndef COSTDB_ENGINE_KERNELS_BIT_PACKING_H_
#define COSTDB_ENGINE_KERNELS_BIT_PACKING_H_

#include <cstddef>
#include <cstdint>

namespace costdb::engine::kernels {

/// Values are packed in blocks of this many.
inline constexpr std::uint32_t kPackedBlockRows = 1024;

/// Bytes that must be readable behind a contiguous block: values are loaded eight bytes at a time.
inline constexpr std::size_t kPackedSlackBytes = 8;

/// A block of unsigned values of `width` bits each, in one of two layouts.
///
/// Vertical, for whole blocks. Up to 32 bits: 32 lanes of 32-bit words; value i is in row i / 32 of
/// lane i % 32. A lane packs its 32 values end to end, lowest bits first, into `width` words; word
/// k of all lanes are adjacent. Above 32 bits: 16 lanes of 64-bit words, value i in row i / 16 of
/// lane i % 16, 64 values a lane. Both take 128 * width bytes, and unpacking any row is a shift and
/// a mask of whole vectors whose output is in natural order. Values past `count` are zero.
///
/// Contiguous, for a last block that is not full: value i is bits [i * width, (i + 1) * width) of a
/// little-endian bit string.
struct PackedBlock {
  const std::uint8_t* bytes = nullptr;  ///< Any alignment; not owned.
  /// 1 to kPackedBlockRows; a contiguous block of which values are read one at a time may have
  /// more.
  std::uint32_t count = 0;
  std::uint8_t width = 0;  ///< 0 to 64.
  bool vertical = false;
};

/// The bytes of a block, without slack.
constexpr std::size_t PackedBlockBytes(std::uint32_t count, std::uint32_t width, bool vertical) {
  return vertical ? std::size_t{128} * width : (std::size_t{count} * width + 7) / 8;
}

/// Packs `count` values, each below 2^width, into PackedBlockBytes() bytes.
void PackBlock(const std::uint64_t* values, std::uint32_t count, std::uint32_t width, bool vertical,
               std::uint8_t* bytes);

/// values[i] = min(base + packed[i], limit), where the sum wraps at 2^32. `block.width` is at most
/// 32. Writes kPackedBlockRows values when the block is vertical, else `block.count`.
void UnpackCodes(const PackedBlock& block, std::uint32_t base, std::uint32_t limit,
                 std::uint32_t* values);

/// values[i] = packed[i]. `block.width` is at most 32. Writes as many as UnpackCodes.
void UnpackOffsets(const PackedBlock& block, std::uint32_t* values);

/// values[i] = base + multiplier * packed[i], wrapping at 2^64. Writes kPackedBlockRows values when
/// the block is vertical, else `block.count`.
void UnpackIntegers(const PackedBlock& block, std::uint64_t base, std::uint64_t multiplier,
                    std::int64_t* values);

/// One packed value; `index` is below `block.count`. The scalar reference of those above.
std::uint64_t UnpackOne(const PackedBlock& block, std::uint32_t index);

}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_BIT_PACKING_H_
