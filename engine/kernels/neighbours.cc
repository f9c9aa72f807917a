#include "engine/kernels/neighbours.h"

#include <algorithm>

#include "engine/kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/neighbours.cc"
#include "hwy/foreach_target.h"  // Before highway.h: compiles this file once an instruction set.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace costdb::engine::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

Steps FindSteps(const std::int64_t* HWY_RESTRICT values, std::size_t count) {
  const hn::ScalableTag<std::int64_t> d;
  const std::size_t lanes = hn::Lanes(d);
  auto minima = hn::Set(d, MinMax().minimum);
  auto maxima = hn::Set(d, MinMax().maximum);
  auto no_changes = hn::Zero(d);  // Less one for each step that is none.
  std::size_t i = 0;
  for (; i + lanes < count; i += lanes) {
    const auto difference = hn::Sub(hn::LoadU(d, values + i + 1), hn::LoadU(d, values + i));
    minima = hn::Min(minima, difference);
    maxima = hn::Max(maxima, difference);
    no_changes = hn::Add(no_changes, hn::VecFromMask(d, hn::Eq(difference, hn::Zero(d))));
  }
  Steps steps = reference::FindSteps(values + i, count - i);
  steps.differences.minimum =
      std::min(steps.differences.minimum, hn::GetLane(hn::MinOfLanes(d, minima)));
  steps.differences.maximum =
      std::max(steps.differences.maximum, hn::GetLane(hn::MaxOfLanes(d, maxima)));
  steps.changes += i - static_cast<std::size_t>(-hn::GetLane(hn::SumOfLanes(d, no_changes)));
  return steps;
}

}  // namespace HWY_NAMESPACE
}  // namespace costdb::engine::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace costdb::engine::kernels {

HWY_EXPORT(FindSteps);

Steps FindSteps(const std::int64_t* values, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(FindSteps)(values, count);
}

}  // namespace costdb::engine::kernels
#endif  // HWY_ONCE
