#include "engine/kernels/mask.h"

#include <algorithm>

#include "engine/kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/mask.cc"
#include "hwy/foreach_target.h"  // Before highway.h: compiles this file once an instruction set.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace costdb::engine::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<std::uint64_t>;

std::uint64_t CountMask(const std::uint64_t* mask, std::size_t words) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  auto counts = hn::Zero(d);
  std::size_t i = 0;
  for (; i + lanes <= words; i += lanes) {
    counts = hn::Add(counts, hn::PopulationCount(hn::LoadU(d, mask + i)));
  }
  return hn::GetLane(hn::SumOfLanes(d, counts)) + reference::CountMask(mask + i, words - i);
}

void AndMask(const std::uint64_t* other, std::size_t words, std::uint64_t* target) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= words; i += lanes) {
    hn::StoreU(hn::And(hn::LoadU(d, target + i), hn::LoadU(d, other + i)), d, target + i);
  }
  reference::AndMask(other + i, words - i, target + i);
}

void OrMask(const std::uint64_t* other, std::size_t words, std::uint64_t* target) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= words; i += lanes) {
    hn::StoreU(hn::Or(hn::LoadU(d, target + i), hn::LoadU(d, other + i)), d, target + i);
  }
  reference::OrMask(other + i, words - i, target + i);
}

void AndNotMask(const std::uint64_t* other, std::size_t words, std::uint64_t* target) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= words; i += lanes) {
    hn::StoreU(hn::AndNot(hn::LoadU(d, other + i), hn::LoadU(d, target + i)), d, target + i);
  }
  reference::AndNotMask(other + i, words - i, target + i);
}

}  // namespace HWY_NAMESPACE
}  // namespace costdb::engine::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace costdb::engine::kernels {

HWY_EXPORT(CountMask);
HWY_EXPORT(AndMask);
HWY_EXPORT(OrMask);
HWY_EXPORT(AndNotMask);

std::uint64_t CountMask(const std::uint64_t* mask, std::size_t words) {
  return HWY_DYNAMIC_DISPATCH(CountMask)(mask, words);
}

void AndMask(const std::uint64_t* other, std::size_t words, std::uint64_t* target) {
  HWY_DYNAMIC_DISPATCH(AndMask)(other, words, target);
}

void OrMask(const std::uint64_t* other, std::size_t words, std::uint64_t* target) {
  HWY_DYNAMIC_DISPATCH(OrMask)(other, words, target);
}

void AndNotMask(const std::uint64_t* other, std::size_t words, std::uint64_t* target) {
  HWY_DYNAMIC_DISPATCH(AndNotMask)(other, words, target);
}

void NotMask(std::size_t rows, std::uint64_t* target) {
  const std::size_t words = MaskWords(rows);
  if (words == 0) return;
  for (std::size_t i = 0; i < words; ++i) target[i] = ~target[i];
  target[words - 1] &= LastWordBits(rows);
}

void FillMask(std::size_t rows, std::uint64_t* target) {
  const std::size_t words = MaskWords(rows);
  if (words == 0) return;
  std::fill_n(target, words, ~std::uint64_t{0});
  target[words - 1] = LastWordBits(rows);
}

}  // namespace costdb::engine::kernels
#endif  // HWY_ONCE
