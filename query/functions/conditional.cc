// CASE, IF, COALESCE, NULLIF, LEAST and GREATEST: one of the arguments, row by row.

#include <array>
#include <string>

#include "engine/error/propagate.h"
#include "query/functions/comparison.h"
#include "query/functions/scalar_tables.h"
#include "query/functions/type_rules.h"

namespace costdb::query {
namespace {

/// No argument: the row is NULL.
constexpr std::uint32_t kNone = UINT32_MAX;

/// Arguments converted to one type, and for each row the one to take.
struct Choice {
  std::vector<Vector> values;
  std::vector<std::uint32_t> chosen;
};

std::vector<Type> TypesOf(Arguments arguments) {
  std::vector<Type> types;
  for (const Vector* argument : arguments) types.push_back(argument->type);
  return types;
}

Status Convert(const FunctionContext& context, std::string_view name, Arguments arguments,
               std::size_t rows, Type* type, Choice* choice) {
  COSTDB_ASSIGN_OR_RETURN(*type, CommonType(name, TypesOf(arguments)));
  choice->values.resize(arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    COSTDB_RETURN_IF_ERROR(ConvertTo(context, *type, *arguments[i], rows, &choice->values[i]));
  }
  choice->chosen.assign(rows, kNone);
  return Status::Ok();
}

void TakeRow(const Vector& from, std::size_t row, Vector* result) {
  const std::size_t index = from.constant ? 0 : row;
  switch (result->layout) {
    case Layout::kInt64:
      result->int64s[row] = from.int64s[index];
      break;
    case Layout::kInt128:
      result->int128s[row] = WideReader(from)[row];
      break;
    case Layout::kDouble:
      result->doubles[row] = from.doubles[index];
      break;
    case Layout::kText:
      result->texts[row] = from.texts[index];
      break;
    case Layout::kCode:
    case Layout::kCodeRuns:
    case Layout::kInt64Runs:
    case Layout::kOffsets:
      break;
  }
}

void Take(const Choice& choice, Type type, std::size_t rows, Vector* result) {
  Layout layout = DefaultLayout(type);
  for (const Vector& value : choice.values) {
    if (value.layout == Layout::kInt128) layout = Layout::kInt128;
  }
  ResetVector(type, layout, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint32_t chosen = choice.chosen[i];
    if (chosen == kNone || IsNullAt(choice.values[chosen], i)) {
      if (layout == Layout::kInt64) result->int64s[i] = 0;
      SetNull(i, rows, result);
      continue;
    }
    TakeRow(choice.values[chosen], i, result);
  }
}

Result<Type> BindCase(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("CASE", arguments, 2, SIZE_MAX));
  std::vector<Type> values;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool is_condition = i % 2 == 0 && i + 1 < arguments.size();
    if (!is_condition) {
      values.push_back(arguments[i]);
    } else if (arguments[i] != Type::kBool && arguments[i] != Type::kNull) {
      return ArgumentError("CASE", "a condition after WHEN", arguments.subspan(i, 1));
    }
  }
  return CommonType("CASE", values);
}

Result<Type> BindIf(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("if", arguments, 3, 3));
  if (arguments[0] != Type::kBool && arguments[0] != Type::kNull) {
    return ArgumentError("if", "a condition first", arguments);
  }
  return CommonType("if", arguments.subspan(1));
}

Result<Type> BindCoalesce(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("coalesce", arguments, 1, SIZE_MAX));
  return CommonType("coalesce", arguments);
}

Result<Type> BindNullIf(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("nullif", arguments, 2, 2));
  if (!AreComparable(arguments[0], arguments[1])) {
    return ArgumentError("nullif", "values that can be compared", arguments);
  }
  return arguments[0] == Type::kDecimal ? Type::kDouble : arguments[0];
}

template <bool greatest>
Result<Type> BindExtreme(std::span<const Type> arguments) {
  constexpr std::string_view kName = greatest ? "greatest" : "least";
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount(kName, arguments, 1, SIZE_MAX));
  for (const Type type : arguments) {
    if (type == Type::kTraceId || type == Type::kSpanId) {
      return ArgumentError(kName, "values with an order, which ids lack", arguments);
    }
  }
  return CommonType(kName, arguments);
}

