#include "tools/workload/clock.h"

#include <algorithm>

#include "costdb/int128.h"
#include "tools/workload/product.h"

namespace costdb::tools {
namespace {

constexpr std::int64_t kHour = 3'600'000'000'000;

// The first of January 1970 was a Thursday: day 3 of a week that starts on Monday.
bool IsWeekend(std::int64_t hour_since_epoch) {
  const std::int64_t day = hour_since_epoch / 24;
  return (day + 3) % 7 >= 5;
}

}  // namespace

WorkloadClock::WorkloadClock(std::int64_t end_unix_ns, std::uint32_t days)
    : start_unix_ns_(end_unix_ns - std::int64_t{24} * days * kHour) {
  const std::int64_t hours = std::int64_t{24} * days - 1;
  std::uint64_t sum = 0;
  weight_before_hour_.push_back(sum);
  for (std::int64_t hour = 0; hour < hours; ++hour) {
    const std::int64_t since_epoch = start_unix_ns_ / kHour + hour;
    const std::uint64_t weight = HourWeights()[static_cast<std::size_t>(since_epoch % 24)];
    sum += weight * (IsWeekend(since_epoch) ? kWeekendFactor : kWorkdayFactor);
    weight_before_hour_.push_back(sum);
  }
}

std::int64_t WorkloadClock::At(std::uint64_t numerator, std::uint64_t denominator) const {
  const UInt128 target =
      static_cast<UInt128>(weight_before_hour_.back()) * numerator;  // In units of 1/denominator.
  const auto whole = static_cast<std::uint64_t>(target / denominator);
  const auto after =
      std::upper_bound(weight_before_hour_.begin(), weight_before_hour_.end(), whole);
  const auto hour = static_cast<std::size_t>(after - weight_before_hour_.begin()) - 1;
  const UInt128 into = target - static_cast<UInt128>(weight_before_hour_[hour]) * denominator;
  const UInt128 weight = weight_before_hour_[hour + 1] - weight_before_hour_[hour];
  return start_unix_ns_ + static_cast<std::int64_t>(hour) * kHour +
         static_cast<std::int64_t>(into * static_cast<UInt128>(kHour) / (weight * denominator));
}

}  // namespace costdb::tools
