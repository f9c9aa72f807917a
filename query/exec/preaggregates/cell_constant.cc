#include "query/exec/preaggregates/cell_constant.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "engine/scan/preaggregates.h"
#include "query/functions/calendar_bucket.h"
#include "query/functions/scalar_function.h"

namespace costdb::query {
namespace {

const ScanColumn* ColumnRead(const BoundExpression& expression, const LogicalPlan& scan) {
  const bool is_column =
      expression.kind == BoundKind::kColumn && expression.column < scan.scan_columns.size();
  return is_column ? &scan.scan_columns[expression.column] : nullptr;
}

bool IsTime(const BoundExpression& expression, const LogicalPlan& scan) {
  const ScanColumn* column = ColumnRead(expression, scan);
  return column != nullptr && column->id == engine::ColumnId::kTime;
}

bool IsValue(const BoundExpression& expression) {
  return expression.kind == BoundKind::kConstant && !expression.constant.is_null();
}

bool IsOfWholeHours(std::string_view unit_text) {
  const std::optional<CalendarUnit> unit = ParseCalendarUnit(unit_text);
  return unit.has_value() && *unit != CalendarUnit::kSecond && *unit != CalendarUnit::kMinute;
}

// The function's arguments are unit and time, with what it has between or after them.
bool IsCalendarBucket(const BoundExpression& unit, const BoundExpression* zone, CellReads* reads) {
  if (!IsValue(unit) || (zone != nullptr && !IsValue(*zone))) return false;
  if (!IsOfWholeHours(unit.constant.text)) return false;
  if (zone != nullptr) reads->zones.push_back(zone->constant.text);
  return true;
}

bool IsWholeHourBucket(const BoundExpression& call, const LogicalPlan& scan, CellReads* reads) {
  const auto& arguments = call.arguments;
  const std::string_view name = call.function->name;
  if (name == "time_bucket") {
    return IsValue(*arguments[0]) && arguments[0]->constant.integer > 0 &&
           arguments[0]->constant.integer % engine::kPreaggregatedNs == 0 &&
           IsTime(*arguments[1], scan);
  }
  if (name == "calendar_bucket") {
    return IsValue(*arguments[1]) && IsTime(*arguments[3], scan) &&
           IsCalendarBucket(*arguments[0], arguments[2].get(), reads);
  }
  if (name == "date_trunc") {
    const BoundExpression* zone = arguments.size() == 3 ? arguments[2].get() : nullptr;
    return IsTime(*arguments[1], scan) && IsCalendarBucket(*arguments[0], zone, reads);
  }
  return false;
}

}  // namespace

bool IsConstantInCell(const BoundExpression& expression, const LogicalPlan& scan,
                      CellReads* reads) {
  if (expression.kind == BoundKind::kConstant) return true;
  if (expression.kind == BoundKind::kColumn) {
    const ScanColumn* column = ColumnRead(expression, scan);
    const auto& dimensions = engine::kPreaggregateDimensions;
    if (column == nullptr ||
        std::find(dimensions.begin(), dimensions.end(), column->id) == dimensions.end()) {
      return false;
    }
    reads->dimensions.push_back(column->id);
    return true;
  }
  if (IsWholeHourBucket(expression, scan, reads)) return true;
  return std::all_of(
      expression.arguments.begin(), expression.arguments.end(),
      [&](const BoundExpressionPtr& argument) { return IsConstantInCell(*argument, scan, reads); });
}

}  // namespace costdb::query
