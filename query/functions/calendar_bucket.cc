#include "query/functions/calendar_bucket.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace costdb::query {
namespace {

struct UnitName {
  std::string_view name;
  CalendarUnit unit;
};

constexpr std::array kUnits = {
    UnitName{"second", CalendarUnit::kSecond},   UnitName{"minute", CalendarUnit::kMinute},
    UnitName{"hour", CalendarUnit::kHour},       UnitName{"day", CalendarUnit::kDay},
    UnitName{"week", CalendarUnit::kWeek},       UnitName{"month", CalendarUnit::kMonth},
    UnitName{"quarter", CalendarUnit::kQuarter}, UnitName{"year", CalendarUnit::kYear},
};

std::int64_t FloorTo(std::int64_t value, std::int64_t step) {
  const std::int64_t remainder = value % step;
  return value - remainder - (remainder < 0 ? step : 0);
}

/// The first moment of a civil day; where the clocks skip midnight, the moment after the gap.
std::int64_t StartOfDay(absl::CivilDay day, absl::TimeZone zone) {
  const absl::TimeZone::TimeInfo info = zone.At(absl::CivilSecond(day));
  const absl::Time time = info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
  return absl::ToUnixNanos(time);
}

}  // namespace

std::optional<CalendarUnit> ParseCalendarUnit(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (const UnitName& unit : kUnits) {
    if (unit.name == lower) return unit.unit;
  }
  return std::nullopt;
}

Result<absl::TimeZone> LoadZone(std::string_view name) {
  absl::TimeZone zone;
  if (absl::LoadTimeZone(absl::string_view(name.data(), name.size()), &zone)) return zone;
  return Status::InvalidArgument(
      fmt::format("unknown time zone '{}'; zones are named like 'Europe/Berlin'", name));
}

void CalendarBuckets::LocateTimeOfDay(std::int64_t unix_ns, std::int64_t seconds) {
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  const absl::TimeZone::CivilInfo now = zone_.At(absl::FromUnixNanos(unix_ns));
  const std::int64_t offset = std::int64_t{now.offset} * kNanoseconds;
  const std::int64_t width = seconds * kNanoseconds;
  start_ = FloorTo(unix_ns + offset, width) - offset;
  // A change of the clocks may lie inside: only this moment is known to belong to the bucket.
  end_ = now.offset == zone_.At(absl::FromUnixNanos(start_ + width - 1)).offset ? start_ + width
                                                                                : unix_ns + 1;
}

void CalendarBuckets::Locate(std::int64_t unix_ns) {
  if (unit_ == CalendarUnit::kSecond) return LocateTimeOfDay(unix_ns, count_);
  if (unit_ == CalendarUnit::kMinute) return LocateTimeOfDay(unix_ns, count_ * 60);
  if (unit_ == CalendarUnit::kHour) return LocateTimeOfDay(unix_ns, count_ * 3600);
  const absl::CivilDay today = absl::ToCivilDay(absl::FromUnixNanos(unix_ns), zone_);
  if (unit_ == CalendarUnit::kDay || unit_ == CalendarUnit::kWeek) {
    const absl::CivilDay monday(1970, 1, 5);
    const std::int64_t days = unit_ == CalendarUnit::kWeek ? count_ * 7 : count_;
    const absl::CivilDay first = monday + FloorTo(today - monday, days);
    start_ = StartOfDay(first, zone_);
    end_ = StartOfDay(first + days, zone_);
    return;
  }
  const std::int64_t months_a_unit = unit_ == CalendarUnit::kMonth     ? 1
                                     : unit_ == CalendarUnit::kQuarter ? 3
                                                                       : 12;
  const absl::CivilMonth epoch(1970, 1);
  const std::int64_t months = count_ * months_a_unit;
  const absl::CivilMonth first = epoch + FloorTo(absl::CivilMonth(today) - epoch, months);
  start_ = StartOfDay(absl::CivilDay(first), zone_);
  end_ = StartOfDay(absl::CivilDay(first + months), zone_);
}

}  // namespace costdb::query
