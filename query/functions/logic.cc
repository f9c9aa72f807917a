// AND, OR, NOT, IS NULL and IS NOT NULL.

#include "query/functions/logic.h"

#include <array>

#include "engine/error/propagate.h"
#include "query/functions/scalar_tables.h"
#include "query/functions/type_rules.h"

namespace costdb::query {
namespace {

Result<Type> BindLogic(std::string_view name, std::size_t least, std::size_t most,
                       std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount(name, arguments, least, most));
  for (const Type type : arguments) {
    if (type != Type::kBool && type != Type::kNull) {
      return ArgumentError(name, "conditions", arguments);
    }
  }
  return Type::kBool;
}

Result<Type> BindAnd(std::span<const Type> arguments) {
  return BindLogic("AND", 1, SIZE_MAX, arguments);
}
Result<Type> BindOr(std::span<const Type> arguments) {
  return BindLogic("OR", 1, SIZE_MAX, arguments);
}
Result<Type> BindNot(std::span<const Type> arguments) {
  return BindLogic("NOT", 1, 1, arguments);
}

Result<Type> BindNullTest(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("IS NULL", arguments, 1, 1));
  return Type::kBool;
}

/// Folds truth values. `decides` is the value that settles the outcome whatever the others are:
/// false for AND, true for OR.
template <bool decides>
void Fold(Arguments arguments, std::size_t rows, Vector* result) {
  ResetVector(Type::kBool, Layout::kInt64, rows, result);
  result->int64s.assign(rows, decides ? 0 : 1);
  bool any_null = false;
  for (const Vector* argument : arguments) {
    const RowReader<std::int64_t> values = Int64sOf(*argument);
    if (HasNulls(*argument, rows)) {
      any_null = true;
      for (std::size_t i = 0; i < rows; ++i) {
        if (!IsNullAt(*argument, i) && (values[i] != 0) == decides) result->int64s[i] = decides;
      }
    } else if (decides) {
      for (std::size_t i = 0; i < rows; ++i) result->int64s[i] |= values[i];
    } else {
      for (std::size_t i = 0; i < rows; ++i) result->int64s[i] &= values[i];
    }
  }
  if (!any_null) return;
  CombineNulls(arguments, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    if ((result->int64s[i] != 0) == decides) result->nulls[i] = 0;
  }
}

Status EvaluateNot(const FunctionContext& /*context*/, Arguments arguments, std::size_t rows,
                   Vector* result) {
  if (AnswerConstantNull(arguments, Type::kBool, result)) return Status::Ok();
  const RowReader<std::int64_t> values = Int64sOf(*arguments[0]);
  ResetVector(Type::kBool, Layout::kInt64, rows, result);
  for (std::size_t i = 0; i < rows; ++i) result->int64s[i] = values[i] ^ 1;
  CombineNulls(arguments, rows, result);
  return Status::Ok();
}

template <bool wanted>
Status EvaluateNullTest(const FunctionContext& /*context*/, Arguments arguments, std::size_t rows,
                        Vector* result) {
  ResetVector(Type::kBool, Layout::kInt64, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    result->int64s[i] = static_cast<std::int64_t>(IsNullAt(*arguments[0], i) == wanted);
  }
  return Status::Ok();
}

constexpr std::array kLogic = {
    ScalarFunction{"and", "a AND b", "true when both are; false when either is", BindAnd,
                   EvaluateAnd},
    ScalarFunction{"or", "a OR b", "true when either is; false when both are", BindOr, EvaluateOr},
    ScalarFunction{"not", "NOT a", "the opposite; NULL stays NULL", BindNot, EvaluateNot},
    ScalarFunction{"is_null", "x IS NULL", "whether there is no value", BindNullTest,
                   EvaluateNullTest<true>},
    ScalarFunction{"is_not_null", "x IS NOT NULL", "whether there is a value", BindNullTest,
                   EvaluateNullTest<false>},
};

}  // namespace

Status EvaluateAnd(const FunctionContext& /*context*/, Arguments arguments, std::size_t rows,
                   Vector* result) {
  Fold<false>(arguments, rows, result);
  return Status::Ok();
}

Status EvaluateOr(const FunctionContext& /*context*/, Arguments arguments, std::size_t rows,
                  Vector* result) {
  Fold<true>(arguments, rows, result);
  return Status::Ok();
}

std::span<const ScalarFunction> LogicFunctions() {
  return kLogic;
}

}  // namespace costdb::query
