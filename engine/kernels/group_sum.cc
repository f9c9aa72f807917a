#include "engine/kernels/group_sum.h"

#include <array>
#include <cstring>
#include <utility>

#include "engine/kernels/prefix_sum.h"
#include "engine/kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/group_sum.cc"
#include "hwy/foreach_target.h"  // Before highway.h: compiles this file once an instruction set.
#include "hwy/highway.h"

#include "engine/kernels/mask_lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace costdb::engine::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// No code: groups are counted from 0 to kMaskedGroupsMax.
constexpr std::uint32_t kOutside = 0xFF;

// Codes less `first` as bytes: a comparison then takes four times as many rows as one of codes.
void NarrowToBytes(const std::uint32_t* HWY_RESTRICT codes, std::size_t count, std::uint32_t first,
                   std::uint8_t* HWY_RESTRICT bytes) {
  const hn::ScalableTag<std::uint32_t> d;
  const hn::Rebind<std::uint8_t, decltype(d)> narrow;
  const auto firsts = hn::Set(d, first);
  const auto outside = hn::Set(d, kOutside);
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto distance = hn::Min(hn::Sub(hn::LoadU(d, codes + i), firsts), outside);
    hn::StoreU(hn::TruncateTo(narrow, distance), narrow, bytes + i);
  }
  for (; i < count; ++i) bytes[i] = static_cast<std::uint8_t>(std::min(codes[i] - first, kOutside));
}

// 64 rows of one group. Invariant: the lanes of a vector divide 64.
HWY_INLINE std::uint64_t EqualBytes(const std::uint8_t* bytes, std::uint8_t group) {
  const hn::CappedTag<std::uint8_t, 64> d;
  const auto groups = hn::Set(d, group);
  std::uint64_t word = 0;
  for (std::size_t lane = 0; lane < 64; lane += hn::Lanes(d)) {
    std::uint8_t stored[8] = {};
    hn::StoreMaskBits(d, hn::Eq(hn::LoadU(d, bytes + lane), groups), stored);
    std::uint64_t bits;
    std::memcpy(&bits, stored, sizeof(bits));
    word |= bits << lane;
  }
  return word;
}

void MaskGroups(const std::uint32_t* codes, std::size_t count, std::uint32_t first,
                std::size_t groups, std::uint64_t* masks) {
  constexpr std::size_t kChunk = 1024;
  alignas(64) std::uint8_t bytes[kChunk];
  const std::size_t words = MaskWords(count);
  for (std::size_t begin = 0; begin < count; begin += kChunk) {
    const std::size_t rows = std::min(kChunk, count - begin);
    NarrowToBytes(codes + begin, rows, first, bytes);
    std::fill_n(bytes + rows, MaskWords(rows) * 64 - rows, static_cast<std::uint8_t>(kOutside));
    for (std::size_t group = 0; group < groups; ++group) {
      std::uint64_t* const mask = masks + group * words + begin / 64;
      for (std::size_t word = 0; word < MaskWords(rows); ++word) {
        mask[word] = EqualBytes(bytes + word * 64, static_cast<std::uint8_t>(group));
      }
    }
  }
}

// Wraps. Not inline: see registers.h. Not SumOfLanes: its sum of 64 bits must not wrap.
template <class V>
HWY_NOINLINE std::uint64_t TotalOf(V lanes) {
  const hn::DFromV<V> d;
  HWY_ALIGN std::int64_t stored[hn::MaxLanes(d)];
  hn::Store(lanes, d, stored);
  std::uint64_t total = 0;
  for (std::size_t lane = 0; lane < hn::Lanes(d); ++lane) {
    total += static_cast<std::uint64_t>(stored[lane]);
  }
  return total;
}

// As many sums fit into registers, beside a value and a mask, of all instruction sets but the
// oldest.
constexpr std::size_t kGroupsInRegisters = 12;

// Values are loaded once for kGroups groups, whose sums stay in registers.
template <std::size_t kGroups>
void SumGroups(const std::int64_t* HWY_RESTRICT values, std::size_t count,
               const std::uint64_t* HWY_RESTRICT masks, std::int64_t* HWY_RESTRICT sums) {
  using D = hn::ScalableTag<std::int64_t>;
  const D d;
  const std::size_t words = MaskWords(count);
  hn::Vec<D> totals[kGroups];
  for (auto& total : totals) total = hn::Zero(d);
  const std::size_t whole_words = count / 64;
  for (std::size_t word = 0; word < whole_words; ++word) {
    for (std::size_t lane = 0; lane < 64; lane += hn::Lanes(d)) {
      const auto value = hn::LoadU(d, values + word * 64 + lane);
      for (std::size_t group = 0; group < kGroups; ++group) {
        const auto mask = MaskOfBits(d, masks[group * words + word] >> lane);
        totals[group] = AddWhere(mask, totals[group], value);
      }
    }
  }
  const std::size_t rest = count % 64;
  for (std::size_t group = 0; group < kGroups; ++group) {
    std::int64_t sum = 0;
    if (rest != 0) {
      reference::SumByMask(values + whole_words * 64, rest, masks + group * words + whole_words, 1,
                           &sum);
    }
    sums[group] =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(sum) + TotalOf(totals[group]));
  }
}

using SumFunction = void (*)(const std::int64_t*, std::size_t, const std::uint64_t*, std::int64_t*);

template <std::size_t... kGroups>
constexpr std::array<SumFunction, sizeof...(kGroups)> SumFunctions(
    std::index_sequence<kGroups...>) {
  return {&SumGroups<kGroups + 1>...};
}

void SumByMask(const std::int64_t* values, std::size_t count, const std::uint64_t* masks,
               std::size_t groups, std::int64_t* sums) {
  static constexpr auto kFunctions = SumFunctions(std::make_index_sequence<kGroupsInRegisters>());
  for (std::size_t first = 0; first < groups; first += kGroupsInRegisters) {
    const std::size_t some = std::min(kGroupsInRegisters, groups - first);
    kFunctions[some - 1](values, count, masks + first * MaskWords(count), sums + first);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace costdb::engine::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace costdb::engine::kernels {

HWY_EXPORT(MaskGroups);
HWY_EXPORT(SumByMask);

void MaskGroups(const std::uint32_t* codes, std::size_t count, std::uint32_t first,
                std::size_t groups, std::uint64_t* masks) {
  HWY_DYNAMIC_DISPATCH(MaskGroups)(codes, count, first, groups, masks);
}

void SumByMask(const std::int64_t* values, std::size_t count, const std::uint64_t* masks,
               std::size_t groups, std::int64_t* sums) {
  HWY_DYNAMIC_DISPATCH(SumByMask)(values, count, masks, groups, sums);
}

// Runs are short, and their lengths not to be foretold: a loop over each would be left by a wrong
// guess of the processor's every time. Sums from the first value on, and their differences, need no
// guess.
void SumByRun(const std::int64_t* values, const std::uint32_t* ends, std::size_t runs,
              std::int64_t* sums) {
  if (runs == 0) return;
  alignas(64) std::int64_t up_to[1 + kRunSumRowsMax];
  up_to[0] = 0;
  std::memcpy(up_to + 1, values, ends[runs - 1] * sizeof(*values));
  PrefixSumIntegers(0, up_to + 1, ends[runs - 1]);
  std::uint64_t before = 0;
  for (std::size_t run = 0; run < runs; ++run) {
    const auto after = static_cast<std::uint64_t>(up_to[ends[run]]);
    sums[run] = static_cast<std::int64_t>(after - before);
    before = after;
  }
}

}  // namespace costdb::engine::kernels
#endif  // HWY_ONCE
