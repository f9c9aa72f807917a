// Buckets of time and parts of a date.

#include <array>
#include <limits>

#include "engine/error/propagate.h"
#include "query/functions/calendar_bucket.h"
#include "query/functions/function_support.h"
#include "query/functions/scalar_tables.h"
#include "query/functions/type_rules.h"

namespace costdb::query {
namespace {

enum class DatePart { kYear, kMonth, kDay, kHour, kMinute, kWeekday };

/// The largest count of calendar units in a bucket: a million years of seconds fit in 64 bits.
constexpr std::int64_t kMaximumUnits = 1'000'000;

/// Whether argument `index` is missing, NULL or of that type.
bool Fits(std::span<const Type> arguments, std::size_t index, Type type) {
  return index >= arguments.size() || arguments[index] == type || arguments[index] == Type::kNull;
}

Result<Type> BindTimeBucket(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("time_bucket", arguments, 2, 2));
  if (Fits(arguments, 0, Type::kDuration) && Fits(arguments, 1, Type::kTime)) return Type::kTime;
  return ArgumentError("time_bucket", "a duration and a time", arguments);
}

Result<Type> BindCalendarBucket(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("calendar_bucket", arguments, 4, 4));
  if (Fits(arguments, 0, Type::kText) && Fits(arguments, 1, Type::kInt) &&
      Fits(arguments, 2, Type::kText) && Fits(arguments, 3, Type::kTime)) {
    return Type::kTime;
  }
  return ArgumentError("calendar_bucket", "a unit, a count, a time zone and a time", arguments);
}

Result<Type> BindTruncate(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("date_trunc", arguments, 2, 3));
  if (Fits(arguments, 0, Type::kText) && Fits(arguments, 1, Type::kTime) &&
      Fits(arguments, 2, Type::kText)) {
    return Type::kTime;
  }
  return ArgumentError("date_trunc", "a unit, a time and perhaps a time zone", arguments);
}

constexpr std::string_view PartName(DatePart part) {
  constexpr std::array<std::string_view, 6> kNames = {"year", "month",  "day",
                                                      "hour", "minute", "weekday"};
  return kNames[static_cast<std::size_t>(part)];
}

template <DatePart part>
Result<Type> BindPart(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount(PartName(part), arguments, 1, 2));
  if (Fits(arguments, 0, Type::kTime) && Fits(arguments, 1, Type::kText)) return Type::kInt;
  return ArgumentError(PartName(part), "a time and perhaps a time zone", arguments);
}

Status EvaluateTimeBucket(const FunctionContext& /*context*/, Arguments arguments, std::size_t rows,
                          Vector* result) {
  if (AnswerConstantNull(arguments, Type::kTime, result)) return Status::Ok();
  const RowReader<std::int64_t> widths = Int64sOf(*arguments[0]);
  const RowReader<std::int64_t> times = Int64sOf(*arguments[1]);
  ResetVector(Type::kTime, Layout::kInt64, rows, result);
  CombineNulls(arguments, rows, result);
  std::int64_t start = 0;
  std::uint64_t width = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    // Neighbours mostly share a bucket: the division happens where it begins.
    const auto since = static_cast<std::uint64_t>(times[i]) - static_cast<std::uint64_t>(start);
    if (since >= width || static_cast<std::uint64_t>(widths[i]) != width) {
      if (IsNullAt(*result, i)) continue;
      if (widths[i] <= 0) {
        return Status::InvalidArgument("time_bucket expects a duration above zero");
      }
      const std::int64_t remainder = times[i] % widths[i];
      const std::int64_t down = remainder < 0 ? remainder + widths[i] : remainder;
      if (__builtin_sub_overflow(times[i], down, &start)) return OverflowError("time_bucket");
      width = static_cast<std::uint64_t>(widths[i]);
    }
    result->int64s[i] = start;
  }
  return Status::Ok();
}

Result<CalendarBuckets> MakeBuckets(std::string_view function, std::string_view unit, Int128 count,
                                    std::string_view zone_name) {
  const std::optional<CalendarUnit> parsed = ParseCalendarUnit(unit);
  if (!parsed.has_value()) {
    return Status::InvalidArgument(
        std::string(function) +
        " expects second, minute, hour, day, week, month, quarter or year, not '" +
        std::string(unit) + "'");
  }
  if (count < 1 || count > kMaximumUnits) {
    return Status::InvalidArgument(std::string(function) + " expects 1 to 1000000 units");
  }
  COSTDB_ASSIGN_OR_RETURN(const absl::TimeZone zone, LoadZone(zone_name));
  return CalendarBuckets(*parsed, static_cast<std::int64_t>(count), zone);
}

