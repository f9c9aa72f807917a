// to_text, to_int and to_double.

#include "query/functions/conversion.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "absl/time/time.h"
#include "engine/error/propagate.h"
#include "query/functions/function_support.h"
#include "query/functions/number_arithmetic.h"
#include "query/functions/scalar_tables.h"
#include "query/functions/type_rules.h"

namespace costdb::query {
namespace {

Result<Type> BindToText(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("to_text", arguments, 1, 1));
  return Type::kText;
}

Status CheckConvertible(std::string_view name, std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount(name, arguments, 1, 1));
  switch (arguments[0]) {
    case Type::kTime:
    case Type::kTraceId:
    case Type::kSpanId:
      return ArgumentError(name, "a number, money, a duration, a condition or text", arguments);
    default:
      return Status::Ok();
  }
}

Result<Type> BindToInt(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckConvertible("to_int", arguments));
  return Type::kInt;
}

Result<Type> BindToDouble(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckConvertible("to_double", arguments));
  return Type::kDouble;
}

std::string ToText(const FunctionContext& context, const Vector& vector, std::size_t row) {
  switch (vector.type) {
    case Type::kDouble:
      return fmt::format("{}", DoublesOf(vector)[row]);
    case Type::kText:
      return std::string(TextReader(context, vector)[row]);
    case Type::kBool:
      return Int64sOf(vector)[row] != 0 ? "true" : "false";
    case Type::kMoney:
      return DecimalToText(WideReader(vector)[row], kMoneyScale);
    case Type::kDecimal:
      return DecimalToText(WideReader(vector)[row], vector.scale);
    case Type::kTime:
      return TimeToText(Int64sOf(vector)[row]);
    case Type::kDuration:
      return DurationToText(Int64sOf(vector)[row]);
    case Type::kTraceId:
      if (context.snapshot == nullptr) return {};
      return TraceIdToText(context.snapshot->TraceIdOf(Int64sOf(vector)[row]));
    case Type::kSpanId:
      return SpanIdToText(static_cast<engine::SpanId>(Int64sOf(vector)[row]));
    case Type::kInt:
    case Type::kNull:
      break;
  }
  return Int128ToText(WideReader(vector)[row]);
}

