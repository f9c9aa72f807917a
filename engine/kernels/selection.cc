#include "engine/kernels/selection.h"

#include <bit>

#include "engine/kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/selection.cc"
#include "hwy/foreach_target.h"  // Before highway.h: compiles this file once an instruction set.
#include "hwy/highway.h"

#include "engine/kernels/mask_lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace costdb::engine::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// A vector is compressed in a register and stored whole; the next store overwrites what was not
// selected. (Compressing straight to memory is microcode on some processors.) Invariant: as many
// indexes as rows at most are written before a group of rows, so a whole vector still fits.
std::uint32_t SelectIndexes(const std::uint64_t* mask, std::uint32_t rows, std::uint32_t* indexes) {
  const hn::ScalableTag<std::uint32_t> d;
  const auto lanes = static_cast<std::uint32_t>(hn::Lanes(d));
  const std::uint64_t lane_bits = (std::uint64_t{1} << lanes) - 1;
  std::uint32_t count = 0;
  for (std::uint32_t first = 0; first < rows; first += 64) {
    const std::uint64_t word = mask[first / 64];
    if (word == 0) continue;
    for (std::uint32_t lane = 0; lane < 64; lane += lanes) {
      const std::uint64_t bits = word >> lane & lane_bits;
      const auto numbers = hn::Iota(d, first + lane);
      hn::StoreU(hn::Compress(numbers, MaskOfBits(d, bits)), d, indexes + count);
      count += static_cast<std::uint32_t>(std::popcount(bits));
    }
  }
  return count;
}

}  // namespace HWY_NAMESPACE
}  // namespace costdb::engine::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace costdb::engine::kernels {

HWY_EXPORT(SelectIndexes);

std::uint32_t SelectIndexes(const std::uint64_t* mask, std::uint32_t rows, std::uint32_t* indexes) {
  return HWY_DYNAMIC_DISPATCH(SelectIndexes)(mask, rows, indexes);
}

}  // namespace costdb::engine::kernels
#endif  // HWY_ONCE
