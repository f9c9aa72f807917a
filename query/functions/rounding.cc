// abs, round, floor and ceil. Money is rounded in dollars, exactly.

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/error/propagate.h"
#include "query/functions/function_support.h"
#include "query/functions/number_arithmetic.h"
#include "query/functions/scalar_tables.h"
#include "query/functions/type_rules.h"

namespace costdb::query {
namespace {

enum class Rounding { kHalfAway, kDown, kUp };

/// The most decimals that round() takes; a double has no more.
constexpr std::int64_t kMaximumDigits = 15;

Result<Type> BindAbsolute(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("abs", arguments, 1, 1));
  const Type type = arguments[0];
  if (type == Type::kDecimal) return Type::kDouble;
  if (IsNumber(type) || type == Type::kMoney || type == Type::kDuration || type == Type::kNull) {
    return type;
  }
  return ArgumentError("abs", "a number, money or a duration", arguments);
}

Result<Type> BindRounding(std::string_view name, std::size_t most, std::span<const Type> types) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount(name, types, 1, most));
  if (types.size() == 2 && types[1] != Type::kInt && types[1] != Type::kNull) {
    return ArgumentError(name, "a whole number of digits", types);
  }
  const Type type = types[0];
  if (type == Type::kDecimal) return Type::kDouble;
  if (IsNumber(type) || type == Type::kMoney || type == Type::kNull) return type;
  return ArgumentError(name, "a number or money", types);
}

Result<Type> BindRound(std::span<const Type> arguments) {
  return BindRounding("round", 2, arguments);
}
Result<Type> BindFloor(std::span<const Type> arguments) {
  return BindRounding("floor", 1, arguments);
}
Result<Type> BindCeil(std::span<const Type> arguments) {
  return BindRounding("ceil", 1, arguments);
}

Status EvaluateAbsolute(const FunctionContext& context, Arguments arguments, std::size_t rows,
                        Vector* result) {
  const Vector& argument = *arguments[0];
  if (AnswerConstantNull(arguments, argument.type, result)) return Status::Ok();
  if (argument.type == Type::kDouble || argument.type == Type::kDecimal) {
    COSTDB_RETURN_IF_ERROR(ConvertTo(context, Type::kDouble, argument, rows, result));
    for (double& value : result->doubles) value = std::fabs(value);
    return Status::Ok();
  }
  const WideReader values(argument);
  ResetVector(argument.type, Layout::kInt128, rows, result);
  CombineNulls(arguments, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    result->int128s[i] = values[i];
    if (values[i] >= 0 || IsNullAt(*result, i)) continue;
    if (__builtin_sub_overflow(Int128{0}, values[i], &result->int128s[i])) {
      return OverflowError("abs");
    }
  }
  NarrowIfPossible(rows, result);
  if (argument.type == Type::kDuration && result->layout != Layout::kInt64) {
    return OverflowError("abs");
  }
  return Status::Ok();
}

double RoundDouble(double value, Rounding rounding, std::int64_t digits) {
  if (rounding == Rounding::kDown) return std::floor(value);
  if (rounding == Rounding::kUp) return std::ceil(value);
  const double power = std::pow(10.0, static_cast<double>(digits < 0 ? -digits : digits));
  const double scaled = digits < 0 ? value / power : value * power;
  // So large that all digits asked for are there already.
  if (!std::isfinite(scaled)) return value;
  return digits < 0 ? std::round(scaled) * power : std::round(scaled) / power;
}

/// Rounds to a multiple of 10^exponent of the smallest unit; nothing on overflow.
std::optional<Int128> RoundWhole(Int128 value, Rounding rounding, std::int64_t exponent) {
  if (exponent <= 0) return value;
  if (exponent > kMaximumPowerOfTen) return Int128{0};
  const Int128 unit = PowerOfTen(static_cast<int>(exponent));
  Int128 quotient = 0;
  if (rounding == Rounding::kHalfAway) quotient = DivideHalfAway(value, unit);
  if (rounding == Rounding::kDown) quotient = DivideFloor(value, unit);
  if (rounding == Rounding::kUp) quotient = -DivideFloor(-value, unit);
  Int128 product = 0;
  if (__builtin_mul_overflow(quotient, unit, &product)) return std::nullopt;
  return product;
}

