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
  if (IsIdentity(*plan)) return std::move(plan->input);
  return plan;
}

}  // namespace

LogicalPlanPtr Optimize(LogicalPlanPtr plan, const engine::Dictionaries& dictionaries) {
  plan = PushFiltersDown(std::move(plan), dictionaries);
  PruneColumns(plan.get());
  plan = MergeProjections(std::move(plan));
  PruneColumns(plan.get());
  return plan;
}

}  // namespace costdb::query
