#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "engine/kernels/affine.h"
#include "engine/kernels/bit_packing.h"
#include "engine/kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/bit_unpack.cc"
#include "hwy/foreach_target.h"  // Before highway.h: compiles this file once an instruction set.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace costdb::engine::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// A word of all lanes, and a row of 32 values of 32 bits or 16 of 64, are 128 bytes.
constexpr std::size_t kWordStride = 128;

template <class D>
HWY_INLINE hn::Vec<D> LoadAnyAlignment(D d, const std::uint8_t* bytes) {
#if HWY_TARGET == HWY_SCALAR
  hn::TFromD<D> lane;
  std::memcpy(&lane, bytes, sizeof(lane));
  return hn::Set(d, lane);
#else
  const hn::Repartition<std::uint8_t, D> as_bytes;
  return hn::BitCast(d, hn::LoadU(as_bytes, bytes));
#endif
}

// Row kRow of the lanes that `word` covers. `word` holds the packed word that the row starts in,
// and afterwards the one that the next row starts in, so that every word is loaded once.
template <int kWidth, int kRow, class D>
HWY_INLINE void UnpackRow(D d, hn::Vec<D>& word, const std::uint8_t* bytes, std::uint32_t* values) {
  constexpr int kWord = kRow * kWidth / 32;
  constexpr int kShift = kRow * kWidth % 32;
  constexpr int kEnd = kShift + kWidth;
  auto value = hn::ShiftRight<kShift>(word);
  if constexpr (kEnd >= 32 && kRow != 31) {
    word = LoadAnyAlignment(d, bytes + kWordStride * (kWord + 1));
  }
  if constexpr (kEnd > 32) value = hn::Or(value, hn::ShiftLeft<32 - kShift>(word));
  if constexpr (kEnd != 32) {
    value = hn::And(value, hn::Set(d, static_cast<std::uint32_t>((1ULL << kWidth) - 1)));
  }
  hn::StoreU(value, d, values + std::ptrdiff_t{32} * kRow);
}

// The block behind this one is most likely unpacked next, and the processor does not foresee that
// where several columns take turns.
HWY_INLINE void FetchNext(const std::uint8_t* bytes, std::size_t width) {
  const std::size_t block_bytes = kWordStride * width;
  for (std::size_t line = 0; line < block_bytes; line += 64) {
    __builtin_prefetch(bytes + block_bytes + line);
  }
}

template <int kWidth, int... kRows>
HWY_INLINE void UnpackLanes(const std::uint8_t* bytes, std::uint32_t* values,
                            std::integer_sequence<int, kRows...>) {
  const hn::ScalableTag<std::uint32_t> d;
  FetchNext(bytes, kWidth);
  for (std::size_t lane = 0; lane < 32; lane += hn::Lanes(d)) {
    const std::uint8_t* const lane_bytes = bytes + lane * sizeof(std::uint32_t);
    auto word = LoadAnyAlignment(d, lane_bytes);
    (UnpackRow<kWidth, kRows>(d, word, lane_bytes, values + lane), ...);
  }
}

// Of widths from 1 on.
template <int kWidthLessOne>
void UnpackWidth(const std::uint8_t* bytes, std::uint32_t* values) {
  UnpackLanes<kWidthLessOne + 1>(bytes, values, std::make_integer_sequence<int, 32>());
}

using UnpackFunction = void (*)(const std::uint8_t*, std::uint32_t*);

template <int... kWidths>
constexpr std::array<UnpackFunction, sizeof...(kWidths)> UnpackFunctions(
    std::integer_sequence<int, kWidths...>) {
  return {&UnpackWidth<kWidths>...};
}

void UnpackVertical32(const std::uint8_t* bytes, std::uint32_t width, std::uint32_t* values) {
  static constexpr auto kFunctions = UnpackFunctions(std::make_integer_sequence<int, 32>());
  kFunctions[width - 1](bytes, values);
}

