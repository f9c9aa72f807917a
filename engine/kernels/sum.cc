#include "engine/kernels/sum.h"

#include "engine/kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/sum.cc"
#include "hwy/foreach_target.h"  // Before highway.h: compiles this file once an instruction set.
#include "hwy/highway.h"

#include "engine/kernels/mask_lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace costdb::engine::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<std::int64_t>;
using U = hn::RebindToUnsigned<D>;
using V = hn::Vec<D>;

// The constructors below are spelled out: GCC compiles implicit ones for the baseline instruction
// set, whatever the pragma around the class says.

// Sums of values that are known not to overflow 64 bits.
class NarrowSum {
 public:
  HWY_INLINE NarrowSum() : sum_(hn::Zero(D())) {}

  HWY_INLINE void Add(V values) { sum_ = hn::Add(sum_, values); }
  HWY_INLINE Int128 Total() const { return hn::GetLane(hn::SumOfLanes(D(), sum_)); }

 private:
  V sum_;
};

// Sums of any values. A value is shifted into unsigned, u = v + 2^63 (its top bit flipped), and the
// halves of u are added apart: each is below 2^32, so fewer than 2^32 of them cannot wrap 64 bits.
class WideSum {
 public:
  HWY_INLINE WideSum() : low_(hn::Zero(U())), high_(hn::Zero(U())) {}

  HWY_INLINE void Add(V values) {
    const U d;
    const auto shifted = hn::Xor(hn::BitCast(d, values), hn::Set(d, std::uint64_t{1} << 63));
    low_ = hn::Add(low_, hn::And(shifted, hn::Set(d, 0xFFFF'FFFFU)));
    high_ = hn::Add(high_, hn::ShiftRight<32>(shifted));
    values_ += hn::Lanes(d);
  }

  HWY_INLINE Int128 Total() const {
    const U d;
    alignas(64) std::uint64_t low[hn::MaxLanes(d)];
    alignas(64) std::uint64_t high[hn::MaxLanes(d)];
    hn::Store(low_, d, low);
    hn::Store(high_, d, high);
    Int128 total = -(static_cast<Int128>(values_) << 63);
    for (std::size_t lane = 0; lane < hn::Lanes(d); ++lane) {
      total += (static_cast<Int128>(high[lane]) << 32) + low[lane];
    }
    return total;
  }

 private:
  hn::Vec<U> low_;
  hn::Vec<U> high_;
  std::uint64_t values_ = 0;
};

template <class Sum>
Int128 SumAll(const std::int64_t* HWY_RESTRICT values, std::size_t count) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  Sum even;
  Sum odd;
  std::size_t i = 0;
  for (; i + 2 * lanes <= count; i += 2 * lanes) {
    even.Add(hn::LoadU(d, values + i));
    odd.Add(hn::LoadU(d, values + i + lanes));
  }
  return even.Total() + odd.Total() + reference::SumIntegers(values + i, count - i);
}

template <class Sum>
Int128 SumMasked(const std::int64_t* HWY_RESTRICT values, const std::uint64_t* HWY_RESTRICT words,
                 std::size_t count) {
  const D d;
  Sum sum;
  std::size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    const std::uint64_t word = words[i / 64];
    if (word == 0) continue;
    for (std::size_t lane = 0; lane < 64; lane += hn::Lanes(d)) {
      sum.Add(hn::IfThenElseZero(MaskOfBits(d, word >> lane), hn::LoadU(d, values + i + lane)));
    }
  }
  return sum.Total() + reference::SumMaskedIntegers(values + i, words + i / 64, count - i);
}

Int128 SumIntegers(const std::int64_t* values, std::size_t count, bool narrow) {
  return narrow ? SumAll<NarrowSum>(values, count) : SumAll<WideSum>(values, count);
}

Int128 SumMaskedIntegers(const std::int64_t* values, const std::uint64_t* words, std::size_t count,
                         bool narrow) {
  return narrow ? SumMasked<NarrowSum>(values, words, count)
                : SumMasked<WideSum>(values, words, count);
}

}  // namespace HWY_NAMESPACE
}  // namespace costdb::engine::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace costdb::engine::kernels {

HWY_EXPORT(SumIntegers);
HWY_EXPORT(SumMaskedIntegers);

Int128 SumIntegers(const std::int64_t* values, std::size_t count, ValueBounds bounds) {
  return HWY_DYNAMIC_DISPATCH(SumIntegers)(values, count, SumFitsInt64(bounds, count));
}

Int128 SumMaskedIntegers(const std::int64_t* values, const std::uint64_t* words, std::size_t count,
                         ValueBounds bounds) {
  return HWY_DYNAMIC_DISPATCH(SumMaskedIntegers)(values, words, count, SumFitsInt64(bounds, count));
}

}  // namespace costdb::engine::kernels
#endif  // HWY_ONCE