/// Units, counts and zones are constants in practice, and made into buckets once a block.
Status CutIntoBuckets(const FunctionContext& context, std::string_view function,
                      const Vector& units, const Vector* counts, const Vector* zones,
                      const Vector& times, std::size_t rows, Vector* result) {
  const TextReader unit(context, units);
  const RowReader<std::int64_t> time = Int64sOf(times);
  const bool constant = units.constant && (counts == nullptr || counts->constant) &&
                        (zones == nullptr || zones->constant);
  std::optional<CalendarBuckets> buckets;
  for (std::size_t i = 0; i < rows; ++i) {
    result->int64s[i] = 0;
    if (IsNullAt(*result, i)) continue;
    if (!buckets.has_value() || !constant) {
      const Int128 count = counts == nullptr ? Int128{1} : WideReader(*counts)[i];
      const std::string_view zone = zones == nullptr ? "UTC" : TextReader(context, *zones)[i];
      COSTDB_ASSIGN_OR_RETURN(buckets, MakeBuckets(function, unit[i], count, zone));
    }
    result->int64s[i] = buckets->StartOf(time[i]);
  }
  return Status::Ok();
}

Status EvaluateCalendarBucket(const FunctionContext& context, Arguments arguments, std::size_t rows,
                              Vector* result) {
  if (AnswerConstantNull(arguments, Type::kTime, result)) return Status::Ok();
  ResetVector(Type::kTime, Layout::kInt64, rows, result);
  CombineNulls(arguments, rows, result);
  return CutIntoBuckets(context, "calendar_bucket", *arguments[0], arguments[1], arguments[2],
                        *arguments[3], rows, result);
}

Status EvaluateTruncate(const FunctionContext& context, Arguments arguments, std::size_t rows,
                        Vector* result) {
  if (AnswerConstantNull(arguments, Type::kTime, result)) return Status::Ok();
  ResetVector(Type::kTime, Layout::kInt64, rows, result);
  CombineNulls(arguments, rows, result);
  return CutIntoBuckets(context, "date_trunc", *arguments[0], nullptr,
                        arguments.size() == 3 ? arguments[2] : nullptr, *arguments[1], rows,
                        result);
}

std::int64_t PartOf(DatePart part, const absl::CivilSecond& civil) {
  switch (part) {
    case DatePart::kYear:
      return civil.year();
    case DatePart::kMonth:
      return civil.month();
    case DatePart::kDay:
      return civil.day();
    case DatePart::kHour:
      return civil.hour();
    case DatePart::kMinute:
      return civil.minute();
    case DatePart::kWeekday:
      // absl counts from Monday = 0, SQL engines from Sunday = 0.
      return (static_cast<std::int64_t>(absl::GetWeekday(civil)) + 1) % 7;
  }
  return 0;
}

template <DatePart part>
Status EvaluatePart(const FunctionContext& context, Arguments arguments, std::size_t rows,
                    Vector* result) {
  if (AnswerConstantNull(arguments, Type::kInt, result)) return Status::Ok();
  const RowReader<std::int64_t> times = Int64sOf(*arguments[0]);
  ResetVector(Type::kInt, Layout::kInt64, rows, result);
  CombineNulls(arguments, rows, result);
  absl::TimeZone zone = absl::UTCTimeZone();
  const bool zoned = arguments.size() == 2;
  for (std::size_t i = 0; i < rows; ++i) {
    result->int64s[i] = 0;
    if (IsNullAt(*result, i)) continue;
    if (zoned && (i == 0 || !arguments[1]->constant)) {
      COSTDB_ASSIGN_OR_RETURN(zone, LoadZone(TextReader(context, *arguments[1])[i]));
    }
    result->int64s[i] = PartOf(part, absl::ToCivilSecond(absl::FromUnixNanos(times[i]), zone));
  }
  return Status::Ok();
}

template <DatePart part>
constexpr ScalarFunction PartRow(std::string_view signature, std::string_view documentation) {
  return {PartName(part), signature, documentation, BindPart<part>, EvaluatePart<part>};
}

constexpr std::array kTime = {
    ScalarFunction{"time_bucket", "time_bucket(duration, time) -> time",
                   "the start of the bucket of that width, counted from 1970-01-01 UTC",
                   BindTimeBucket, EvaluateTimeBucket},
    ScalarFunction{"calendar_bucket", "calendar_bucket(unit, count, zone, time) -> time",
                   "the start of the day, week, month or year in a time zone", BindCalendarBucket,
                   EvaluateCalendarBucket},
    ScalarFunction{"date_trunc", "date_trunc(unit, time[, zone]) -> time",
                   "the start of the second, minute, hour, day, week, month, quarter or year",
                   BindTruncate, EvaluateTruncate},
    PartRow<DatePart::kYear>("year(time[, zone]) -> int", "the year"),
    PartRow<DatePart::kMonth>("month(time[, zone]) -> int", "the month, 1 to 12"),
    PartRow<DatePart::kDay>("day(time[, zone]) -> int", "the day of the month, 1 to 31"),
    PartRow<DatePart::kHour>("hour(time[, zone]) -> int", "the hour, 0 to 23"),
    PartRow<DatePart::kMinute>("minute(time[, zone]) -> int", "the minute, 0 to 59"),
    PartRow<DatePart::kWeekday>("weekday(time[, zone]) -> int",
                                "the day of the week, Sunday 0 to Saturday 6"),
};

}  // namespace

std::span<const ScalarFunction> TimeFunctions() {
  return kTime;
}

}  // namespace costdb::query
