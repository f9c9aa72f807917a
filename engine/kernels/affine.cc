#include "engine/kernels/affine.h"

#include "engine/kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/affine.cc"
#include "hwy/foreach_target.h"  // Before highway.h: compiles this file once an instruction set.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace costdb::engine::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// How wide the multiplication must be. One 32 by 32 bit multiplication is an instruction
// everywhere; 64 by 64 bits is three of them before AVX-512.
enum class Multiply { kNone, k32Bits, k64Bits };

template <Multiply kMultiply, class V>
HWY_INLINE V Multiplied(V wide, V multiplier) {
  if constexpr (kMultiply == Multiply::kNone) {
    return wide;
#if HWY_TARGET != HWY_SCALAR
  } else if constexpr (kMultiply == Multiply::k32Bits) {
    const hn::DFromV<V> d;
    const hn::Repartition<std::uint32_t, hn::DFromV<V>> halves;
    return hn::BitCast(d, hn::MulEven(hn::BitCast(halves, wide), hn::BitCast(halves, multiplier)));
#endif
  } else {
    return hn::Mul(wide, multiplier);
  }
}

template <Multiply kMultiply>
void WidenAffineAs(const std::uint32_t* HWY_RESTRICT packed, std::size_t count, std::uint64_t base,
                   std::uint64_t multiplier, std::int64_t* HWY_RESTRICT values) {
  const hn::ScalableTag<std::uint64_t> d;
  const hn::ScalableTag<std::int64_t> signed_d;
  const hn::Rebind<std::uint32_t, decltype(d)> half;
  const auto bases = hn::Set(d, base);
  const auto multipliers = hn::Set(d, multiplier);
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto wide = hn::PromoteTo(d, hn::LoadU(half, packed + i));
    const auto value = hn::Add(bases, Multiplied<kMultiply>(wide, multipliers));
    hn::StoreU(hn::BitCast(signed_d, value), signed_d, values + i);
  }
  reference::WidenAffine(packed + i, count - i, base, multiplier, values + i);
}

void WidenAffine(const std::uint32_t* packed, std::size_t count, std::uint64_t base,
                 std::uint64_t multiplier, std::int64_t* values) {
  if (multiplier == 1) {
    WidenAffineAs<Multiply::kNone>(packed, count, base, multiplier, values);
  } else if (multiplier >> 32 == 0) {
    WidenAffineAs<Multiply::k32Bits>(packed, count, base, multiplier, values);
  } else {
    WidenAffineAs<Multiply::k64Bits>(packed, count, base, multiplier, values);
  }
}

template <Multiply kMultiply>
void AffineIntegersAs(std::int64_t* values, std::size_t count, std::uint64_t base,
                      std::uint64_t multiplier) {
  const hn::ScalableTag<std::uint64_t> d;
  const hn::ScalableTag<std::int64_t> signed_d;
  const auto bases = hn::Set(d, base);
  const auto multipliers = hn::Set(d, multiplier);
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto packed = hn::BitCast(d, hn::LoadU(signed_d, values + i));
    const auto value = hn::Add(bases, Multiplied<kMultiply>(packed, multipliers));
    hn::StoreU(hn::BitCast(signed_d, value), signed_d, values + i);
  }
  reference::AffineIntegers(values + i, count - i, base, multiplier);
}

void AffineIntegers(std::int64_t* values, std::size_t count, std::uint64_t base,
                    std::uint64_t multiplier) {
  if (multiplier == 1 && base == 0) return;
  if (multiplier == 1) {
    AffineIntegersAs<Multiply::kNone>(values, count, base, multiplier);
  } else {
    AffineIntegersAs<Multiply::k64Bits>(values, count, base, multiplier);
  }
}

void AffineCodes(std::uint32_t* codes, std::size_t count, std::uint32_t base,
                 std::uint32_t multiplier, std::uint32_t limit) {
  const hn::ScalableTag<std::uint32_t> d;
  const auto bases = hn::Set(d, base);
  const auto multipliers = hn::Set(d, multiplier);
  const auto limits = hn::Set(d, limit);
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto code = hn::Add(bases, hn::Mul(hn::LoadU(d, codes + i), multipliers));
    hn::StoreU(hn::Min(code, limits), d, codes + i);
  }
  reference::AffineCodes(codes + i, count - i, base, multiplier, limit);
}

void NarrowToCodes(const std::int64_t* values, std::size_t count, std::uint32_t limit,
                   std::uint32_t* codes) {
  const hn::ScalableTag<std::int64_t> signed_d;
  const hn::ScalableTag<std::uint64_t> d;
  const hn::Rebind<std::uint32_t, decltype(d)> half;
  const auto limits = hn::Set(half, limit);
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto wide = hn::BitCast(d, hn::LoadU(signed_d, values + i));
    hn::StoreU(hn::Min(hn::TruncateTo(half, wide), limits), half, codes + i);
  }
  reference::NarrowToCodes(values + i, count - i, limit, codes + i);
}

}  // namespace HWY_NAMESPACE
}  // namespace costdb::engine::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace costdb::engine::kernels {

HWY_EXPORT(WidenAffine);
HWY_EXPORT(AffineIntegers);
HWY_EXPORT(AffineCodes);
HWY_EXPORT(NarrowToCodes);

void WidenAffine(const std::uint32_t* packed, std::size_t count, std::uint64_t base,
                 std::uint64_t multiplier, std::int64_t* values) {
  HWY_DYNAMIC_DISPATCH(WidenAffine)(packed, count, base, multiplier, values);
}

void AffineIntegers(std::int64_t* values, std::size_t count, std::uint64_t base,
                    std::uint64_t multiplier) {
  HWY_DYNAMIC_DISPATCH(AffineIntegers)(values, count, base, multiplier);
}

void AffineCodes(std::uint32_t* codes, std::size_t count, std::uint32_t base,
                 std::uint32_t multiplier, std::uint32_t limit) {
  HWY_DYNAMIC_DISPATCH(AffineCodes)(codes, count, base, multiplier, limit);
}

void NarrowToCodes(const std::int64_t* values, std::size_t count, std::uint32_t limit,
                   std::uint32_t* codes) {
  HWY_DYNAMIC_DISPATCH(NarrowToCodes)(values, count, limit, codes);
}

}  // namespace costdb::engine::kernels
#endif  // HWY_ONCE
