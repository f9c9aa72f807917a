#include "engine/kernels/prefix_sum.h"

#include "engine/kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/prefix_sum.cc"
#include "hwy/foreach_target.h"  // Before highway.h: compiles this file once an instruction set.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace costdb::engine::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D, typename T = hn::TFromD<D>>
HWY_INLINE auto ShiftUpIndices(D d, std::size_t distance) {
  alignas(64) hwy::MakeSigned<T> indices[hn::MaxLanes(d)];
  for (std::size_t lane = 0; lane < hn::Lanes(d); ++lane) {
    indices[lane] = static_cast<hwy::MakeSigned<T>>(lane < distance ? 0 : lane - distance);
  }
  return hn::SetTableIndices(d, indices);
}

// One step: adds to each lane what stands `kDistance` lanes below it. After distances 1, 2, 4, ...
// each lane holds the sum of itself and all lanes below.
template <std::size_t kDistance, class D>
HWY_INLINE hn::Vec<D> AddShifted(D d, hn::Vec<D> v) {
  if constexpr (kDistance < hn::MaxLanes(D())) {
    const auto moved = hn::TableLookupLanes(v, ShiftUpIndices(d, kDistance));
    return hn::Add(v, hn::IfThenZeroElse(hn::FirstN(d, kDistance), moved));
  } else {
    return v;
  }
}

template <class D>
HWY_INLINE hn::Vec<D> PrefixSumOfLanes(D d, hn::Vec<D> v) {
  v = AddShifted<1>(d, v);
  v = AddShifted<2>(d, v);
  v = AddShifted<4>(d, v);
  return AddShifted<8>(d, v);
}

template <class D>
HWY_INLINE auto LastLaneIndices(D d) {
  using Index = hwy::MakeSigned<hn::TFromD<D>>;
  alignas(64) Index indices[hn::MaxLanes(d)];
  for (Index& index : indices) index = static_cast<Index>(hn::Lanes(d) - 1);
  return hn::SetTableIndices(d, indices);
}

// The vectors' own sums do not depend on each other; only one addition a vector is in the chain.
void PrefixSumIntegers(std::uint64_t start, std::int64_t* values, std::size_t count) {
  const hn::ScalableTag<std::uint64_t> d;
  const hn::ScalableTag<std::int64_t> signed_d;
  const std::size_t lanes = hn::Lanes(d);
  const auto last = LastLaneIndices(d);
  auto carry = hn::Set(d, start);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto sums = PrefixSumOfLanes(d, hn::BitCast(d, hn::LoadU(signed_d, values + i)));
    hn::StoreU(hn::BitCast(signed_d, hn::Add(sums, carry)), signed_d, values + i);
    carry = hn::Add(carry, hn::TableLookupLanes(sums, last));
  }
  reference::PrefixSumIntegers(hn::GetLane(carry), values + i, count - i);
}

void PrefixSumCodes(std::uint32_t start, std::uint32_t limit, std::uint32_t* codes,
                    std::size_t count) {
  const hn::ScalableTag<std::uint32_t> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto last = LastLaneIndices(d);
  const auto limits = hn::Set(d, limit);
  auto carry = hn::Set(d, start);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto sums = PrefixSumOfLanes(d, hn::LoadU(d, codes + i));
    hn::StoreU(hn::Min(hn::Add(sums, carry), limits), d, codes + i);
    carry = hn::Add(carry, hn::TableLookupLanes(sums, last));
  }
  reference::PrefixSumCodes(hn::GetLane(carry), limit, codes + i, count - i);
}

void SumOffsetsUpToEach(const std::uint32_t* HWY_RESTRICT offsets, std::size_t count,
                        std::uint32_t* HWY_RESTRICT sums) {
  const hn::ScalableTag<std::uint32_t> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto last = LastLaneIndices(d);
  auto carry = hn::Zero(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto own = PrefixSumOfLanes(d, hn::LoadU(d, offsets + i));
    hn::StoreU(hn::Add(own, carry), d, sums + i);
    carry = hn::Add(carry, hn::TableLookupLanes(own, last));
  }
  reference::SumOffsetsUpToEach(hn::GetLane(carry), offsets + i, count - i, sums + i);
}

}  // namespace HWY_NAMESPACE
}  // namespace costdb::engine::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace costdb::engine::kernels {

HWY_EXPORT(PrefixSumIntegers);
HWY_EXPORT(PrefixSumCodes);
HWY_EXPORT(SumOffsetsUpToEach);

void PrefixSumIntegers(std::uint64_t start, std::int64_t* values, std::size_t count) {
  HWY_DYNAMIC_DISPATCH(PrefixSumIntegers)(start, values, count);
}

void PrefixSumCodes(std::uint32_t start, std::uint32_t limit, std::uint32_t* codes,
                    std::size_t count) {
  HWY_DYNAMIC_DISPATCH(PrefixSumCodes)(start, limit, codes, count);
}

void SumOffsetsUpToEach(const std::uint32_t* offsets, std::size_t count, std::uint32_t* sums) {
  HWY_DYNAMIC_DISPATCH(SumOffsetsUpToEach)(offsets, count, sums);
}

}  // namespace costdb::engine::kernels
#endif  // HWY_ONCE
