#include "engine/kernels/min_max.h"

#include "engine/kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/min_max.cc"
#include "hwy/foreach_target.h"  // Before highway.h: compiles this file once an instruction set.
#include "hwy/highway.h"

#include "engine/kernels/mask_lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace costdb::engine::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<std::int64_t>;

HWY_INLINE MinMax Merge(hn::Vec<D> minima, hn::Vec<D> maxima, MinMax rest) {
  const D d;
  return {std::min(rest.minimum, hn::GetLane(hn::MinOfLanes(d, minima))),
          std::max(rest.maximum, hn::GetLane(hn::MaxOfLanes(d, maxima)))};
}

MinMax MinMaxIntegers(const std::int64_t* HWY_RESTRICT values, std::size_t count) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  auto minima = hn::Set(d, MinMax().minimum);
  auto maxima = hn::Set(d, MinMax().maximum);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto v = hn::LoadU(d, values + i);
    minima = hn::Min(minima, v);
    maxima = hn::Max(maxima, v);
  }
  return Merge(minima, maxima, reference::MinMaxIntegers(values + i, count - i));
}

MinMax MinMaxCodes(const std::uint32_t* HWY_RESTRICT codes, std::size_t count) {
  const hn::ScalableTag<std::uint32_t> d;
  const std::size_t lanes = hn::Lanes(d);
  if (count < lanes) return reference::MinMaxCodes(codes, count);
  auto minima = hn::LoadU(d, codes);
  auto maxima = minima;
  std::size_t i = lanes;
  for (; i + lanes <= count; i += lanes) {
    const auto v = hn::LoadU(d, codes + i);
    minima = hn::Min(minima, v);
    maxima = hn::Max(maxima, v);
  }
  const MinMax rest = reference::MinMaxCodes(codes + i, count - i);
  return {std::min<std::int64_t>(rest.minimum, hn::GetLane(hn::MinOfLanes(d, minima))),
          std::max<std::int64_t>(rest.maximum, hn::GetLane(hn::MaxOfLanes(d, maxima)))};
}

MinMax MinMaxMaskedIntegers(const std::int64_t* HWY_RESTRICT values,
                            const std::uint64_t* HWY_RESTRICT words, std::size_t count) {
  const D d;
  const auto no_minimum = hn::Set(d, MinMax().minimum);
  const auto no_maximum = hn::Set(d, MinMax().maximum);
  auto minima = no_minimum;
  auto maxima = no_maximum;
  std::size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    const std::uint64_t word = words[i / 64];
    if (word == 0) continue;
    for (std::size_t lane = 0; lane < 64; lane += hn::Lanes(d)) {
      const auto mask = MaskOfBits(d, word >> lane);
      const auto v = hn::LoadU(d, values + i + lane);
      minima = hn::Min(minima, hn::IfThenElse(mask, v, no_minimum));
      maxima = hn::Max(maxima, hn::IfThenElse(mask, v, no_maximum));
    }
  }
  return Merge(minima, maxima,
               reference::MinMaxMaskedIntegers(values + i, words + i / 64, count - i));
}

}  // namespace HWY_NAMESPACE
}  // namespace costdb::engine::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace costdb::engine::kernels {

HWY_EXPORT(MinMaxIntegers);
HWY_EXPORT(MinMaxCodes);
HWY_EXPORT(MinMaxMaskedIntegers);

MinMax MinMaxIntegers(const std::int64_t* values, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(MinMaxIntegers)(values, count);
}

MinMax MinMaxCodes(const std::uint32_t* codes, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(MinMaxCodes)(codes, count);
}

MinMax MinMaxMaskedIntegers(const std::int64_t* values, const std::uint64_t* words,
                            std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(MinMaxMaskedIntegers)(values, words, count);
}

}  // namespace costdb::engine::kernels
#endif  // HWY_ONCE
