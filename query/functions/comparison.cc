// =, !=, <, <=, >, >=, BETWEEN and IN, with SQL's three-valued answers.

#include "query/functions/comparison.h"

#include <array>

#include "engine/error/propagate.h"
#include "query/functions/logic.h"
#include "query/functions/number_arithmetic.h"
#include "query/functions/scalar_tables.h"
#include "query/functions/type_rules.h"

namespace costdb::query {
namespace {

bool IsId(Type type) {
  return type == Type::kTraceId || type == Type::kSpanId;
}

int ScaleOf(const Vector& vector) {
  if (vector.type == Type::kMoney) return kMoneyScale;
  return vector.type == Type::kDecimal ? vector.scale : 0;
}

template <typename T>
std::int8_t ThreeWay(const T& left, const T& right) {
  return static_cast<std::int8_t>(static_cast<int>(right < left) - static_cast<int>(left < right));
}

template <typename Left, typename Right>
void CompareEach(const Left& left, const Right& right, std::size_t rows,
                 std::vector<std::int8_t>* order) {
  std::int8_t* out = order->data();
  for (std::size_t i = 0; i < rows; ++i) out[i] = ThreeWay(left[i], right[i]);
}

void CompareDoubles(const Vector& left, const Vector& right, std::size_t rows,
                    std::vector<std::int8_t>* order) {
  std::vector<double> left_values;
  std::vector<double> right_values;
  ToDoubles(left, rows, &left_values);
  ToDoubles(right, rows, &right_values);
  CompareEach(left_values, right_values, rows, order);
}

void CompareWholes(const Vector& left, const Vector& right, std::size_t rows,
                   std::vector<std::int8_t>* order) {
  const int left_scale = ScaleOf(left);
  const int right_scale = ScaleOf(right);
  if (left_scale == right_scale) {
    if (left.layout == Layout::kInt64 && right.layout == Layout::kInt64) {
      CompareEach(Int64sOf(left), Int64sOf(right), rows, order);
    } else {
      CompareEach(WideReader(left), WideReader(right), rows, order);
    }
    return;
  }
  const WideReader left_digits(left);
  const WideReader right_digits(right);
  for (std::size_t i = 0; i < rows; ++i) {
    (*order)[i] = static_cast<std::int8_t>(
        CompareScaled(left_digits[i], left_scale, right_digits[i], right_scale));
  }
}

/// An id column beside text: the text becomes an id. Text that is none is equal to no id; it is
/// given an order all the same, above every id.
Status CompareIdWithText(const FunctionContext& context, const Vector& id, const Vector& text,
                         std::size_t rows, std::vector<std::int8_t>* order) {
  const TextReader texts(context, text);
  const RowReader<std::int64_t> ids = Int64sOf(id);
  std::int64_t wanted = 0;
  bool known = false;
  for (std::size_t i = 0; i < rows; ++i) {
    if (i == 0 || !text.constant) {
      if (id.type == Type::kTraceId) {
        COSTDB_ASSIGN_OR_RETURN(wanted, TraceOrdinalOf(context, texts[i]));
        known = wanted >= 0;
      } else {
        const std::optional<engine::SpanId> parsed = ParseSpanId(texts[i]);
        known = parsed.has_value();
        wanted = static_cast<std::int64_t>(parsed.value_or(0));
      }
    }
    (*order)[i] = known ? ThreeWay(ids[i], wanted) : std::int8_t{-1};
  }
  return Status::Ok();
}

struct Equal {
  static constexpr std::string_view kName = "=";
  static constexpr bool kOrders = false;
  template <typename T>
  static bool Holds(const T& a, const T& b) {
    return a == b;
  }
};
struct NotEqual {
  static constexpr std::string_view kName = "!=";
  static constexpr bool kOrders = false;
  template <typename T>
  static bool Holds(const T& a, const T& b) {
    return a != b;
  }
};
struct Less {
  static constexpr std::string_view kName = "<";
  static constexpr bool kOrders = true;
  template <typename T>
  static bool Holds(const T& a, const T& b) {
    return a < b;
  }
};
struct LessOrEqual {
  static constexpr std::string_view kName = "<=";
  static constexpr bool kOrders = true;
  template <typename T>
  static bool Holds(const T& a, const T& b) {
    return a <= b;
  }
};
struct Greater {
  static constexpr std::string_view kName = ">";
  static constexpr bool kOrders = true;
  template <typename T>
  static bool Holds(const T& a, const T& b) {
    return a > b;
  }
};
struct GreaterOrEqual {
  static constexpr std::string_view kName = ">=";
  static constexpr bool kOrders = true;
  template <typename T>
  static bool Holds(const T& a, const T& b) {
    return a >= b;
  }
};

Result<Type> BindComparisonOf(std::string_view name, bool orders, std::span<const Type> arguments) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (!AreComparable(arguments[0], arguments[i])) {
      return ArgumentError(name, "values that can be compared", arguments);
    }
  }
  if (orders) {
    for (const Type type : arguments) {
      if (IsId(type)) return ArgumentError(name, "values with an order, which ids lack", arguments);
    }
  }
  return Type::kBool;
}

