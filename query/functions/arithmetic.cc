// Operators on numbers, money, times and durations.
//
// Whole numbers and money are exact: 64-bit loops first, and the block again in 128 bits should a
// row leave 64. Money never meets a double. A division by zero is NULL.

#include <array>
#include <cmath>

#include "engine/error/propagate.h"
#include "query/functions/function_support.h"
#include "query/functions/number_arithmetic.h"
#include "query/functions/scalar_tables.h"
#include "query/functions/type_rules.h"

namespace costdb::query {
namespace {

constexpr std::string_view kMoneyByDouble =
    "money and a whole number or a decimal (a double is not exact: write the factor as a decimal, "
    "or to_double(money))";

struct Add {
  static constexpr std::string_view kName = "+";
  template <typename T>
  static bool Overflows(T a, T b, T* out) {
    return __builtin_add_overflow(a, b, out);
  }
  static double Compute(double a, double b) { return a + b; }
};

struct Subtract {
  static constexpr std::string_view kName = "-";
  template <typename T>
  static bool Overflows(T a, T b, T* out) {
    return __builtin_sub_overflow(a, b, out);
  }
  static double Compute(double a, double b) { return a - b; }
};

struct Multiply {
  static constexpr std::string_view kName = "*";
  template <typename T>
  static bool Overflows(T a, T b, T* out) {
    return __builtin_mul_overflow(a, b, out);
  }
  static double Compute(double a, double b) { return a * b; }
};

bool IsExactNumber(Type type) {
  return type == Type::kInt || type == Type::kDecimal;
}

bool HasTimeLayout(Type type) {
  return type == Type::kTime || type == Type::kDuration;
}

Type NumberResult(Type left, Type right) {
  if (left == right) return left;
  return Type::kDouble;
}

Result<Type> BindSum(std::string_view name, std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount(name, arguments, 2, 2));
  Type left = arguments[0];
  Type right = arguments[1];
  if (left == Type::kNull) left = right;
  if (right == Type::kNull) right = left == Type::kTime ? Type::kDuration : left;
  const bool is_sum = name == Add::kName;
  if (IsNumber(left) && IsNumber(right)) return NumberResult(left, right);
  if (left == right && (left == Type::kMoney || left == Type::kDuration || left == Type::kNull)) {
    return left;
  }
  if (left == Type::kTime && right == Type::kDuration) return Type::kTime;
  if (is_sum && left == Type::kDuration && right == Type::kTime) return Type::kTime;
  if (!is_sum && left == Type::kTime && right == Type::kTime) return Type::kDuration;
  if (left == Type::kMoney || right == Type::kMoney) {
    return ArgumentError(name, "money on both sides (dollars are written $1.50)", arguments);
  }
  return ArgumentError(name, "numbers, money, or a time and a duration", arguments);
}

Result<Type> BindAdd(std::span<const Type> arguments) {
  return BindSum(Add::kName, arguments);
}

Result<Type> BindSubtract(std::span<const Type> arguments) {
  return BindSum(Subtract::kName, arguments);
}

Result<Type> BindMultiply(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount(Multiply::kName, arguments, 2, 2));
  const Type left = arguments[0] == Type::kNull ? Type::kInt : arguments[0];
  const Type right = arguments[1] == Type::kNull ? Type::kInt : arguments[1];
  if (IsNumber(left) && IsNumber(right)) return NumberResult(left, right);
  for (const Type amount : {Type::kMoney, Type::kDuration}) {
    if ((left == amount && IsExactNumber(right)) || (right == amount && IsExactNumber(left))) {
      return amount;
    }
  }
  if (left == Type::kMoney || right == Type::kMoney) {
    return ArgumentError(Multiply::kName, kMoneyByDouble, arguments);
  }
  return ArgumentError(Multiply::kName, "numbers, or a number and an amount", arguments);
}

