#include "query/plan/expression_tools.h"

#include <absl/time/time.h>
#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <utility>

#include "query/functions/scalar_function.h"
#include "query/syntax/operator_text.h"

namespace costdb::query {
namespace {

std::string CallTextOf(const ScalarFunction& function,
                       const std::vector<BoundExpressionPtr>& arguments) {
  std::vector<OperandText> operands;
  operands.reserve(arguments.size());
  const std::size_t shown = arguments.size() - function.implicit_columns.size();
  for (const BoundExpressionPtr& argument : std::span(arguments).first(shown)) {
    const bool is_call = argument->kind == BoundKind::kCall;
    operands.push_back(
        {argument->text, is_call ? PrecedenceOf(argument->function->name) : kPrimaryPrecedence});
  }
  // price_as('model', cached => true): the name is written where it says something.
  if (!function.implicit_columns.empty() && operands.size() == 2) {
    if (operands[1].text == "true") {
      operands.pop_back();
    } else {
      operands[1].text = "cached => " + operands[1].text;
    }
  }
  return CallText(function.name, operands);
}

std::string DecimalText(Int128 digits, int scale) {
  const bool is_negative = digits < 0;
  // The magnitude of the smallest Int128 only fits unsigned.
  UInt128 magnitude =
      is_negative ? UInt128{0} - static_cast<UInt128>(digits) : static_cast<UInt128>(digits);
  std::string reversed;
  for (int place = 0; magnitude != 0 || place <= scale; ++place) {
    const char digit = static_cast<char>('0' + static_cast<int>(magnitude % 10));
    const bool is_trailing_zero = place < scale && reversed.empty() && digit == '0';
    if (!is_trailing_zero) {
      if (place == scale && !reversed.empty()) reversed += '.';
      reversed += digit;
    }
    magnitude /= 10;
  }
  return (is_negative ? "-" : "") + std::string(reversed.rbegin(), reversed.rend());
}

std::string DurationText(std::int64_t nanoseconds) {
  struct Unit {
    std::string_view name;
    std::uint64_t nanoseconds;
  };
  constexpr std::array kUnits = {Unit{"d", 86'400'000'000'000},
                                 Unit{"h", 3'600'000'000'000},
                                 Unit{"m", 60'000'000'000},
                                 Unit{"s", 1'000'000'000},
                                 Unit{"ms", 1'000'000},
                                 Unit{"us", 1'000},
                                 Unit{"ns", 1}};
  if (nanoseconds == 0) return "0s";
  std::uint64_t rest = nanoseconds < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(nanoseconds)
                                       : static_cast<std::uint64_t>(nanoseconds);
  std::string text = nanoseconds < 0 ? "-" : "";
  for (const Unit& unit : kUnits) {
    if (rest >= unit.nanoseconds) text += fmt::format("{}{}", rest / unit.nanoseconds, unit.name);
    rest %= unit.nanoseconds;
  }
  return text;
}

std::string TimeText(std::int64_t unix_ns) {
  const std::string text =
      absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", absl::FromUnixNanos(unix_ns), absl::UTCTimeZone());
  return QuotedText(text);
}

}  // namespace

BoundExpressionPtr MakeColumn(std::uint32_t index, const PlanColumn& column) {
  auto expression = std::make_unique<BoundExpression>();
  expression->kind = BoundKind::kColumn;
  expression->type = column.type;
  expression->column = index;
  expression->dictionary = column.dictionary;
  expression->text = column.name;
  return expression;
}

BoundExpressionPtr MakeConstant(Value value) {
  auto expression = std::make_unique<BoundExpression>();
  expression->kind = BoundKind::kConstant;
  expression->type = value.type;
  expression->text = ConstantText(value);
  expression->constant = std::move(value);
  return expression;
}

BoundExpressionPtr MakeCall(const ScalarFunction* function, Type type,
                            std::vector<BoundExpressionPtr> arguments) {
  auto expression = std::make_unique<BoundExpression>();
  expression->kind = BoundKind::kCall;
  expression->type = type;
  expression->function = function;
  expression->text = CallTextOf(*function, arguments);
  expression->arguments = std::move(arguments);
  return expression;
}

BoundExpressionPtr MakeConjunction(std::vector<BoundExpressionPtr> conditions) {
  if (conditions.empty()) return nullptr;
  if (conditions.size() == 1) return std::move(conditions.front());
  return MakeCall(FindScalarFunction("and"), Type::kBool, std::move(conditions));
}

void SplitConjunction(BoundExpressionPtr condition, std::vector<BoundExpressionPtr>* conditions) {
  const bool is_and = condition->kind == BoundKind::kCall && condition->function->name == "and";
  if (!is_and) {
    conditions->push_back(std::move(condition));
    return;
  }
  for (BoundExpressionPtr& argument : condition->arguments) {
    SplitConjunction(std::move(argument), conditions);
  }
}

BoundExpressionPtr Clone(const BoundExpression& expression) {
  auto copy = std::make_unique<BoundExpression>();
  copy->kind = expression.kind;
  copy->type = expression.type;
  copy->constant = expression.constant;
  copy->column = expression.column;
  copy->function = expression.function;
  copy->dictionary = expression.dictionary;
  copy->text = expression.text;
  copy->place = expression.place;
  copy->arguments.reserve(expression.arguments.size());
  for (const BoundExpressionPtr& argument : expression.arguments) {
    copy->arguments.push_back(Clone(*argument));
  }
  return copy;
}

bool SameValue(const Value& left, const Value& right) {
  return left.type == right.type && left.integer == right.integer && left.real == right.real &&
         left.scale == right.scale && left.text == right.text;
}

bool SameExpression(const BoundExpression& left, const BoundExpression& right) {
  if (left.kind != right.kind || left.type != right.type || left.column != right.column ||
      left.function != right.function || left.arguments.size() != right.arguments.size() ||
      !SameValue(left.constant, right.constant)) {
    return false;
  }
  for (std::size_t i = 0; i < left.arguments.size(); ++i) {
    if (!SameExpression(*left.arguments[i], *right.arguments[i])) return false;
  }
  return true;
}

BoundExpressionPtr Substitute(const BoundExpression& expression,
                              std::span<const BoundExpressionPtr> replacements) {
  if (expression.kind == BoundKind::kColumn) return Clone(*replacements[expression.column]);
  if (expression.kind == BoundKind::kConstant) return Clone(expression);
  std::vector<BoundExpressionPtr> arguments;
  arguments.reserve(expression.arguments.size());
  for (const BoundExpressionPtr& argument : expression.arguments) {
    arguments.push_back(Substitute(*argument, replacements));
  }
  BoundExpressionPtr call = MakeCall(expression.function, expression.type, std::move(arguments));
  call->place = expression.place;
  return call;
}

std::string ConstantText(const Value& value) {
  switch (value.type) {
    case Type::kNull:
      return "NULL";
    case Type::kBool:
      return value.integer != 0 ? "true" : "false";
    case Type::kInt:
      return DecimalText(value.integer, 0);
    case Type::kDouble:
      return fmt::format("{}", value.real);
    case Type::kDecimal:
      return DecimalText(value.integer, value.scale);
    case Type::kMoney: {
      const std::string digits = DecimalText(value.integer, 12);
      return digits[0] == '-' ? "-$" + digits.substr(1) : "$" + digits;
    }
    case Type::kTime:
      return TimeText(static_cast<std::int64_t>(value.integer));
    case Type::kDuration:
      return DurationText(static_cast<std::int64_t>(value.integer));
    case Type::kText:
    case Type::kTraceId:
    case Type::kSpanId:
      return QuotedText(value.text);
  }
  return {};
}

PlanColumn ColumnOf(const BoundExpression& expression, std::string name) {
  return {std::move(name), expression.type, expression.dictionary};
}

}  // namespace costdb::query