template <typename Operation>
Result<Type> BindComparison(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount(Operation::kName, arguments, 2, 2));
  return BindComparisonOf(Operation::kName, Operation::kOrders, arguments);
}

Result<Type> BindBetween(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("between", arguments, 3, 3));
  return BindComparisonOf("between", true, arguments);
}

Result<Type> BindIn(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("in", arguments, 2, SIZE_MAX));
  return BindComparisonOf("in", false, arguments);
}

template <typename Operation, typename Values>
void HoldEach(const Values& left, const Values& right, std::size_t rows, Vector* result) {
  std::int64_t* out = result->int64s.data();
  for (std::size_t i = 0; i < rows; ++i) {
    out[i] = static_cast<std::int64_t>(Operation::Holds(left[i], right[i]));
  }
}

/// The frequent pairs of vectors have loops of their own; false for the others.
template <typename Operation>
bool HoldDirectly(const Vector& left, const Vector& right, std::size_t rows, Vector* result) {
  if (left.layout == Layout::kInt64 && right.layout == Layout::kInt64) {
    if (left.type == right.type) {
      HoldEach<Operation>(Int64sOf(left), Int64sOf(right), rows, result);
      return true;
    }
  }
  if (left.layout == Layout::kInt64 && right.constant) {
    const std::optional<std::int64_t> units = ExactInUnitsOf(left.type, right);
    if (!units.has_value()) return false;
    HoldEach<Operation>(Int64sOf(left), RowReader<std::int64_t>(&*units, true), rows, result);
    return true;
  }
  const bool same_dictionary = left.layout == Layout::kCode && right.layout == Layout::kCode &&
                               left.dictionary == right.dictionary && !Operation::kOrders;
  if (same_dictionary) HoldEach<Operation>(CodesOf(left), CodesOf(right), rows, result);
  return same_dictionary;
}

template <typename Operation>
Status EvaluateComparison(const FunctionContext& context, Arguments arguments, std::size_t rows,
                          Vector* result) {
  if (AnswerConstantNull(arguments, Type::kBool, result)) return Status::Ok();
  const Vector& left = *arguments[0];
  const Vector& right = *arguments[1];
  ResetVector(Type::kBool, Layout::kInt64, rows, result);
  if (!HoldDirectly<Operation>(left, right, rows, result)) {
    std::vector<std::int8_t> order;
    COSTDB_RETURN_IF_ERROR(CompareVectors(context, left, right, rows, &order));
    for (std::size_t i = 0; i < rows; ++i) {
      result->int64s[i] = static_cast<std::int64_t>(Operation::Holds(int{order[i]}, 0));
    }
  }
  CombineNulls(arguments, rows, result);
  return Status::Ok();
}

