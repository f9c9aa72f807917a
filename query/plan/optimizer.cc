#include "query/plan/optimizer.h"

#include <cstdint>
#include <utility>

#include "query/plan/column_pruning.h"
#include "query/plan/expression_tools.h"
#include "query/plan/filter_pushdown.h"

namespace costdb::query {
namespace {

// A projection that hands on its input as it is, names included.
bool IsIdentity(const LogicalPlan& project) {
  if (project.columns.size() != project.input->columns.size()) return false;
  for (std::uint32_t i = 0; i < project.columns.size(); ++i) {
    const BoundExpression& expression = *project.expressions[i];
    const bool is_same = expression.kind == BoundKind::kColumn && expression.column == i &&
                         project.columns[i].name == project.input->columns[i].name;
    if (!is_same) return false;
  }
  return true;
}

// The order of rows means nothing to a grouping above, nor to another sort: only a LIMIT in between
// would read it.
LogicalPlanPtr DropIdleSorts(LogicalPlanPtr plan, bool order_is_idle) {
  switch (plan->kind) {
    case PlanKind::kSort:
      if (order_is_idle) return DropIdleSorts(std::move(plan->input), true);
      order_is_idle = true;
      break;
    case PlanKind::kAggregate:
      order_is_idle = true;
      break;
    case PlanKind::kLimit:
      order_is_idle = false;
      break;
    case PlanKind::kFilter:
    case PlanKind::kProject:
    case PlanKind::kScan:
    case PlanKind::kOneRow:
    case PlanKind::kPrices:
      break;
  }
  if (plan->input != nullptr) plan->input = DropIdleSorts(std::move(plan->input), order_is_idle);
  return plan;
}

// A projection of bare columns over a projection: one that takes them from the lower input.
bool IsColumnChoice(const LogicalPlan& project) {
  for (const BoundExpressionPtr& expression : project.expressions) {
    if (expression->kind == BoundKind::kCall) return false;
  }
  return true;
}

LogicalPlanPtr MergeProjections(LogicalPlanPtr plan) {
  if (plan->input != nullptr) plan->input = MergeProjections(std::move(plan->input));
  if (plan->kind != PlanKind::kProject) return plan;
  if (plan->input->kind == PlanKind::kProject && IsColumnChoice(*plan)) {
    for (BoundExpressionPtr& expression : plan->expressions) {
      expression = Substitute(*expression, plan->input->expressions);
    }
    plan->input = std::move(plan->input->input);
  }
  // count(*) above reads no column: the rows of the input are as good.
  if (IsIdentity(*plan) || plan->columns.empty()) return std::move(plan->input);
  return plan;
}

}  // namespace

LogicalPlanPtr Optimize(LogicalPlanPtr plan, const engine::Dictionaries& dictionaries) {
  plan = PushFiltersDown(std::move(plan), dictionaries);
  plan = DropIdleSorts(std::move(plan), false);
  PruneColumns(plan.get());
  plan = MergeProjections(std::move(plan));
  PruneColumns(plan.get());
  return plan;
}

}  // namespace costdb::query
