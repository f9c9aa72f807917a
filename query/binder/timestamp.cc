#include "query/binder/timestamp.h"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "engine/error/propagate.h"
#include "query/functions/calendar_bucket.h"
#include "query/syntax/nearest_name.h"

namespace costdb::query {
namespace {

// With an offset first: a format without one must not take the text of one that has it.
constexpr std::array<const char*, 7> kFormats = {"%Y-%m-%d%ET%H:%M:%E*S%Ez",
                                                 "%Y-%m-%d %H:%M:%E*S%Ez",
                                                 "%Y-%m-%d%ET%H:%M%Ez",
                                                 "%Y-%m-%d%ET%H:%M:%E*S",
                                                 "%Y-%m-%d %H:%M:%E*S",
                                                 "%Y-%m-%d %H:%M",
                                                 "%Y-%m-%d"};

Result<std::int64_t> ToUnixNanoseconds(absl::Time time, std::string_view text) {
  if (time < absl::FromUnixNanos(INT64_MIN) || time > absl::FromUnixNanos(INT64_MAX)) {
    return Status::InvalidArgument(fmt::format("'{}' is outside the years 1678 to 2262", text));
  }
  return absl::ToUnixNanos(time);
}

std::int64_t Saturated(absl::Time time) {
  if (time < absl::FromUnixNanos(INT64_MIN)) return INT64_MIN;
  if (time > absl::FromUnixNanos(INT64_MAX)) return INT64_MAX;
  return absl::ToUnixNanos(time);
}

}  // namespace

Result<std::int64_t> ParseTimestamp(std::string_view text, std::string_view zone,
                                    std::int64_t now_unix_ns) {
  COSTDB_ASSIGN_OR_RETURN(const absl::TimeZone time_zone, LoadZone(zone));
  const std::string word = LowercaseName(text);
  if (word == "now") return now_unix_ns;
  if (word == "today" || word == "yesterday") {
    const absl::CivilDay today = absl::ToCivilDay(absl::FromUnixNanos(now_unix_ns), time_zone);
    const absl::CivilDay day = word == "today" ? today : today - 1;
    return ToUnixNanoseconds(absl::FromCivil(day, time_zone), text);
  }
  for (const char* format : kFormats) {
    absl::Time time;
    std::string error;
    const absl::string_view input(text.data(), text.size());
    if (absl::ParseTime(format, input, time_zone, &time, &error)) {
      return ToUnixNanoseconds(time, text);
    }
  }
  return Status::InvalidArgument(fmt::format(
      "'{}' is not a time; times are written '2026-04-01' or '2026-04-01T12:30:00Z'", text));
}

std::int64_t CalendarBefore(std::int64_t unix_ns, syntax::CalendarUnit unit, std::int64_t count,
                            std::string_view zone) {
  const Result<absl::TimeZone> loaded = LoadZone(zone);
  const absl::TimeZone time_zone = loaded.ok() ? loaded.value() : absl::UTCTimeZone();
  const absl::Time moment = absl::FromUnixNanos(unix_ns);
  const absl::CivilSecond civil = absl::ToCivilSecond(moment, time_zone);
  const std::int64_t months = unit == syntax::CalendarUnit::kYear ? count * 12 : count;
  const absl::CivilMonth month = absl::CivilMonth(civil) - months;
  const int last_day = (absl::CivilDay(month + 1) - 1).day();
  const absl::CivilSecond moved(month.year(), month.month(), std::min(civil.day(), last_day),
                                civil.hour(), civil.minute(), civil.second());
  const absl::Duration fraction = moment - absl::FromCivil(civil, time_zone);
  return Saturated(absl::FromCivil(moved, time_zone) +
                   (fraction < absl::Seconds(1) && fraction >= absl::ZeroDuration()
                        ? fraction
                        : absl::ZeroDuration()));
}

}  // namespace costdb::query
