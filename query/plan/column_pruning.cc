#include "query/plan/column_pruning.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "query/plan/expression_tools.h"

namespace costdb::query {
namespace {

// needed[i]: whether someone above reads column i.
using Needed = std::vector<bool>;
// Where column i of the input went; unspecified for dropped columns.
using NewIndexes = std::vector<std::uint32_t>;

void Need(BoundExpression* expression, Needed* needed) {
  if (expression == nullptr) return;
  ForEachColumn(expression,
                [&](const BoundExpression* column) { (*needed)[column->column] = true; });
}

void Renumber(BoundExpression* expression, const NewIndexes& indexes) {
  if (expression == nullptr) return;
  ForEachColumn(expression,
                [&](BoundExpression* column) { column->column = indexes[column->column]; });
}

NewIndexes IndexesAfter(const Needed& needed) {
  NewIndexes indexes(needed.size());
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < needed.size(); ++i) {
    indexes[i] = next;
    if (needed[i]) ++next;
  }
  return indexes;
}

// Keeps the elements whose place is needed; `first` is the place of the first element.
template <typename T>
void Keep(const Needed& needed, std::size_t first, std::vector<T>* elements) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < elements->size(); ++i) {
    if (!needed[first + i]) continue;
    if (kept != i) (*elements)[kept] = std::move((*elements)[i]);
    ++kept;
  }
  elements->resize(kept);
}

NewIndexes Prune(LogicalPlan* plan, Needed needed);

NewIndexes PruneScan(LogicalPlan* scan, Needed needed) {
  Need(scan->predicate.get(), &needed);
  Keep(needed, 0, &scan->scan_columns);
  Keep(needed, 0, &scan->columns);
  NewIndexes indexes = IndexesAfter(needed);
  Renumber(scan->predicate.get(), indexes);
  return indexes;
}

// Filter, Sort and Limit hand on what they get.
NewIndexes PrunePassing(LogicalPlan* plan, Needed needed) {
  // The input may have come to have columns that this node does not hand on yet.
  needed.resize(plan->input->columns.size(), false);
  Need(plan->predicate.get(), &needed);
  for (const SortKey& key : plan->sort_keys) needed[key.column] = true;
  NewIndexes indexes = Prune(plan->input.get(), needed);
  Renumber(plan->predicate.get(), indexes);
  for (SortKey& key : plan->sort_keys) key.column = indexes[key.column];
  plan->columns = plan->input->columns;
  return indexes;
}

NewIndexes PruneProject(LogicalPlan* project, const Needed& needed) {
  Keep(needed, 0, &project->expressions);
  Keep(needed, 0, &project->columns);
  Needed below(project->input->columns.size(), false);
  for (const BoundExpressionPtr& expression : project->expressions) Need(expression.get(), &below);
  const NewIndexes indexes = Prune(project->input.get(), below);
  for (const BoundExpressionPtr& expression : project->expressions) {
    Renumber(expression.get(), indexes);
  }
  return IndexesAfter(needed);
}

NewIndexes PruneAggregate(LogicalPlan* aggregate, Needed needed) {
  for (std::size_t key = 0; key < aggregate->expressions.size(); ++key) needed[key] = true;
  Keep(needed, aggregate->expressions.size(), &aggregate->aggregates);
  Keep(needed, 0, &aggregate->columns);
  Needed below(aggregate->input->columns.size(), false);
  const auto for_each_expression = [aggregate](const auto& visit) {
    for (const BoundExpressionPtr& key : aggregate->expressions) visit(key.get());
    for (const AggregateCall& call : aggregate->aggregates) {
      for (const BoundExpressionPtr& argument : call.arguments) visit(argument.get());
    }
  };
  for_each_expression([&](BoundExpression* expression) { Need(expression, &below); });
  const NewIndexes indexes = Prune(aggregate->input.get(), below);
  for_each_expression([&](BoundExpression* expression) { Renumber(expression, indexes); });
  return IndexesAfter(needed);
}

NewIndexes Prune(LogicalPlan* plan, Needed needed) {
  switch (plan->kind) {
    case PlanKind::kScan:
      return PruneScan(plan, std::move(needed));
    case PlanKind::kFilter:
    case PlanKind::kSort:
    case PlanKind::kLimit:
      return PrunePassing(plan, std::move(needed));
    case PlanKind::kProject:
      return PruneProject(plan, needed);
    case PlanKind::kAggregate:
      return PruneAggregate(plan, std::move(needed));
    case PlanKind::kPrices:
      Keep(needed, 0, &plan->price_columns);
      Keep(needed, 0, &plan->columns);
      break;
    case PlanKind::kOneRow:
      break;
  }
  return IndexesAfter(needed);
}

}  // namespace

void PruneColumns(LogicalPlan* plan) {
  Prune(plan, Needed(plan->columns.size(), true));
}

}  // namespace costdb::query