Status EvaluateBetween(const FunctionContext& context, Arguments arguments, std::size_t rows,
                       Vector* result) {
  Vector above;
  Vector below;
  const std::array<const Vector*, 2> low = {arguments[0], arguments[1]};
  const std::array<const Vector*, 2> high = {arguments[0], arguments[2]};
  COSTDB_RETURN_IF_ERROR(EvaluateComparison<GreaterOrEqual>(context, low, rows, &above));
  COSTDB_RETURN_IF_ERROR(EvaluateComparison<LessOrEqual>(context, high, rows, &below));
  const std::array<const Vector*, 2> both = {&above, &below};
  return EvaluateAnd(context, both, rows, result);
}

Status EvaluateIn(const FunctionContext& context, Arguments arguments, std::size_t rows,
                  Vector* result) {
  std::vector<Vector> matches(arguments.size() - 1);
  std::vector<const Vector*> any;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const std::array<const Vector*, 2> pair = {arguments[0], arguments[i + 1]};
    COSTDB_RETURN_IF_ERROR(EvaluateComparison<Equal>(context, pair, rows, &matches[i]));
    any.push_back(&matches[i]);
  }
  return EvaluateOr(context, any, rows, result);
}

template <typename Operation>
constexpr ScalarFunction Row(std::string_view signature, std::string_view documentation) {
  return {Operation::kName, signature, documentation, BindComparison<Operation>,
          EvaluateComparison<Operation>};
}

constexpr std::array kComparison = {
    Row<Equal>("a = b", "whether two values are equal; numbers beside money are dollars"),
    Row<NotEqual>("a != b", "whether two values differ"),
    Row<Less>("a < b", "whether a is below b"),
    Row<LessOrEqual>("a <= b", "whether a is at most b"),
    Row<Greater>("a > b", "whether a is above b"),
    Row<GreaterOrEqual>("a >= b", "whether a is at least b"),
    ScalarFunction{"between", "x BETWEEN low AND high",
                   "whether x lies in the range, ends included", BindBetween, EvaluateBetween},
    ScalarFunction{"in", "x IN (a, b, ...)", "whether x is equal to one of the list", BindIn,
                   EvaluateIn},
};

}  // namespace

std::optional<std::int64_t> ExactInUnitsOf(Type column, const Vector& constant) {
  if (constant.layout != Layout::kInt64 && constant.layout != Layout::kInt128) return std::nullopt;
  if (IsNullAt(constant, 0)) return std::nullopt;
  const bool exact = constant.type == Type::kInt || constant.type == Type::kDecimal;
  const bool same = column == constant.type && column != Type::kDecimal;
  if (!same && !(exact && (column == Type::kMoney || column == Type::kInt))) return std::nullopt;
  const int from_scale = ScaleOf(constant);
  const int to_scale = column == Type::kMoney ? kMoneyScale : 0;
  const Int128 digits = WideReader(constant)[0];
  const std::optional<Int128> units = Rescale(digits, from_scale, to_scale);
  if (!units.has_value() || !FitsInt64(*units)) return std::nullopt;
  if (CompareScaled(*units, to_scale, digits, from_scale) != 0) return std::nullopt;
  return static_cast<std::int64_t>(*units);
}

Status CompareVectors(const FunctionContext& context, const Vector& left, const Vector& right,
                      std::size_t rows, std::vector<std::int8_t>* order) {
  order->resize(rows);
  if (IsId(left.type) && right.type == Type::kText) {
    return CompareIdWithText(context, left, right, rows, order);
  }
  if (IsId(right.type) && left.type == Type::kText) {
    COSTDB_RETURN_IF_ERROR(CompareIdWithText(context, right, left, rows, order));
    for (std::int8_t& value : *order) value = static_cast<std::int8_t>(-value);
    return Status::Ok();
  }
  if (left.type == Type::kText) {
    CompareEach(TextReader(context, left), TextReader(context, right), rows, order);
  } else if (left.type == Type::kDouble || right.type == Type::kDouble) {
    CompareDoubles(left, right, rows, order);
  } else {
    CompareWholes(left, right, rows, order);
  }
  return Status::Ok();
}

std::span<const ScalarFunction> ComparisonFunctions() {
  return kComparison;
}

}  // namespace costdb::query