Result<Type> BindDivide(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("/", arguments, 2, 2));
  const Type right = arguments[1] == Type::kNull ? Type::kInt : arguments[1];
  const Type left = arguments[0] == Type::kNull ? right : arguments[0];
  if (IsNumber(left) && IsNumber(right)) return Type::kDouble;
  if (left == Type::kMoney || left == Type::kDuration) {
    if (left == right) return Type::kDouble;
    if (IsExactNumber(right)) return left;
    if (left == Type::kMoney) return ArgumentError("/", kMoneyByDouble, arguments);
  }
  return ArgumentError("/", "numbers, or an amount and a number or an amount", arguments);
}

Result<Type> BindNegate(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("-", arguments, 1, 1));
  const Type type = arguments[0];
  if (IsNumber(type) || type == Type::kMoney || type == Type::kDuration || type == Type::kNull) {
    return type;
  }
  return ArgumentError("-", "a number, money or a duration", arguments);
}

Result<Type> BindModulo(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("mod", arguments, 2, 2));
  const Type left = arguments[0] == Type::kNull ? arguments[1] : arguments[0];
  const Type right = arguments[1] == Type::kNull ? left : arguments[1];
  if (IsNumber(left) && IsNumber(right)) {
    return left == Type::kInt && right == Type::kInt ? Type::kInt : Type::kDouble;
  }
  if (left == right && (left == Type::kMoney || left == Type::kDuration || left == Type::kNull)) {
    return left;
  }
  return ArgumentError("mod", "two numbers, or two amounts of one kind", arguments);
}

Result<Type> TypeOf(BindReturnType bind, Arguments arguments) {
  std::array<Type, 2> types{};
  for (std::size_t i = 0; i < arguments.size() && i < types.size(); ++i) {
    types[i] = arguments[i]->type;
  }
  return bind(std::span(types).first(arguments.size()));
}

Status CheckFinite(std::string_view name, std::size_t rows, const Vector& vector) {
  for (std::size_t i = 0; i < rows; ++i) {
    if (!std::isfinite(vector.doubles[i]) && !IsNullAt(vector, i)) return OverflowError(name);
  }
  return Status::Ok();
}

template <typename Operation>
Status ComputeDoubles(Arguments arguments, std::size_t rows, Vector* result) {
  std::vector<double> left;
  std::vector<double> right;
  ToDoubles(*arguments[0], rows, &left);
  ToDoubles(*arguments[1], rows, &right);
  ResetVector(Type::kDouble, Layout::kDouble, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    result->doubles[i] = Operation::Compute(left[i], right[i]);
  }
  CombineNulls(arguments, rows, result);
  return CheckFinite(Operation::kName, rows, *result);
}

/// The 64-bit loop; false when a row overflowed, NULL rows included.
template <typename Operation>
bool ComputeNarrow(Arguments arguments, Type type, std::size_t rows, Vector* result) {
  const RowReader<std::int64_t> left = Int64sOf(*arguments[0]);
  const RowReader<std::int64_t> right = Int64sOf(*arguments[1]);
  ResetVector(type, Layout::kInt64, rows, result);
  std::int64_t* out = result->int64s.data();
  bool overflow = false;
  for (std::size_t i = 0; i < rows; ++i) {
    overflow |= Operation::Overflows(left[i], right[i], &out[i]);
  }
  return !overflow;
}

/// Whole numbers of any width, money, times; both sides have the same unit, or one has none.
template <typename Operation>
Status ComputeWhole(Arguments arguments, Type type, std::size_t rows, Vector* result) {
  if (arguments[0]->layout == Layout::kInt64 && arguments[1]->layout == Layout::kInt64 &&
      ComputeNarrow<Operation>(arguments, type, rows, result)) {
    CombineNulls(arguments, rows, result);
    return Status::Ok();
  }
  const WideReader left(*arguments[0]);
  const WideReader right(*arguments[1]);
  ResetVector(type, Layout::kInt128, rows, result);
  CombineNulls(arguments, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    const bool overflow = Operation::Overflows(left[i], right[i], &result->int128s[i]);
    if (overflow && !IsNullAt(*result, i)) return OverflowError(Operation::kName);
  }
  NarrowIfPossible(rows, result);
  if (HasTimeLayout(type) && result->layout != Layout::kInt64) {
    return OverflowError(Operation::kName);
  }
  return Status::Ok();
}