std::int64_t DigitsAt(Arguments arguments, std::size_t row, std::int64_t most) {
  if (arguments.size() < 2) return 0;
  return static_cast<std::int64_t>(std::clamp<Int128>(WideReader(*arguments[1])[row], -most, most));
}

// Decimals are rounded by their digits: the double nearest to 1.005 is below it.
Status RoundDecimals(Arguments arguments, Rounding rounding, std::string_view name,
                     std::size_t rows, Vector* result) {
  const Vector& argument = *arguments[0];
  const WideReader values(argument);
  ResetVector(Type::kDouble, Layout::kDouble, rows, result);
  CombineNulls(arguments, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    result->doubles[i] = 0;
    if (IsNullAt(*result, i)) continue;
    const std::int64_t digits = DigitsAt(arguments, i, kMaximumDigits);
    const auto rounded = RoundWhole(values[i], rounding, argument.scale - digits);
    if (!rounded.has_value()) return OverflowError(name);
    result->doubles[i] = DecimalToDouble(*rounded, argument.scale);
  }
  return Status::Ok();
}

Status RoundWholes(Arguments arguments, Rounding rounding, std::string_view name, std::size_t rows,
                   Vector* result) {
  const Vector& argument = *arguments[0];
  const WideReader values(argument);
  const int scale = argument.type == Type::kMoney ? kMoneyScale : 0;
  ResetVector(argument.type, Layout::kInt128, rows, result);
  CombineNulls(arguments, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    result->int128s[i] = 0;
    if (IsNullAt(*result, i)) continue;
    const auto rounded =
        RoundWhole(values[i], rounding, scale - DigitsAt(arguments, i, kMaximumPowerOfTen));
    if (!rounded.has_value()) return OverflowError(name);
    result->int128s[i] = *rounded;
  }
  NarrowIfPossible(rows, result);
  return Status::Ok();
}

template <Rounding rounding>
Status EvaluateRounding(const FunctionContext& context, Arguments arguments, std::size_t rows,
                        Vector* result) {
  constexpr std::string_view kName = rounding == Rounding::kHalfAway ? "round"
                                     : rounding == Rounding::kDown   ? "floor"
                                                                     : "ceil";
  const Vector& argument = *arguments[0];
  const bool real = argument.type == Type::kDouble || argument.type == Type::kDecimal;
  if (AnswerConstantNull(arguments, real ? Type::kDouble : argument.type, result)) {
    return Status::Ok();
  }
  if (!real) return RoundWholes(arguments, rounding, kName, rows, result);
  if (argument.type == Type::kDecimal) {
    return RoundDecimals(arguments, rounding, kName, rows, result);
  }
  Vector converted;
  COSTDB_RETURN_IF_ERROR(ConvertTo(context, Type::kDouble, argument, rows, &converted));
  const RowReader<double> values = DoublesOf(converted);
  ResetVector(Type::kDouble, Layout::kDouble, rows, result);
  CombineNulls(arguments, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    result->doubles[i] = RoundDouble(values[i], rounding, DigitsAt(arguments, i, kMaximumDigits));
  }
  return Status::Ok();
}

constexpr std::array kRounding = {
    ScalarFunction{"abs", "abs(x) -> number", "the distance from zero", BindAbsolute,
                   EvaluateAbsolute},
    ScalarFunction{"round", "round(x[, digits]) -> number",
                   "rounded half away from zero to so many decimals; money in dollars", BindRound,
                   EvaluateRounding<Rounding::kHalfAway>},
    ScalarFunction{"floor", "floor(x) -> number", "rounded down to a whole number or dollar",
                   BindFloor, EvaluateRounding<Rounding::kDown>},
    ScalarFunction{"ceil", "ceil(x) -> number", "rounded up to a whole number or dollar", BindCeil,
                   EvaluateRounding<Rounding::kUp>},
};

}  // namespace

std::span<const ScalarFunction> RoundingFunctions() {
  return kRounding;
}

}  // namespace costdb::query
