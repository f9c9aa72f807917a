#include "query/binder/coercion.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "engine/error/propagate.h"
#include "query/binder/timestamp.h"
#include "query/functions/number_arithmetic.h"
#include "query/functions/scalar_function.h"
#include "query/functions/type_rules.h"
#include "query/parser/literal.h"
#include "query/plan/expression_tools.h"
#include "query/syntax/diagnostic.h"

namespace costdb::query {
namespace {

bool IsOneOf(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 8> kComparisons = {
    "=", "!=", "<", "<=", ">", ">=", "between", "in"};
constexpr std::array<std::string_view, 2> kSums = {"+", "-"};

bool IsConstantOf(const BoundExpression& expression, Type type) {
  return expression.kind == BoundKind::kConstant && expression.type == type;
}

// The type that text constants are read as: that of the first argument that is not text.
Type WantedType(const std::vector<BoundExpressionPtr>& arguments) {
  for (const BoundExpressionPtr& argument : arguments) {
    if (argument->type != Type::kText && argument->type != Type::kNull) return argument->type;
  }
  return Type::kText;
}

Result<Value> ReadText(const BindContext& context, const std::string& text, Type wanted) {
  switch (wanted) {
    case Type::kTime: {
      COSTDB_ASSIGN_OR_RETURN(const std::int64_t time,
                              ParseTimestamp(text, context.time_zone, context.now_unix_ns));
      return Value::Time(time);
    }
    case Type::kDuration: {
      COSTDB_ASSIGN_OR_RETURN(const ParsedDuration duration, ParseDuration(text));
      return Value::Duration(duration.nanoseconds);
    }
    case Type::kMoney:
      if (!text.empty() && text[0] == '$') return ParseMoney(text);
      return ParseNumber(text);
    case Type::kInt:
    case Type::kDouble:
    case Type::kDecimal:
      return ParseNumber(text);
    default:
      return Value::Text(text);
  }
}

// Dollars as picodollars; nothing where they are finer than that.
std::optional<Value> DollarsOf(const Value& value) {
  const int scale = value.type == Type::kDecimal ? value.scale : 0;
  if (scale > kMoneyScale) return std::nullopt;
  const std::optional<Int128> picodollars = ScaleUp(value.integer, kMoneyScale - scale);
  if (!picodollars.has_value()) return std::nullopt;
  return Value::Money(*picodollars);
}

void CoerceDollars(std::vector<BoundExpressionPtr>* arguments) {
  const bool has_money = std::any_of(
      arguments->begin(), arguments->end(),
      [](const BoundExpressionPtr& argument) { return argument->type == Type::kMoney; });
  if (!has_money) return;
  for (BoundExpressionPtr& argument : *arguments) {
    if (!IsConstantOf(*argument, Type::kInt) && !IsConstantOf(*argument, Type::kDecimal)) continue;
    if (const std::optional<Value> money = DollarsOf(argument->constant)) {
      argument = MakeConstant(*money);
    }
  }
}

Status CoerceTexts(const BindContext& context, Type wanted,
                   const std::vector<syntax::ExpressionPtr>& expressions,
                   std::vector<BoundExpressionPtr>* arguments) {
  if (wanted == Type::kText) return Status::Ok();
  for (std::size_t i = 0; i < arguments->size(); ++i) {
    BoundExpressionPtr& argument = (*arguments)[i];
    if (!IsConstantOf(*argument, Type::kText)) continue;
    Result<Value> value = ReadText(context, argument->constant.text, wanted);
    if (!value.ok()) {
      const SourceRange range = i < expressions.size() ? expressions[i]->range : SourceRange{};
      return ErrorAt(context.query_text, range, value.status().message());
    }
    argument = MakeConstant(std::move(value).value());
  }
  return Status::Ok();
}

}  // namespace

Status CoerceConstants(const BindContext& context, std::string_view function_name,
                       const std::vector<syntax::ExpressionPtr>& expressions,
                       std::vector<BoundExpressionPtr>* arguments) {
  const bool is_sum = IsOneOf(function_name, kSums);
  if (is_sum || IsOneOf(function_name, kComparisons)) {
    COSTDB_RETURN_IF_ERROR(CoerceTexts(context, WantedType(*arguments), expressions, arguments));
    CoerceDollars(arguments);
  }
  return Status::Ok();
}

}  // namespace costdb::query