/// Two decimals: constants in all but name, so the plain way is fast enough.
template <typename Operation>
Status ComputeDecimals(Arguments arguments, std::size_t rows, Vector* result) {
  const bool multiplies = Operation::kName == Multiply::kName;
  const int left_scale = arguments[0]->scale;
  const int right_scale = arguments[1]->scale;
  const int scale = multiplies ? left_scale + right_scale : std::max(left_scale, right_scale);
  if (scale > kMaximumPowerOfTen) return OverflowError(Operation::kName);
  const WideReader left(*arguments[0]);
  const WideReader right(*arguments[1]);
  ResetVector(Type::kDecimal, Layout::kInt128, rows, result);
  result->scale = static_cast<std::uint8_t>(scale);
  CombineNulls(arguments, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    result->int128s[i] = 0;
    if (IsNullAt(*result, i)) continue;
    const auto a = multiplies ? left[i] : ScaleUp(left[i], scale - left_scale);
    const auto b = multiplies ? right[i] : ScaleUp(right[i], scale - right_scale);
    if (!a.has_value() || !b.has_value() || Operation::Overflows(*a, *b, &result->int128s[i])) {
      return OverflowError(Operation::kName);
    }
  }
  return Status::Ok();
}

/// amount * digits / 10^scale, or amount * 10^scale / digits, rounded half to even.
Status ScaleAmount(const Vector& amount, const Vector& factor, bool divides, Type type,
                   std::string_view name, std::size_t rows, Vector* result) {
  const WideReader amounts(amount);
  const WideReader digits(factor);
  const int scale = factor.type == Type::kDecimal ? factor.scale : 0;
  const std::array<const Vector*, 2> both = {&amount, &factor};
  ResetVector(type, Layout::kInt128, rows, result);
  CombineNulls(both, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    result->int128s[i] = 0;
    if (IsNullAt(*result, i)) continue;
    std::optional<Int128> value;
    Int128 product = 0;
    if (divides && digits[i] == 0) {
      SetNull(i, rows, result);
      continue;
    }
    if (divides) {
      const std::optional<Int128> scaled = ScaleUp(amounts[i], scale);
      if (scaled.has_value()) value = DivideHalfEven(*scaled, digits[i]);
    } else if (!__builtin_mul_overflow(amounts[i], digits[i], &product)) {
      value = Rescale(product, scale, 0);
    }
    if (!value.has_value()) return OverflowError(name);
    result->int128s[i] = *value;
  }
  NarrowIfPossible(rows, result);
  if (HasTimeLayout(type) && result->layout != Layout::kInt64) return OverflowError(name);
  return Status::Ok();
}

template <typename Operation, BindReturnType bind>
Status EvaluateOperator(const FunctionContext& /*context*/, Arguments arguments, std::size_t rows,
                        Vector* result) {
  COSTDB_ASSIGN_OR_RETURN(const Type type, TypeOf(bind, arguments));
  if (AnswerConstantNull(arguments, type, result)) return Status::Ok();
  if (type == Type::kDouble) return ComputeDoubles<Operation>(arguments, rows, result);
  if (type == Type::kDecimal) return ComputeDecimals<Operation>(arguments, rows, result);
  for (std::size_t side = 0; side < 2; ++side) {
    if (arguments[side]->type != Type::kDecimal) continue;
    return ScaleAmount(*arguments[1 - side], *arguments[side], false, type, Operation::kName, rows,
                       result);
  }
  return ComputeWhole<Operation>(arguments, type, rows, result);
}

