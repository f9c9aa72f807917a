#include "query/binder/constant_folding.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/error/propagate.h"
#include "query/functions/number_arithmetic.h"
#include "query/functions/scalar_function.h"
#include "query/plan/expression_tools.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

Vector VectorOf(const Value& value) {
  Vector vector;
  if (value.is_null()) {
    SetConstantNull(Type::kNull, &vector);
    return vector;
  }
  const bool is_wide = value.type == Type::kDecimal || !FitsInt64(value.integer);
  Layout layout = DefaultLayout(value.type);
  if (layout == Layout::kInt64 && is_wide) layout = Layout::kInt128;
  ResetVector(value.type, layout, 1, &vector);
  vector.constant = true;
  vector.scale = value.scale;
  if (layout == Layout::kInt64) vector.int64s[0] = static_cast<std::int64_t>(value.integer);
  if (layout == Layout::kInt128) vector.int128s[0] = value.integer;
  if (layout == Layout::kDouble) vector.doubles[0] = value.real;
  if (layout == Layout::kText) vector.texts[0] = value.text;
  return vector;
}

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
      break;
  }
  return value;
}

}  // namespace

Result<BoundExpressionPtr> FoldConstants(const BindContext& context,
                                         BoundExpressionPtr expression) {
  if (expression->kind != BoundKind::kCall) return expression;
  const bool all_constant = std::all_of(
      expression->arguments.begin(), expression->arguments.end(),
      [](const BoundExpressionPtr& argument) { return argument->kind == BoundKind::kConstant; });
  if (!all_constant) return expression;
  std::vector<Vector> vectors;
  std::vector<const Vector*> arguments;
  for (const BoundExpressionPtr& argument : expression->arguments) {
    vectors.push_back(VectorOf(argument->constant));
  }
  for (const Vector& vector : vectors) arguments.push_back(&vector);
  const FunctionContext function_context = {&context.snapshot->dictionaries(), context.snapshot,
                                            context.now_unix_ns};
  Vector result;
  COSTDB_RETURN_IF_ERROR(expression->function->evaluate(function_context, arguments, 1, &result));
  BoundExpressionPtr constant = MakeConstant(ValueOf(result));
  // A folded NULL keeps the type that the call has: sum(NULL + 1) is still a sum of numbers.
  constant->type = expression->type;
  return constant;
}

}  // namespace costdb::query
