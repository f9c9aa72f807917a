#include "query/plan/trace_partition.h"

#include <algorithm>

#include "query/functions/aggregate_function.h"

namespace costdb::query {
namespace {

bool IsTraceOfScan(const LogicalPlan& node, std::uint32_t column);

bool IsTraceOfScan(const LogicalPlan& input, const BoundExpression& expression) {
  return expression.kind == BoundKind::kColumn && IsTraceOfScan(input, expression.column);
}

/// Whether a column of the node is the trace id of the row of the scan that a row was made from.
bool IsTraceOfScan(const LogicalPlan& node, std::uint32_t column) {
  switch (node.kind) {
    case PlanKind::kScan:
      return column < node.scan_columns.size() &&
             node.scan_columns[column].type == engine::ColumnType::kTraceId;
    case PlanKind::kFilter:
      return IsTraceOfScan(*node.input, column);
    case PlanKind::kProject:
    case PlanKind::kAggregate:
      return column < node.expressions.size() &&
             IsTraceOfScan(*node.input, *node.expressions[column]);
    case PlanKind::kSort:
    case PlanKind::kLimit:
    case PlanKind::kOneRow:
    case PlanKind::kPrices:
      return false;
  }
  return false;
}

}  // namespace

bool IsPartitionedByTrace(const LogicalPlan& aggregate) {
  const bool sees_all = std::any_of(
      aggregate.aggregates.begin(), aggregate.aggregates.end(),
      [](const AggregateCall& call) { return call.function->kind == AggregateKind::kShare; });
  return !sees_all && std::any_of(aggregate.expressions.begin(), aggregate.expressions.end(),
                                  [&](const BoundExpressionPtr& key) {
                                    return IsTraceOfScan(*aggregate.input, *key);
                                  });
}

}  // namespace costdb::query
