#include "query/binder/constant_folding.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/error/propagate.h"
#include "query/exec/expression/constant_vector.h"
#include "query/functions/scalar_function.h"
#include "query/plan/expression_tools.h"
#include "query/syntax/diagnostic.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

Value ValueOf(const Vector& vector) {
  Value value;
  if (IsNullAt(vector, 0)) return value;
  value.type = vector.type;
  value.scale = vector.scale;
  switch (vector.layout) {
    case Layout::kInt64:
      value.integer = vector.int64s[0];
      break;
    case Layout::kInt128:
      value.integer = vector.int128s[0];
      break;
    case Layout::kDouble:
      value.real = vector.doubles[0];
      break;
    case Layout::kText:
      value.text = vector.texts[0];
      break;
    case Layout::kCode:
    case Layout::kCodeRuns:
    case Layout::kInt64Runs:
    case Layout::kOffsets:
      break;
  }
  return value;
}

}  // namespace

Result<BoundExpressionPtr> ComputeCall(const BindContext& context, const BoundExpression& call) {
  const FunctionContext function_context = {&context.snapshot->dictionaries(), context.snapshot,
                                            context.now_unix_ns};
  std::vector<Vector> vectors;
  std::vector<const Vector*> arguments;
  for (const BoundExpressionPtr& argument : call.arguments) {
    if (argument->kind == BoundKind::kCall) return ComputeCall(context, *argument);
    COSTDB_ASSIGN_OR_RETURN(
        Vector vector, MakeConstantVector(function_context, argument->constant, argument->type));
    vectors.push_back(std::move(vector));
  }
  arguments.reserve(vectors.size());
  for (const Vector& vector : vectors) arguments.push_back(&vector);
  Vector result;
  const Status status = call.function->evaluate(function_context, arguments, 1, &result);
  if (!status.ok()) return PlaceError(call.place, status);
  BoundExpressionPtr constant = MakeConstant(ValueOf(result));
  // A folded NULL keeps the type that the call has: sum(NULL + 1) is still a sum of numbers.
  constant->type = call.type;
  return constant;
}

BoundExpressionPtr FoldConstants(const BindContext& context, BoundExpressionPtr expression) {
  const bool is_constant_call =
      expression->kind == BoundKind::kCall &&
      std::all_of(expression->arguments.begin(), expression->arguments.end(),
                  [](const BoundExpressionPtr& argument) {
                    return argument->kind == BoundKind::kConstant;
                  });
  if (!is_constant_call) return expression;
  Result<BoundExpressionPtr> constant = ComputeCall(context, *expression);
  return constant.ok() ? std::move(constant).value() : std::move(expression);
}

}  // namespace costdb::query
