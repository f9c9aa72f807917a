#include "engine/kernels/bit_packing.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace costdb::engine::kernels {
namespace {

static_assert(std::endian::native == std::endian::little, "stored columns are little-endian");

/// 32 lanes of 32 bits, or 16 lanes of 64 bits: a word of all lanes is always 128 bytes.
constexpr std::size_t kLaneRowBytes = 128;

template <typename Word>
Word LoadWord(const std::uint8_t* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

// A row of lanes is shifted as a whole, which compilers turn into whole vectors.
template <typename Word>
void OrRow(const std::uint64_t* values, std::uint32_t lanes, std::uint32_t shift, bool is_rest,
           std::uint8_t* bytes) {
  for (std::uint32_t lane = 0; lane < lanes; ++lane) {
    const Word value = static_cast<Word>(values[lane]);
    Word word = LoadWord<Word>(bytes + lane * sizeof(Word));
    word |= is_rest ? value >> shift : value << shift;
    std::memcpy(bytes + lane * sizeof(Word), &word, sizeof(Word));
  }
}

template <typename Word>
void PackVertical(const std::uint64_t* values, std::uint32_t count, std::uint32_t width,
                  std::uint8_t* bytes) {
  constexpr std::uint32_t kBits = sizeof(Word) * 8;
  constexpr std::uint32_t kLanes = kLaneRowBytes / sizeof(Word);
  std::uint32_t bit = 0;
  for (std::uint32_t i = 0; i < count; i += kLanes, bit += width) {
    const std::uint32_t lanes = std::min(kLanes, count - i);
    const std::uint32_t shift = bit % kBits;
    std::uint8_t* const words = bytes + bit / kBits * kLaneRowBytes;
    OrRow<Word>(values + i, lanes, shift, false, words);
    if (shift + width > kBits) {
      OrRow<Word>(values + i, lanes, kBits - shift, true, words + kLaneRowBytes);
    }
  }
}

void PackContiguous(const std::uint64_t* values, std::uint32_t count, std::uint32_t width,
                    std::uint8_t* bytes) {
  std::uint64_t pending = 0;  // Bits not yet written, the oldest lowest.
  std::uint32_t pending_bits = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    pending |= values[i] << pending_bits;
    pending_bits += width;
    if (pending_bits < 64) continue;
    std::memcpy(bytes, &pending, 8);
    bytes += 8;
    pending_bits -= 64;
    pending = pending_bits == 0 ? 0 : values[i] >> (width - pending_bits);
  }
  std::memcpy(bytes, &pending, (pending_bits + 7) / 8);
}

template <typename Word>
std::uint64_t UnpackOneVertical(const PackedBlock& block, std::uint32_t index) {
  constexpr std::uint32_t kBits = sizeof(Word) * 8;
  constexpr std::uint32_t kLanes = kLaneRowBytes / sizeof(Word);
  const std::uint32_t bit = index / kLanes * block.width;
  const std::uint32_t shift = bit % kBits;
  const std::uint8_t* const word =
      block.bytes + bit / kBits * kLaneRowBytes + index % kLanes * sizeof(Word);
  std::uint64_t value = LoadWord<Word>(word) >> shift;
  if (shift + block.width > kBits) {
    value |= std::uint64_t{LoadWord<Word>(word + kLaneRowBytes)} << (kBits - shift);
  }
  return value;
}

std::uint64_t UnpackOneContiguous(const PackedBlock& block, std::uint32_t index) {
  const std::size_t bit = std::size_t{index} * block.width;
  const std::uint32_t shift = bit % 8;
  const std::uint8_t* const first = block.bytes + bit / 8;
  std::uint64_t value = LoadWord<std::uint64_t>(first) >> shift;
  if (shift + block.width > 64) value |= std::uint64_t{first[8]} << (64 - shift);
  return value;
}

}  // namespace

void PackBlock(const std::uint64_t* values, std::uint32_t count, std::uint32_t width, bool vertical,
               std::uint8_t* bytes) {
  if (width == 0) return;
  if (!vertical) return PackContiguous(values, count, width, bytes);
  std::memset(bytes, 0, PackedBlockBytes(count, width, vertical));
  if (width <= 32) {
    PackVertical<std::uint32_t>(values, count, width, bytes);
  } else {
    PackVertical<std::uint64_t>(values, count, width, bytes);
  }
}

std::uint64_t UnpackOne(const PackedBlock& block, std::uint32_t index) {
  if (block.width == 0) return 0;
  const std::uint64_t value = !block.vertical     ? UnpackOneContiguous(block, index)
                              : block.width <= 32 ? UnpackOneVertical<std::uint32_t>(block, index)
                                                  : UnpackOneVertical<std::uint64_t>(block, index);
  return block.width == 64 ? value : value & ((std::uint64_t{1} << block.width) - 1);
}

}  // namespace costdb::engine::kernels