Status EvaluateDivide(const FunctionContext& /*context*/, Arguments arguments, std::size_t rows,
                      Vector* result) {
  COSTDB_ASSIGN_OR_RETURN(const Type type, TypeOf(BindDivide, arguments));
  if (AnswerConstantNull(arguments, type, result)) return Status::Ok();
  if (type != Type::kDouble) {
    return ScaleAmount(*arguments[0], *arguments[1], true, type, "/", rows, result);
  }
  std::vector<double> left;
  std::vector<double> right;
  ToDoubles(*arguments[0], rows, &left);
  ToDoubles(*arguments[1], rows, &right);
  ResetVector(Type::kDouble, Layout::kDouble, rows, result);
  CombineNulls(arguments, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    if (right[i] == 0) SetNull(i, rows, result);
    result->doubles[i] = right[i] == 0 ? 0 : left[i] / right[i];
  }
  return CheckFinite("/", rows, *result);
}

Status EvaluateNegate(const FunctionContext& context, Arguments arguments, std::size_t rows,
                      Vector* result) {
  const Vector& argument = *arguments[0];
  if (AnswerConstantNull(arguments, argument.type, result)) return Status::Ok();
  Vector zero;
  ResetVector(argument.type, DefaultLayout(argument.type), 1, &zero);
  zero.constant = true;
  zero.scale = argument.scale;
  if (zero.layout == Layout::kInt64) zero.int64s[0] = 0;
  if (zero.layout == Layout::kInt128) zero.int128s[0] = 0;
  // -0.0 - x rather than 0 - x: the negative of 0.0 is -0.0 either way the sign is read.
  if (zero.layout == Layout::kDouble) zero.doubles[0] = -0.0;
  const std::array<const Vector*, 2> both = {&zero, &argument};
  return EvaluateOperator<Subtract, BindSubtract>(context, both, rows, result);
}

Status EvaluateModulo(const FunctionContext& /*context*/, Arguments arguments, std::size_t rows,
                      Vector* result) {
  COSTDB_ASSIGN_OR_RETURN(const Type type, TypeOf(BindModulo, arguments));
  if (AnswerConstantNull(arguments, type, result)) return Status::Ok();
  if (type == Type::kDouble) {
    std::vector<double> left;
    std::vector<double> right;
    ToDoubles(*arguments[0], rows, &left);
    ToDoubles(*arguments[1], rows, &right);
    ResetVector(Type::kDouble, Layout::kDouble, rows, result);
    CombineNulls(arguments, rows, result);
    for (std::size_t i = 0; i < rows; ++i) {
      if (right[i] == 0) SetNull(i, rows, result);
      result->doubles[i] = right[i] == 0 ? 0 : std::fmod(left[i], right[i]);
    }
    return Status::Ok();
  }
  const WideReader left(*arguments[0]);
  const WideReader right(*arguments[1]);
  ResetVector(type, Layout::kInt128, rows, result);
  CombineNulls(arguments, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    result->int128s[i] = 0;
    if (right[i] == 0) SetNull(i, rows, result);
    // The remainder by -1 is 0, and asking the processor for that of the smallest number is not.
    if (right[i] != 0 && right[i] != -1) result->int128s[i] = left[i] % right[i];
  }
  NarrowIfPossible(rows, result);
  return Status::Ok();
}

constexpr std::array kArithmetic = {
    ScalarFunction{"+", "a + b", "the sum of numbers or money; a time moved by a duration", BindAdd,
                   EvaluateOperator<Add, BindAdd>},
    ScalarFunction{"-", "a - b", "the difference; between two times it is a duration", BindSubtract,
                   EvaluateOperator<Subtract, BindSubtract>},
    ScalarFunction{"*", "a * b", "the product; money times a number is exact money", BindMultiply,
                   EvaluateOperator<Multiply, BindMultiply>},
    ScalarFunction{"/", "a / b",
                   "the quotient; money by a number is money, all else a double; NULL by zero",
                   BindDivide, EvaluateDivide},
    ScalarFunction{"neg", "-a", "the negative of a number, money or duration", BindNegate,
                   EvaluateNegate},
    ScalarFunction{"mod", "mod(a, b) -> number", "the remainder of a by b; NULL by zero",
                   BindModulo, EvaluateModulo},
};

}  // namespace

std::span<const ScalarFunction> ArithmeticFunctions() {
  return kArithmetic;
}

}  // namespace costdb::query
