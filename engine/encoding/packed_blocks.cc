#include "engine/encoding/packed_blocks.h"

#include <algorithm>
#include <bit>

#include "engine/kernels/affine.h"

namespace costdb::engine {
namespace {

bool IsVertical(std::uint32_t count, std::uint32_t block) {
  return RowsInBlock(count, block) == kBlockRows || count >= kPadLastBlockRows;
}

std::size_t BlockBytes(std::uint32_t count, std::uint32_t block, std::uint32_t width) {
  return kernels::PackedBlockBytes(RowsInBlock(count, block), width, IsVertical(count, block));
}

}  // namespace

std::uint8_t BitWidth(std::uint64_t largest) {
  return static_cast<std::uint8_t>(std::bit_width(largest));
}

std::uint64_t PackedBlocksBytes(std::span<const std::uint8_t> widths, std::uint32_t count) {
  std::uint64_t bytes = widths.size() + PaddingBytes(widths.size());
  for (std::uint32_t block = 0; block < widths.size(); ++block) {
    bytes += BlockBytes(count, block, widths[block]);
  }
  return bytes + PaddingBytes(bytes);
}

std::vector<std::uint8_t> BlockWidths(std::span<const std::uint64_t> values) {
  const auto count = static_cast<std::uint32_t>(values.size());
  std::vector<std::uint8_t> widths(BlockCount(count));
  for (std::uint32_t block = 0; block < widths.size(); ++block) {
    std::uint64_t used_bits = 0;
    for (const std::uint64_t value :
         values.subspan(std::size_t{block} * kBlockRows, RowsInBlock(count, block))) {
      used_bits |= value;
    }
    widths[block] = BitWidth(used_bits);
  }
  return widths;
}

void AppendPackedBlock(const std::uint64_t* values, std::uint32_t count, std::uint32_t block,
                       std::uint8_t width, std::string* bytes) {
  const std::size_t begin = bytes->size();
  bytes->resize(begin + BlockBytes(count, block, width));
  kernels::PackBlock(values, RowsInBlock(count, block), width, IsVertical(count, block),
                     reinterpret_cast<std::uint8_t*>(bytes->data() + begin));
}

void AppendPackedBlocks(std::span<const std::uint64_t> values, std::span<const std::uint8_t> widths,
                        std::string* bytes) {
  const auto count = static_cast<std::uint32_t>(values.size());
  const auto copy = [&](std::uint32_t block, std::uint64_t* into) {
    std::copy_n(values.data() + std::size_t{block} * kBlockRows, RowsInBlock(count, block), into);
  };
  AppendPackedBlocks(count, widths, copy, bytes);
}

void UnpackAffineCodes(const kernels::PackedBlock& block, std::uint32_t base,
                       std::uint32_t multiplier, std::uint32_t limit, std::uint32_t* codes) {
  if (multiplier == 1) return kernels::UnpackCodes(block, base, limit, codes);
  kernels::UnpackOffsets(block, codes);
  kernels::AffineCodes(codes, block.count, base, multiplier, limit);
}

std::optional<PackedBlocks> PackedBlocks::Take(std::uint32_t count, std::uint32_t width_max,
                                               PayloadReader* reader) {
  const std::string_view widths = reader->TakeBytes(BlockCount(count));
  reader->SkipPadding();
  if (reader->failed()) return std::nullopt;
  PackedBlocks packed;
  packed.count_ = count;
  packed.blocks_.resize(widths.size());
  for (std::uint32_t i = 0; i < widths.size(); ++i) {
    kernels::PackedBlock& block = packed.blocks_[i];
    block.count = RowsInBlock(count, i);
    block.width = static_cast<std::uint8_t>(widths[i]);
    block.vertical = IsVertical(count, i);
    if (block.width > std::min(width_max, 64U)) return std::nullopt;
    const std::string_view bytes = reader->TakeBytes(BlockBytes(count, i, block.width));
    block.bytes = reinterpret_cast<const std::uint8_t*>(bytes.data());
  }
  reader->SkipPadding();
  if (reader->failed()) return std::nullopt;
  return packed;
}

}  // namespace costdb::engine
