#include "query/exec/expression/expression_tree.h"

#include <algorithm>

#include "query/functions/scalar_function.h"

namespace costdb::query {
namespace {

bool AreSameConstants(const Value& left, const Value& right) {
  return left.type == right.type && left.integer == right.integer && left.real == right.real &&
         left.scale == right.scale && left.text == right.text;
}

void CollectColumns(const BoundExpression& expression, std::vector<std::uint32_t>* columns) {
  if (expression.kind == BoundKind::kColumn) columns->push_back(expression.column);
  for (const BoundExpressionPtr& argument : expression.arguments) {
    CollectColumns(*argument, columns);
  }
}

void CollectConjuncts(const BoundExpression& expression,
                      std::vector<const BoundExpression*>* conjuncts) {
  if (expression.kind == BoundKind::kCall && expression.function->name == "and") {
    for (const BoundExpressionPtr& argument : expression.arguments) {
      CollectConjuncts(*argument, conjuncts);
    }
    return;
  }
  conjuncts->push_back(&expression);
}

}  // namespace

bool AreSame(const BoundExpression& left, const BoundExpression& right) {
  if (left.kind != right.kind || left.type != right.type) return false;
  switch (left.kind) {
    case BoundKind::kConstant:
      return AreSameConstants(left.constant, right.constant);
    case BoundKind::kColumn:
      return left.column == right.column;
    case BoundKind::kCall:
      return left.function == right.function &&
             std::equal(left.arguments.begin(), left.arguments.end(), right.arguments.begin(),
                        right.arguments.end(),
                        [](const BoundExpressionPtr& a, const BoundExpressionPtr& b) {
                          return AreSame(*a, *b);
                        });
  }
  return false;
}

void MarkColumns(const BoundExpression& expression, std::vector<bool>* used) {
  for (const std::uint32_t column : ColumnsOf(expression)) {
    if (column < used->size()) (*used)[column] = true;
  }
}

std::vector<std::uint32_t> ColumnsOf(const BoundExpression& expression) {
  std::vector<std::uint32_t> columns;
  CollectColumns(expression, &columns);
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  return columns;
}

std::vector<const BoundExpression*> ConjunctsOf(const BoundExpression& expression) {
  std::vector<const BoundExpression*> conjuncts;
  CollectConjuncts(expression, &conjuncts);
  return conjuncts;
}

}  // namespace costdb::query
