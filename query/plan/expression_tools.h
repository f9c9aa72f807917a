#ifndef COSTDB_QUERY_PLAN_EXPRESSION_TOOLS_H_
#define COSTDB_QUERY_PLAN_EXPRESSION_TOOLS_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "query/plan/bound_expression.h"

namespace costdb::query {

/// A reference to column `index` of the input node, which is `column`.
BoundExpressionPtr MakeColumn(std::uint32_t index, const PlanColumn& column);

BoundExpressionPtr MakeConstant(Value value);

/// A call whose type is already known.
BoundExpressionPtr MakeCall(const ScalarFunction* function, Type type,
                            std::vector<BoundExpressionPtr> arguments);

/// The conjunction of conditions: null for none, the condition itself for one.
BoundExpressionPtr MakeConjunction(std::vector<BoundExpressionPtr> conditions);

/// Takes a condition apart at its ANDs, and appends the parts.
void SplitConjunction(BoundExpressionPtr condition, std::vector<BoundExpressionPtr>* conditions);

BoundExpressionPtr Clone(const BoundExpression& expression);

/// Whether two expressions over the same input compute the same thing in the same way.
bool SameExpression(const BoundExpression& left, const BoundExpression& right);
bool SameValue(const Value& left, const Value& right);

/// Calls `visit` with every column reference.
template <typename Visit>
void ForEachColumn(BoundExpression* expression, const Visit& visit) {
  if (expression->kind == BoundKind::kColumn) visit(expression);
  for (const BoundExpressionPtr& argument : expression->arguments) {
    ForEachColumn(argument.get(), visit);
  }
}

/// The expression with every column i replaced by a copy of `replacements[i]`.
BoundExpressionPtr Substitute(const BoundExpression& expression,
                              std::span<const BoundExpressionPtr> replacements);

/// A value as CostQL writes it: 'text', $0.4, 1h30m, '2026-04-01T00:00:00Z'.
std::string ConstantText(const Value& value);

/// The column that holds an expression's values.
PlanColumn ColumnOf(const BoundExpression& expression, std::string name);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PLAN_EXPRESSION_TOOLS_H_
