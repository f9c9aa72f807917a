#include "engine/kernels/offset_sum.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/kernels/registers.h"
#include "engine/kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/offset_sum.cc"
#include "hwy/foreach_target.h"  // Before highway.h: compiles this file once an instruction set.
#include "hwy/highway.h"

#include "engine/kernels/mask_lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace costdb::engine::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<std::uint32_t>;
using V = hn::Vec<D>;

// So many rows keep a lane's sum within 32 bits.
HWY_INLINE std::size_t RowsAtOnce() {
  return kOffsetsIn32Bits * hn::Lanes(D());
}

// Not inline: where a vector is cast, GCC keeps it in memory, and in step there in every round of
// the loop that makes it.
HWY_NOINLINE std::uint64_t TotalOf(V lanes) {
#if HWY_TARGET == HWY_SCALAR
  return hn::GetLane(lanes);
#else
  const hn::Repartition<std::uint64_t, D> wide;
  const auto pairs = hn::BitCast(wide, lanes);
  const auto low = hn::And(pairs, hn::Set(wide, 0xFFFF'FFFFU));
  return hn::GetLane(hn::SumOfLanes(wide, hn::Add(low, hn::ShiftRight<32>(pairs))));
#endif
}

std::uint64_t SumOffsets(const std::uint32_t* HWY_RESTRICT offsets, std::size_t count) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  std::uint64_t sum = 0;
  std::size_t i = 0;
  while (i + lanes <= count) {
    const std::size_t end = std::min(count, i + RowsAtOnce());
    V even = hn::Zero(d);
    V odd = hn::Zero(d);
    for (; i + 2 * lanes <= end; i += 2 * lanes) {
      even = hn::Add(even, hn::LoadU(d, offsets + i));
      odd = hn::Add(odd, hn::LoadU(d, offsets + i + lanes));
    }
    for (; i + lanes <= end; i += lanes) even = hn::Add(even, hn::LoadU(d, offsets + i));
    sum += TotalOf(even) + TotalOf(odd);
  }
  return sum + reference::SumOffsets(offsets + i, count - i);
}

// The rows of some groups of some columns that are added up together: the sums stay in registers.
struct Tile {
  const std::uint32_t* const* columns;
  std::size_t count;
  const std::uint64_t* masks;
  std::uint64_t* sums;
  std::size_t sums_stride;  // From a column's sums to the next one's.
};

// The bits of as many rows from `row` on as a vector has lanes, of which `row` is a multiple.
HWY_INLINE hn::Mask<D> MaskAt(const std::uint64_t* mask, std::size_t row) {
  if constexpr (hn::MaxLanes(D()) % 8 == 0) {
    return hn::LoadMaskBits(D(), reinterpret_cast<const std::uint8_t*>(mask) + row / 8);
  } else {
    return MaskOfBits(D(), mask[row / 64] >> (row % 64));
  }
}

template <std::size_t kColumns, std::size_t kGroups>
HWY_INLINE void AddRows(const Tile& tile, std::size_t begin, std::size_t end) {
  const D d;
  const std::size_t words = MaskWords(tile.count);
  Registers<V, kColumns * kGroups> totals;
  ForEachIndex<kColumns * kGroups>([&](auto i)
                                       HWY_ATTR { Get<decltype(i)::value>(totals) = hn::Zero(d); });
  for (std::size_t row = begin; row < end; row += hn::Lanes(d)) {
    Registers<V, kColumns> offsets;
    ForEachIndex<kColumns>([&](auto column) HWY_ATTR {
      Get<decltype(column)::value>(offsets) = hn::LoadU(d, tile.columns[column] + row);
    });
    ForEachIndex<kGroups>([&](auto group) HWY_ATTR {
      const auto mask = MaskAt(tile.masks + group * words, row);
      ForEachIndex<kColumns>([&](auto column) HWY_ATTR {
        V& total = Get<decltype(column)::value * kGroups + decltype(group)::value>(totals);
        total = AddWhere(mask, total, Get<decltype(column)::value>(offsets));
      });
    });
  }
  ForEachIndex<kColumns>([&](auto column) HWY_ATTR {
    ForEachIndex<kGroups>([&](auto group) HWY_ATTR {
      tile.sums[column * tile.sums_stride + group] +=
          TotalOf(Get<decltype(column)::value * kGroups + decltype(group)::value>(totals));
    });
  });
}

template <std::size_t kColumns, std::size_t kGroups>
void SumTile(const Tile& tile) {
  const std::size_t words = MaskWords(tile.count);
  const std::size_t whole = tile.count / 64 * 64;
  for (std::size_t column = 0; column < kColumns; ++column) {
    for (std::size_t group = 0; group < kGroups; ++group) {
      tile.sums[column * tile.sums_stride + group] =
          reference::SumMaskedOffsets(tile.columns[column] + whole, tile.count - whole,
                                      tile.masks + group * words + whole / 64);
    }
  }
  for (std::size_t row = 0; row < whole; row += RowsAtOnce()) {
    AddRows<kColumns, kGroups>(tile, row, std::min(whole, row + RowsAtOnce()));
  }
}

// The sums of a tile, offsets of a row and a mask fit into the registers of the instruction set.
#if HWY_TARGET <= HWY_AVX3
constexpr std::size_t kMostColumns = 3;
constexpr std::size_t kMostGroups = 9;
#else
constexpr std::size_t kMostColumns = 1;
constexpr std::size_t kMostGroups = 12;
#endif

using TileFunction = void (*)(const Tile&);

using TileFunctions = std::array<TileFunction, kMostGroups>;

template <std::size_t kColumns, std::size_t... kGroups>
constexpr TileFunctions OfColumns(std::index_sequence<kGroups...>) {
  return {&SumTile<kColumns, kGroups + 1>...};
}

template <std::size_t... kColumns>
constexpr std::array<TileFunctions, kMostColumns> AllTileFunctions(
    std::index_sequence<kColumns...>) {
  return {OfColumns<kColumns + 1>(std::make_index_sequence<kMostGroups>())...};
}

void SumOffsetsByMask(const std::uint32_t* const* columns, std::size_t column_count,
                      std::size_t count, const std::uint64_t* masks, std::size_t groups,
                      std::uint64_t* sums) {
  static constexpr auto kFunctions = AllTileFunctions(std::make_index_sequence<kMostColumns>());
  for (std::size_t column = 0; column < column_count; column += kMostColumns) {
    const std::size_t some_columns = std::min(kMostColumns, column_count - column);
    for (std::size_t group = 0; group < groups; group += kMostGroups) {
      const std::size_t some_groups = std::min(kMostGroups, groups - group);
      kFunctions[some_columns - 1][some_groups - 1]({columns + column, count,
                                                     masks + group * MaskWords(count),
                                                     sums + column * groups + group, groups});
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace costdb::engine::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace costdb::engine::kernels {

HWY_EXPORT(SumOffsets);
HWY_EXPORT(SumOffsetsByMask);

std::uint64_t SumOffsets(const std::uint32_t* offsets, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(SumOffsets)(offsets, count);
}

void SumOffsetsByMask(std::span<const std::uint32_t* const> columns, std::size_t count,
                      const std::uint64_t* masks, std::size_t groups, std::uint64_t* sums) {
  HWY_DYNAMIC_DISPATCH(SumOffsetsByMask)
  (columns.data(), columns.size(), count, masks, groups, sums);
}

}  // namespace costdb::engine::kernels
#endif  // HWY_ONCE
