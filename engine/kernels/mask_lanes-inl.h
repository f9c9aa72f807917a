// Compiled once an instruction set, hence the toggled include guard (Highway's convention).
#if defined(COSTDB_ENGINE_KERNELS_MASK_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef COSTDB_ENGINE_KERNELS_MASK_LANES_INL_H_
#undef COSTDB_ENGINE_KERNELS_MASK_LANES_INL_H_
#else
#define COSTDB_ENGINE_KERNELS_MASK_LANES_INL_H_
#endif

#include <cstdint>
#include <cstring>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace costdb::engine::kernels {
namespace HWY_NAMESPACE {

/// The vector mask of the lowest bits of `bits`, one a lane.
template <class D>
HWY_INLINE hwy::HWY_NAMESPACE::Mask<D> MaskOfBits(D d, std::uint64_t bits) {
  std::uint8_t bytes[8];
  std::memcpy(bytes, &bits, sizeof(bits));
  return hwy::HWY_NAMESPACE::LoadMaskBits(d, bytes);
}

/// The sum, with the value added in the lanes of the mask.
template <class M, class V>
HWY_INLINE V AddWhere(M mask, V sum, V value) {
#if HWY_TARGET <= HWY_AVX3
  return hwy::HWY_NAMESPACE::IfThenElse(mask, hwy::HWY_NAMESPACE::Add(sum, value),
                                        sum);  // One masked addition.
#else
  return hwy::HWY_NAMESPACE::Add(sum, hwy::HWY_NAMESPACE::IfThenElseZero(mask, value));
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace costdb::engine::kernels
HWY_AFTER_NAMESPACE();

#endif  // COSTDB_ENGINE_KERNELS_MASK_LANES_INL_H_
