#include "query/binder/time_range.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "engine/error/propagate.h"
#include "query/binder/expression_binder.h"
#include "query/binder/timestamp.h"
#include "query/functions/calendar_bucket.h"
#include "query/functions/scalar_function.h"
#include "query/functions/type_rules.h"
#include "query/parser/literal.h"
#include "query/plan/expression_tools.h"
#include "query/syntax/diagnostic.h"

namespace costdb::query {
namespace {

std::int64_t SaturatingDifference(std::int64_t left, std::int64_t right) {
  std::int64_t difference = 0;
  if (!__builtin_sub_overflow(left, right, &difference)) return difference;
  return right > 0 ? INT64_MIN : INT64_MAX;
}

Result<std::int64_t> BindMoment(const BindContext& context, const syntax::Expression& expression,
                                std::string_view place) {
  if (expression.calendar_unit == syntax::CalendarUnit::kMonth ||
      expression.calendar_unit == syntax::CalendarUnit::kYear) {
    return CalendarBefore(context.now_unix_ns, expression.calendar_unit, expression.calendar_count,
                          context.time_zone);
  }
  COSTDB_ASSIGN_OR_RETURN(const Value value, BindConstant(context, expression, place));
  switch (value.type) {
    case Type::kDuration:
      return SaturatingDifference(context.now_unix_ns, static_cast<std::int64_t>(value.integer));
    case Type::kTime:
      return static_cast<std::int64_t>(value.integer);
    case Type::kText: {
      // A parameter's text may be either: --param since=7d.
      const Result<ParsedDuration> duration = ParseDuration(value.text);
      if (duration.ok() && duration->nanoseconds == 0 && duration->calendar_count > 0) {
        return CalendarBefore(context.now_unix_ns, duration->calendar_unit,
                              duration->calendar_count, context.time_zone);
      }
      if (duration.ok()) return SaturatingDifference(context.now_unix_ns, duration->nanoseconds);
      Result<std::int64_t> time =
          ParseTimestamp(value.text, context.time_zone, context.now_unix_ns);
      if (time.ok()) return time;
      return ErrorAt(context.query_text, expression.range, time.status().message());
    }
    default:
      return ErrorAt(context.query_text, expression.range,
                     fmt::format("{} takes a duration back from now such as 7d, or a time such as "
                                 "'2026-04-01', not {}",
                                 place, TypeName(value.type)));
  }
}

Status AppendBound(const BindContext& context, const syntax::Expression& expression,
                   std::string_view place, std::string_view comparison, Scope* scope,
                   std::vector<BoundExpressionPtr>* conditions) {
  BoundExpressionPtr time = scope->Find("time");
  if (time == nullptr || (time->type != Type::kTime && time->type != Type::kNull)) {
    return ErrorAt(
        context.query_text, expression.range,
        fmt::format("{} needs a column named time, and {} has none", place, scope->description()));
  }
  COSTDB_ASSIGN_OR_RETURN(const std::int64_t moment, BindMoment(context, expression, place));
  std::vector<BoundExpressionPtr> arguments;
  arguments.push_back(std::move(time));
  arguments.push_back(MakeConstant(Value::Time(moment)));
  conditions->push_back(
      MakeCall(FindScalarFunction(comparison), Type::kBool, std::move(arguments)));
  return Status::Ok();
}

std::string_view UnitName(syntax::CalendarUnit unit) {
  switch (unit) {
    case syntax::CalendarUnit::kDay:
      return "day";
    case syntax::CalendarUnit::kWeek:
      return "week";
    case syntax::CalendarUnit::kMonth:
      return "month";
    case syntax::CalendarUnit::kYear:
      return "year";
    case syntax::CalendarUnit::kNone:
      break;
  }
  return {};
}

}  // namespace

Status AppendTimeRange(const BindContext& context, const syntax::Select& select, Scope* scope,
                       std::vector<BoundExpressionPtr>* conditions) {
  if (select.since != nullptr) {
    COSTDB_RETURN_IF_ERROR(AppendBound(context, *select.since, "SINCE", ">=", scope, conditions));
  }
  if (select.until != nullptr) {
    COSTDB_RETURN_IF_ERROR(AppendBound(context, *select.until, "UNTIL", "<", scope, conditions));
  }
  return Status::Ok();
}

Result<BoundExpressionPtr> BindBucket(const BindContext& context, const syntax::Every& every,
                                      BoundExpressionPtr time) {
  const syntax::Expression& duration = *every.duration;
  const bool is_calendar = duration.calendar_unit != syntax::CalendarUnit::kNone;
  if (duration.literal.integer == 0 && duration.calendar_count == 0) {
    return ErrorAt(context.query_text, duration.range, "EVERY takes a duration longer than zero");
  }
  std::string zone = context.time_zone;
  if (every.zone.has_value()) {
    zone = every.zone->text;
    const Status known = LoadZone(zone).status();
    if (!known.ok()) return ErrorAt(context.query_text, every.zone->range, known.message());
    if (!is_calendar) {
      return ErrorAt(context.query_text, every.zone->range,
                     "a zone goes with days, weeks, months and years: 1d, 1w, 1mo, 1y");
    }
  }
  std::vector<BoundExpressionPtr> arguments;
  if (is_calendar) {
    arguments.push_back(MakeConstant(Value::Text(std::string(UnitName(duration.calendar_unit)))));
    arguments.push_back(MakeConstant(Value::Int(duration.calendar_count)));
    arguments.push_back(MakeConstant(Value::Text(zone)));
  } else {
    arguments.push_back(MakeConstant(duration.literal));
  }
  arguments.push_back(std::move(time));
  const ScalarFunction* function =
      FindScalarFunction(is_calendar ? "calendar_bucket" : "time_bucket");
  BoundExpressionPtr bucket = MakeCall(function, Type::kTime, std::move(arguments));
  bucket->place = {context.query_text, every.range};
  return bucket;
}

}  // namespace costdb::query