/// WHEN condition THEN value pairs and perhaps an ELSE; IF is the same with one pair.
Status EvaluateCase(const FunctionContext& context, Arguments arguments, std::size_t rows,
                    Vector* result) {
  std::vector<const Vector*> conditions;
  std::vector<const Vector*> values;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool is_condition = i % 2 == 0 && i + 1 < arguments.size();
    (is_condition ? conditions : values).push_back(arguments[i]);
  }
  Type type{};
  Choice choice;
  COSTDB_RETURN_IF_ERROR(Convert(context, "CASE", values, rows, &type, &choice));
  if (values.size() > conditions.size()) {
    choice.chosen.assign(rows, static_cast<std::uint32_t>(conditions.size()));
  }
  for (std::size_t branch = conditions.size(); branch-- > 0;) {
    const RowReader<std::int64_t> holds = Int64sOf(*conditions[branch]);
    for (std::size_t i = 0; i < rows; ++i) {
      if (holds[i] != 0 && !IsNullAt(*conditions[branch], i)) {
        choice.chosen[i] = static_cast<std::uint32_t>(branch);
      }
    }
  }
  Take(choice, type, rows, result);
  return Status::Ok();
}

Status EvaluateCoalesce(const FunctionContext& context, Arguments arguments, std::size_t rows,
                        Vector* result) {
  Type type{};
  Choice choice;
  COSTDB_RETURN_IF_ERROR(Convert(context, "coalesce", arguments, rows, &type, &choice));
  for (std::size_t candidate = arguments.size(); candidate-- > 0;) {
    for (std::size_t i = 0; i < rows; ++i) {
      if (!IsNullAt(choice.values[candidate], i)) {
        choice.chosen[i] = static_cast<std::uint32_t>(candidate);
      }
    }
  }
  Take(choice, type, rows, result);
  return Status::Ok();
}

Status EvaluateNullIf(const FunctionContext& context, Arguments arguments, std::size_t rows,
                      Vector* result) {
  Type type{};
  Choice choice;
  COSTDB_RETURN_IF_ERROR(Convert(context, "nullif", arguments.first(1), rows, &type, &choice));
  choice.chosen.assign(rows, 0);
  if (type != Type::kNull && arguments[1]->type != Type::kNull) {
    std::vector<std::int8_t> order;
    COSTDB_RETURN_IF_ERROR(CompareVectors(context, *arguments[0], *arguments[1], rows, &order));
    for (std::size_t i = 0; i < rows; ++i) {
      const bool comparable = !IsNullAt(*arguments[0], i) && !IsNullAt(*arguments[1], i);
      if (comparable && order[i] == 0) choice.chosen[i] = kNone;
    }
  }
  Take(choice, type, rows, result);
  return Status::Ok();
}

template <bool greatest>
Status EvaluateExtreme(const FunctionContext& context, Arguments arguments, std::size_t rows,
                       Vector* result) {
  Type type{};
  Choice choice;
  COSTDB_RETURN_IF_ERROR(
      Convert(context, greatest ? "greatest" : "least", arguments, rows, &type, &choice));
  Take(choice, type, rows, result);
  for (std::uint32_t candidate = 0; candidate < choice.values.size(); ++candidate) {
    const Vector& value = choice.values[candidate];
    if (value.type == Type::kNull) continue;
    std::vector<std::int8_t> order;
    COSTDB_RETURN_IF_ERROR(CompareVectors(context, value, *result, rows, &order));
    for (std::size_t i = 0; i < rows; ++i) {
      if (IsNullAt(value, i)) continue;
      const bool better = greatest ? order[i] > 0 : order[i] < 0;
      if (choice.chosen[i] == kNone || better) choice.chosen[i] = candidate;
    }
    Take(choice, type, rows, result);
  }
  return Status::Ok();
}

constexpr std::array kConditional = {
    ScalarFunction{"case", "CASE WHEN condition THEN value ... [ELSE value] END",
                   "the value of the first condition that is true", BindCase, EvaluateCase},
    ScalarFunction{"if", "if(condition, then, else) -> value",
                   "one value where the condition is true, the other where not", BindIf,
                   EvaluateCase},
    ScalarFunction{"coalesce", "coalesce(a, b, ...) -> value", "the first that is not NULL",
                   BindCoalesce, EvaluateCoalesce},
    ScalarFunction{"nullif", "nullif(a, b) -> value", "NULL where a = b, a elsewhere", BindNullIf,
                   EvaluateNullIf},
    ScalarFunction{"least", "least(a, b, ...) -> value", "the smallest that is not NULL",
                   BindExtreme<false>, EvaluateExtreme<false>},
    ScalarFunction{"greatest", "greatest(a, b, ...) -> value", "the largest that is not NULL",
                   BindExtreme<true>, EvaluateExtreme<true>},
};

}  // namespace

std::span<const ScalarFunction> ConditionalFunctions() {
  return kConditional;
}

}  // namespace costdb::query
