#ifndef COSTDB_QUERY_FUNCTIONS_CALENDAR_BUCKET_H_
#define COSTDB_QUERY_FUNCTIONS_CALENDAR_BUCKET_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "costdb/status.h"

namespace costdb::query {

enum class CalendarUnit : std::uint8_t {
  kSecond,
  kMinute,
  kHour,
  kDay,
  kWeek,
  kMonth,
  kQuarter,
  kYear
};

/// 'day', 'week', ...; nothing for other words.
std::optional<CalendarUnit> ParseCalendarUnit(std::string_view text);

/// A zone of the IANA database; an error names the one that is unknown.
Result<absl::TimeZone> LoadZone(std::string_view name);

/// Cuts time into buckets of `count` calendar units of a zone. Days and weeks count from Monday
/// 1970-01-05, months and years from January 1970, so that buckets do not depend on the data. Keeps
/// the last bucket at hand: neighbouring rows mostly share one. Not thread-safe.
class CalendarBuckets {
 public:
  /// `count` is at least 1.
  CalendarBuckets(CalendarUnit unit, std::int64_t count, absl::TimeZone zone)
      : unit_(unit), count_(count), zone_(zone) {}

  /// The start of the bucket that a time lies in.
  std::int64_t StartOf(std::int64_t unix_ns) {
    if (unix_ns < start_ || unix_ns >= end_) Locate(unix_ns);
    return start_;
  }

 private:
  void Locate(std::int64_t unix_ns);
  void LocateTimeOfDay(std::int64_t unix_ns, std::int64_t seconds);

  CalendarUnit unit_;
  std::int64_t count_;
  absl::TimeZone zone_;
  std::int64_t start_ = 0;  ///< Of the last bucket; nothing lies in it at first.
  std::int64_t end_ = 0;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_FUNCTIONS_CALENDAR_BUCKET_H_