// Widths 33 to 63. Invariant: a row ends in its own word or in the next, and the last row (64 rows
// of `width` bits in `width` words) ends exactly with the last word, so no load leaves the block.
void UnpackVertical64(const std::uint8_t* bytes, std::uint32_t width, std::uint64_t* values) {
  const hn::ScalableTag<std::uint64_t> d;
  const auto mask = hn::Set(d, (std::uint64_t{1} << width) - 1);
  FetchNext(bytes, width);
  for (std::size_t row = 0; row < 64; ++row) {
    const std::size_t bit = row * width;
    const int shift = static_cast<int>(bit % 64);
    const std::uint8_t* const word = bytes + bit / 64 * kWordStride;
    std::uint64_t* const row_values = values + row * 16;
    const bool spans_two_words = shift + width > 64;
    for (std::size_t lane = 0; lane < 16; lane += hn::Lanes(d)) {
      const std::uint8_t* const lane_word = word + lane * sizeof(std::uint64_t);
      auto value = hn::ShiftRightSame(LoadAnyAlignment(d, lane_word), shift);
      if (spans_two_words) {
        const auto next = LoadAnyAlignment(d, lane_word + kWordStride);
        value = hn::Or(value, hn::ShiftLeftSame(next, 64 - shift));
      }
      hn::StoreU(hn::And(value, mask), d, row_values + lane);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace costdb::engine::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace costdb::engine::kernels {
namespace {

HWY_EXPORT(UnpackVertical32);
HWY_EXPORT(UnpackVertical64);

// A contiguous block with one load a value: a value of up to 57 bits, starting at any bit of a
// byte, ends within eight bytes.
template <typename Store>
void UnpackContiguous(const PackedBlock& block, Store store) {
  if (block.width == 0 || block.width > 57) {
    for (std::uint32_t i = 0; i < block.count; ++i) store(i, UnpackOne(block, i));
    return;
  }
  const std::uint64_t mask = (std::uint64_t{1} << block.width) - 1;
  std::size_t bit = 0;
  for (std::uint32_t i = 0; i < block.count; ++i, bit += block.width) {
    std::uint64_t word;
    std::memcpy(&word, block.bytes + bit / 8, sizeof(word));
    store(i, word >> (bit % 8) & mask);
  }
}

}  // namespace

void UnpackOffsets(const PackedBlock& block, std::uint32_t* values) {
  if (!block.vertical) {
    UnpackContiguous(block, [=](std::uint32_t i, std::uint64_t value) {
      values[i] = static_cast<std::uint32_t>(value);
    });
  } else if (block.width == 0) {
    std::fill_n(values, kPackedBlockRows, 0);
  } else {
    HWY_DYNAMIC_DISPATCH(UnpackVertical32)(block.bytes, block.width, values);
  }
}

// Codes mostly begin at the first one, and fill their bits: then nothing is left to do.
void UnpackCodes(const PackedBlock& block, std::uint32_t base, std::uint32_t limit,
                 std::uint32_t* values) {
  UnpackOffsets(block, values);
  const std::uint64_t largest = (std::uint64_t{1} << block.width) - 1;
  if (base == 0 && largest <= limit) return;
  AffineCodes(values, block.vertical ? kPackedBlockRows : block.count, base, 1, limit);
}

void UnpackIntegers(const PackedBlock& block, std::uint64_t base, std::uint64_t multiplier,
                    std::int64_t* values) {
  if (!block.vertical) {
    UnpackContiguous(block, [=](std::uint32_t i, std::uint64_t value) {
      values[i] = static_cast<std::int64_t>(base + multiplier * value);
    });
  } else if (block.width == 0) {
    std::fill_n(values, kPackedBlockRows, static_cast<std::int64_t>(base));
  } else if (block.width <= 32) {
    alignas(64) std::uint32_t narrow[kPackedBlockRows];
    HWY_DYNAMIC_DISPATCH(UnpackVertical32)(block.bytes, block.width, narrow);
    WidenAffine(narrow, kPackedBlockRows, base, multiplier, values);
  } else if (block.width == 64) {
    std::memcpy(values, block.bytes, sizeof(std::int64_t) * kPackedBlockRows);
    AffineIntegers(values, kPackedBlockRows, base, multiplier);
  } else {
    // Signed and unsigned variants of one type may alias.
    auto* const unsigned_values = reinterpret_cast<std::uint64_t*>(values);
    HWY_DYNAMIC_DISPATCH(UnpackVertical64)(block.bytes, block.width, unsigned_values);
    AffineIntegers(values, kPackedBlockRows, base, multiplier);
  }
}

}  // namespace costdb::engine::kernels
#endif  // HWY_ONCE
