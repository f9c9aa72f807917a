#include "engine/kernels/magnitude.h"

#include "engine/kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/magnitude.cc"
#include "hwy/foreach_target.h"  // Before highway.h: compiles this file once an instruction set.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace costdb::engine::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class V>
HWY_INLINE void StoreBuckets(V values, std::uint32_t* HWY_RESTRICT buckets) {
  const hn::RebindToUnsigned<hn::DFromV<V>> wide;
  const hn::Rebind<std::uint32_t, decltype(wide)> d;
  const hn::RebindToSigned<decltype(d)> signed_d;
  const auto bits = hn::BitCast(wide, hn::Add(values, hn::Zero(hn::DFromV<V>())));
  // All that follows fits 32 bits: the sign, and what is left of the magnitude.
  const auto sign = hn::TruncateTo(d, hn::ShiftRight<63>(bits));
  const auto magnitude =
      hn::TruncateTo(d, hn::ShiftRight<53 - kMantissaBits>(hn::ShiftLeft<1>(bits)));
  const auto code = hn::Sub(
      hn::Min(hn::Max(magnitude, hn::Set(d, kSmallestMagnitude)), hn::Set(d, kLargestMagnitude)),
      hn::Set(d, kSmallestMagnitude));
  // All ones where negative: -1 - code is ~code.
  const auto negative = hn::BitCast(d, hn::Neg(hn::BitCast(signed_d, sign)));
  const auto bucket = hn::Add(hn::Set(d, kBucketsOfSign), hn::Xor(code, negative));
  hn::StoreU(bucket, d, buckets);
}

void BucketIntegers(const std::int64_t* HWY_RESTRICT values, std::size_t count,
                    std::uint32_t* HWY_RESTRICT buckets) {
  const hn::ScalableTag<std::int64_t> d;
  const hn::RebindToFloat<decltype(d)> real;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    StoreBuckets(hn::ConvertTo(real, hn::LoadU(d, values + i)), buckets + i);
  }
  reference::BucketIntegers(values + i, count - i, buckets + i);
}

void BucketDoubles(const double* HWY_RESTRICT values, std::size_t count,
                   std::uint32_t* HWY_RESTRICT buckets) {
  const hn::ScalableTag<double> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) StoreBuckets(hn::LoadU(d, values + i), buckets + i);
  reference::BucketDoubles(values + i, count - i, buckets + i);
}

}  // namespace HWY_NAMESPACE
}  // namespace costdb::engine::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace costdb::engine::kernels {

HWY_EXPORT(BucketIntegers);
HWY_EXPORT(BucketDoubles);

void BucketIntegers(const std::int64_t* values, std::size_t count, std::uint32_t* buckets) {
  HWY_DYNAMIC_DISPATCH(BucketIntegers)(values, count, buckets);
}

void BucketDoubles(const double* values, std::size_t count, std::uint32_t* buckets) {
  HWY_DYNAMIC_DISPATCH(BucketDoubles)(values, count, buckets);
}

}  // namespace costdb::engine::kernels
#endif
