#include "query/exec/scan/trace_filter.h"

#include <algorithm>

#include "engine/error/propagate.h"
#include "query/functions/function_support.h"

namespace costdb::query {

Result<std::optional<RangeFilter>> AsTraceFilter(const BoundExpression& condition,
                                                 const LogicalPlan& scan,
                                                 const FunctionContext& context) {
  const bool is_equality = condition.kind == BoundKind::kCall && condition.function->name == "=" &&
                           condition.arguments.size() == 2;
  if (!is_equality) return std::optional<RangeFilter>();
  const bool mirrored = condition.arguments[0]->kind == BoundKind::kConstant;
  const BoundExpression& column = *condition.arguments[mirrored ? 1 : 0];
  const BoundExpression& id = *condition.arguments[mirrored ? 0 : 1];
  const bool is_trace = column.kind == BoundKind::kColumn &&
                        column.column < scan.scan_columns.size() &&
                        scan.scan_columns[column.column].type == engine::ColumnType::kTraceId;
  if (!is_trace || id.kind != BoundKind::kConstant || id.constant.is_null()) {
    return std::optional<RangeFilter>();
  }
  COSTDB_ASSIGN_OR_RETURN(const std::int64_t ordinal, TraceOrdinalOf(context, id.constant.text));
  if (ordinal < 0) return std::optional(RangeFilter{column.column, 0, -1});
  return std::optional(RangeFilter{column.column, ordinal, ordinal});
}

void NarrowToTraces(const RangeFilter& range, std::size_t* first, std::size_t* end) {
  *first = std::max(*first, static_cast<std::size_t>(range.minimum >> 32));
  *end = std::min(*end, static_cast<std::size_t>((range.maximum >> 32) + 1));
}

}  // namespace costdb::query
