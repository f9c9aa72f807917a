#include "query/plan/filter_pushdown.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "query/functions/aggregate_function.h"
#include "query/functions/scalar_function.h"
#include "query/plan/expression_tools.h"
#include "query/plan/zone_bounds.h"

namespace costdb::query {
namespace {

using Conditions = std::vector<BoundExpressionPtr>;

// A condition that would grow beyond this by writing out the columns it names stays where it is.
constexpr std::size_t kMaximumConditionNodes = 1000;

std::size_t NodeCount(const BoundExpression& expression) {
  std::size_t count = 1;
  for (const BoundExpressionPtr& argument : expression.arguments) count += NodeCount(*argument);
  return count;
}

std::size_t SubstitutedNodeCount(BoundExpression* condition,
                                 const std::vector<BoundExpressionPtr>& replacements) {
  std::size_t count = NodeCount(*condition);
  ForEachColumn(condition, [&](const BoundExpression* column) {
    count += NodeCount(*replacements[column->column]);
  });
  return count;
}

LogicalPlanPtr FilterOver(LogicalPlanPtr input, Conditions conditions) {
  if (conditions.empty()) return input;
  auto filter = std::make_unique<LogicalPlan>();
  filter->kind = PlanKind::kFilter;
  filter->columns = input->columns;
  filter->input = std::move(input);
  filter->predicate = MakeConjunction(std::move(conditions));
  return filter;
}

class FilterPusher {
 public:
  explicit FilterPusher(const engine::Dictionaries& dictionaries) : dictionaries_(dictionaries) {}

  // Plans `plan` with `conditions`, which are over its output columns, applied.
  LogicalPlanPtr Push(LogicalPlanPtr plan, Conditions conditions) {
    switch (plan->kind) {
      case PlanKind::kScan:
        return PushIntoScan(std::move(plan), std::move(conditions));
      case PlanKind::kFilter:
        SplitConjunction(std::move(plan->predicate), &conditions);
        return Push(std::move(plan->input), std::move(conditions));
      case PlanKind::kSort:
        plan->input = Push(std::move(plan->input), std::move(conditions));
        return plan;
      case PlanKind::kProject:
        return PushThrough(std::move(plan), std::move(conditions), true);
      case PlanKind::kAggregate: {
        const bool may_pass = MayPass(*plan);
        return PushThrough(std::move(plan), std::move(conditions), may_pass);
      }
      case PlanKind::kLimit:
        plan->input = Push(std::move(plan->input), {});
        return FilterOver(std::move(plan), std::move(conditions));
      case PlanKind::kOneRow:
      case PlanKind::kPrices:
        break;
    }
    return FilterOver(std::move(plan), std::move(conditions));
  }

 private:
  LogicalPlanPtr PushIntoScan(LogicalPlanPtr scan, Conditions conditions) {
    if (scan->predicate != nullptr) SplitConjunction(std::move(scan->predicate), &conditions);
    scan->zone_bounds = FindZoneBounds(*scan, conditions, dictionaries_);
    scan->predicate = MakeConjunction(std::move(conditions));
    return scan;
  }

  // Without keys there is one row even where no row passes; a share looks at all groups.
  static bool MayPass(const LogicalPlan& aggregate) {
    return !aggregate.expressions.empty() &&
           std::none_of(aggregate.aggregates.begin(), aggregate.aggregates.end(),
                        [](const AggregateCall& call) {
                          return call.function->kind == AggregateKind::kShare;
                        });
  }

  // Of a Project all columns are expressions over the input, of an Aggregate the first are.
  LogicalPlanPtr PushThrough(LogicalPlanPtr plan, Conditions conditions, bool may_pass) {
    Conditions passing;
    Conditions staying;
    for (BoundExpressionPtr& condition : conditions) {
      bool passes = may_pass;
      ForEachColumn(condition.get(), [&](const BoundExpression* column) {
        passes = passes && column->column < plan->expressions.size();
      });
      passes = passes &&
               SubstitutedNodeCount(condition.get(), plan->expressions) <= kMaximumConditionNodes;
      if (passes) {
        passing.push_back(Substitute(*condition, plan->expressions));
      } else {
        staying.push_back(std::move(condition));
      }
    }
    plan->input = Push(std::move(plan->input), std::move(passing));
    return FilterOver(std::move(plan), std::move(staying));
  }

  const engine::Dictionaries& dictionaries_;
};

}  // namespace

LogicalPlanPtr PushFiltersDown(LogicalPlanPtr plan, const engine::Dictionaries& dictionaries) {
  return FilterPusher(dictionaries).Push(std::move(plan), {});
}

}  // namespace costdb::query