Status EvaluateToText(const FunctionContext& context, Arguments arguments, std::size_t rows,
                      Vector* result) {
  if (AnswerConstantNull(arguments, Type::kText, result)) return Status::Ok();
  ResetVector(Type::kText, Layout::kText, rows, result);
  CombineNulls(arguments, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    result->texts[i].clear();
    if (!IsNullAt(*arguments[0], i)) result->texts[i] = ToText(context, *arguments[0], i);
  }
  return Status::Ok();
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

template <typename Number>
std::optional<Number> ParseNumber(std::string_view text) {
  text = Trimmed(text);
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Doubles round half away from zero; beyond 128 bits there is no whole number.
std::optional<Int128> WholeOf(double value) {
  constexpr double kLimit = 1e38;
  const double rounded = std::round(value);
  if (!(std::fabs(rounded) < kLimit)) return std::nullopt;
  return static_cast<Int128>(rounded);
}

/// A text of digits alone, exactly; `*overflows` where they are more than 128 bits hold.
std::optional<Int128> WholeOfText(std::string_view text, bool* overflows) {
  text = Trimmed(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  Int128 value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    const int step = negative ? -(digit - '0') : digit - '0';
    *overflows |= __builtin_mul_overflow(value, Int128{10}, &value) ||
                  __builtin_add_overflow(value, Int128{step}, &value);
  }
  return value;
}

/// One row as a whole number. Money counts dollars, durations seconds, both rounded half away from
/// zero. Text that is no number has none: `*is_number` is false and the row becomes NULL.
Result<Int128> ToInt(const FunctionContext& context, const Vector& vector, std::size_t row,
                     bool* is_number) {
  *is_number = true;
  std::optional<Int128> value;
  if (vector.type == Type::kText) {
    const std::string_view text = TextReader(context, vector)[row];
    bool overflows = false;
    const std::optional<Int128> whole = WholeOfText(text, &overflows);
    if (overflows) return OverflowError("to_int");
    if (whole.has_value()) return *whole;
    const auto real = ParseNumber<double>(text);
    *is_number = real.has_value() && std::isfinite(*real);
    if (!*is_number) return Int128{0};
    value = WholeOf(*real);
  } else if (vector.type == Type::kDouble) {
    value = WholeOf(DoublesOf(vector)[row]);
  } else {
    const int scale = vector.type == Type::kMoney      ? kMoneyScale
                      : vector.type == Type::kDecimal  ? int{vector.scale}
                      : vector.type == Type::kDuration ? 9
                                                       : 0;
    const Int128 digits = WideReader(vector)[row];
    value = scale == 0                   ? digits
            : scale > kMaximumPowerOfTen ? Int128{0}
                                         : DivideHalfAway(digits, PowerOfTen(scale));
  }
  if (!value.has_value()) return OverflowError("to_int");
  return *value;
}

Status EvaluateToInt(const FunctionContext& context, Arguments arguments, std::size_t rows,
                     Vector* result) {
  if (AnswerConstantNull(arguments, Type::kInt, result)) return Status::Ok();
  ResetVector(Type::kInt, Layout::kInt128, rows, result);
  CombineNulls(arguments, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    result->int128s[i] = 0;
    if (IsNullAt(*result, i)) continue;
    bool is_number = true;
    COSTDB_ASSIGN_OR_RETURN(result->int128s[i], ToInt(context, *arguments[0], i, &is_number));
    if (!is_number) SetNull(i, rows, result);
  }
  NarrowIfPossible(rows, result);
  return Status::Ok();
}

Status EvaluateToDouble(const FunctionContext& context, Arguments arguments, std::size_t rows,
                        Vector* result) {
  if (AnswerConstantNull(arguments, Type::kDouble, result)) return Status::Ok();
  const Vector& argument = *arguments[0];
  ResetVector(Type::kDouble, Layout::kDouble, rows, result);
  if (argument.type == Type::kText) {
    const TextReader texts(context, argument);
    for (std::size_t i = 0; i < rows; ++i) {
      const auto value = ParseNumber<double>(texts[i]);
      const bool fits = value.has_value() && std::isfinite(*value);
      result->doubles[i] = fits ? *value : 0;
      if (!fits) SetNull(i, rows, result);
    }
  } else {
    ToDoubles(argument, rows, &result->doubles);
    if (argument.type == Type::kDuration) {
      for (std::size_t i = 0; i < rows; ++i) result->doubles[i] /= 1e9;
    }
  }
  CombineNulls(arguments, rows, result);
  return Status::Ok();
}

constexpr std::array kConversion = {
    ScalarFunction{"to_text", "to_text(x) -> text",
                   "as text: dollars in plain digits, times in RFC 3339", BindToText,
                   EvaluateToText},
    ScalarFunction{
        "to_int", "to_int(x) -> int",
        "as a whole number of dollars, of seconds or of what a text says, rounded half away from "
        "zero; NULL for other text",
        BindToInt, EvaluateToInt},
    ScalarFunction{"to_double", "to_double(x) -> double",
                   "as a double: dollars, seconds, or what a text says; NULL for other text",
                   BindToDouble, EvaluateToDouble},
};

}  // namespace

std::string Int128ToText(Int128 value) {
  return fmt::format("{}", value);
}

std::string DecimalToText(Int128 digits, int scale) {
  const bool negative = digits < 0;
  const UInt128 magnitude =
      negative ? UInt128{0} - static_cast<UInt128>(digits) : static_cast<UInt128>(digits);
  std::string text = fmt::format("{}", magnitude);
  const auto decimals = static_cast<std::size_t>(scale);
  if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
  if (decimals > 0) {
    text.insert(text.size() - decimals, 1, '.');
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return negative ? "-" + text : text;
}

std::string TimeToText(std::int64_t unix_ns) {
  std::string text =
      absl::FormatTime("%Y-%m-%d%ET%H:%M:%E*S", absl::FromUnixNanos(unix_ns), absl::UTCTimeZone());
  return text + "Z";
}

std::string DurationToText(std::int64_t ns) {
  return absl::FormatDuration(absl::Nanoseconds(ns));
}

std::span<const ScalarFunction> ConversionFunctions() {
  return kConversion;
}

}  // namespace costdb::query
