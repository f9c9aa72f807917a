#include "query/exec/scan/scan_plan.h"

#include <algorithm>
#include <array>
#include <span>

#include "engine/error/propagate.h"
#include "engine/trace/coded_span.h"
#include "query/exec/expression/expression_tree.h"
#include "query/exec/scan/trace_filter.h"

namespace costdb::query {
namespace {

using engine::Section;

std::span<const Section> SectionsOf(engine::Relation relation) {
  static constexpr std::array kCalls = {Section::kCalls};
  static constexpr std::array kSpans = {Section::kCalls, Section::kOthers};
  static constexpr std::array kTraces = {Section::kTraces};
  switch (relation) {
    case engine::Relation::kCalls:
      return kCalls;
    case engine::Relation::kSpans:
      return kSpans;
    case engine::Relation::kTraces:
      return kTraces;
  }
  return {};
}

void AddRange(const RangeFilter& range, std::vector<RangeFilter>* ranges) {
  for (RangeFilter& known : *ranges) {
    if (known.column != range.column) continue;
    known.minimum = std::max(known.minimum, range.minimum);
    known.maximum = std::min(known.maximum, range.maximum);
    return;
  }
  ranges->push_back(range);
}

void AddNullTest(const BoundExpression& condition, std::vector<std::uint32_t>* columns) {
  if (condition.kind != BoundKind::kCall || condition.function->name != "is_null") return;
  const BoundExpression& tested = *condition.arguments[0];
  if (tested.kind == BoundKind::kColumn) columns->push_back(tested.column);
}

// Of codes the least is 0 where one is NULL. What has no statistics may be NULL.
bool CanBeNull(const Morsel& morsel, const ScanColumn& column) {
  const auto* statistics = morsel.row_group->statistics(morsel.section, column.id);
  if (statistics == nullptr) return true;
  const bool is_code = column.type == engine::ColumnType::kCode;
  return is_code ? statistics->minimum == engine::kNullCode : statistics->nulls != 0;
}

Status SplitPredicate(const BoundExpression& predicate, const FunctionContext& context,
                      ScanPlan* plan) {
  for (const BoundExpression* condition : ConjunctsOf(predicate)) {
    COSTDB_ASSIGN_OR_RETURN(std::optional<RangeFilter> range,
                            AsTraceFilter(*condition, *plan->node, context));
    if (!range.has_value()) range = AsRangeFilter(*condition, *plan->node, *context.dictionaries);
    if (range.has_value()) {
      AddRange(*range, &plan->ranges);
    } else {
      plan->conditions.push_back(condition);
      AddNullTest(*condition, &plan->null_columns);
    }
  }
  const auto cost = [&](const BoundExpression* condition) {
    const std::vector<std::uint32_t> columns = ColumnsOf(*condition);
    const bool by_code = columns.size() == 1 && columns[0] < plan->node->scan_columns.size() &&
                         plan->node->scan_columns[columns[0]].type == engine::ColumnType::kCode;
    return by_code ? std::size_t{0} : columns.size();
  };
  std::stable_sort(plan->conditions.begin(), plan->conditions.end(),
                   [&](const BoundExpression* left, const BoundExpression* right) {
                     return cost(left) < cost(right);
                   });
  return Status::Ok();
}

bool CanHaveRows(const Morsel& morsel, const ScanPlan& plan) {
  const auto excludes = [&](engine::ColumnId column, std::int64_t minimum, std::int64_t maximum) {
    const engine::ColumnStatistics* statistics =
        morsel.row_group->statistics(morsel.section, column);
    if (statistics == nullptr && engine::IsComputedColumn(column)) return false;
    return JudgeRange(minimum, maximum, statistics) == RangeVerdict::kNone;
  };
  for (const ZoneBound& bound : plan.node->zone_bounds) {
    if (excludes(bound.column, bound.minimum, bound.maximum)) return false;
  }
  for (const std::uint32_t column : plan.null_columns) {
    if (!CanBeNull(morsel, plan.node->scan_columns[column])) return false;
  }
  for (const RangeFilter& range : plan.ranges) {
    if (excludes(plan.node->scan_columns[range.column].id, range.minimum, range.maximum)) {
      return false;
    }
  }
  return true;
}

}  // namespace

void ScanPlan::Add(const Morsel& morsel) {
  const bool is_new = morsels.empty() || morsels.back().row_group != morsel.row_group;
  if (is_new) row_group_ends.push_back(static_cast<std::uint32_t>(morsels.size()));
  morsels.push_back(morsel);
  ++row_group_ends.back();
  rows += morsel.rows;
}

Result<ScanPlan> PlanScan(const LogicalPlan& node, std::vector<ColumnForm> forms,
                          const FunctionContext& context, const ScanScope& scope) {
  ScanPlan plan;
  plan.node = &node;
  plan.forms = std::move(forms);
  if (node.scan_columns.size() != node.columns.size()) {
    return Status::Internal("a scan whose columns are not all stored columns");
  }
  if (node.predicate != nullptr) {
    COSTDB_RETURN_IF_ERROR(SplitPredicate(*node.predicate, context, &plan));
  }
  if (scope.range) AddRange(*scope.range, &plan.ranges);
  const auto& row_groups = context.snapshot->row_groups();
  std::size_t first = scope.first_row_group;
  std::size_t end = std::min(row_groups.size(), scope.row_group_end);
  for (const RangeFilter& range : plan.ranges) {
    const bool is_trace = node.scan_columns[range.column].type == engine::ColumnType::kTraceId;
    if (is_trace) NarrowToTraces(range, &first, &end);
  }
  for (std::size_t i = first; i < end; ++i) {
    const engine::RowGroup& row_group = *row_groups[i];
    for (const Section section : SectionsOf(node.relation)) {
      const Morsel morsel{&row_group, section, row_group.rows(section)};
      if (morsel.rows == 0 || !CanHaveRows(morsel, plan)) continue;
      plan.Add(morsel);
    }
  }
  return plan;
}

}  // namespace costdb::query
