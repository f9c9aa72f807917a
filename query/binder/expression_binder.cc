#include "query/binder/expression_binder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "engine/error/propagate.h"
#include "query/binder/coercion.h"
#include "query/binder/constant_folding.h"
#include "query/binder/price_functions.h"
#include "query/functions/aggregate_function.h"
#include "query/functions/scalar_function.h"
#include "query/functions/type_rules.h"
#include "query/plan/expression_tools.h"
#include "query/syntax/diagnostic.h"
#include "query/syntax/nearest_name.h"

namespace costdb::query {
namespace {

using syntax::CalendarUnit;
using syntax::Expression;
using syntax::ExpressionKind;
using syntax::ExpressionPtr;

// Functions that read a time on a clock on some wall: without a zone they take the session's.
struct ZonedFunction {
  std::string_view name;
  std::size_t arguments_without_zone;
};
constexpr std::array kZonedFunctions = {ZonedFunction{"year", 1},      ZonedFunction{"month", 1},
                                        ZonedFunction{"day", 1},       ZonedFunction{"hour", 1},
                                        ZonedFunction{"minute", 1},    ZonedFunction{"weekday", 1},
                                        ZonedFunction{"date_trunc", 2}};

bool NeedsZone(std::string_view name, std::size_t argument_count) {
  return std::any_of(
      kZonedFunctions.begin(), kZonedFunctions.end(), [&](const ZonedFunction& function) {
        return function.name == name && function.arguments_without_zone == argument_count;
      });
}

Status UnknownFunction(const BindContext& context, const Expression& call) {
  std::vector<std::string_view> names = {"now"};
  for (const ScalarFunction& function : ScalarFunctions()) names.push_back(function.name);
  for (const AggregateFunction& function : AggregateFunctions()) names.push_back(function.name);
  return ErrorAt(context.query_text, call.name_range,
                 fmt::format("there is no function {}{}", call.name, DidYouMean(call.name, names)));
}

Result<BoundExpressionPtr> BindLiteral(const BindContext& context, const Expression& literal) {
  const bool has_no_length =
      literal.calendar_unit == CalendarUnit::kMonth || literal.calendar_unit == CalendarUnit::kYear;
  if (has_no_length) {
    return ErrorAt(context.query_text, literal.range,
                   fmt::format("{} has no fixed length; months and years go with SINCE, UNTIL and "
                               "EVERY",
                               literal.name));
  }
  return MakeConstant(literal.literal);
}

Result<BoundExpressionPtr> BindParameter(const BindContext& context, const Expression& parameter) {
  const auto found = context.parameters->find(parameter.name);
  if (found != context.parameters->end()) return MakeConstant(found->second);
  std::string hint;
  const bool is_number = parameter.name.find_first_not_of("0123456789") == std::string::npos;
  if (is_number) hint = fmt::format(" (money is written ${}.00)", parameter.name);
  return ErrorAt(context.query_text, parameter.range,
                 fmt::format("the parameter {} has no value{}", syntax::ToText(parameter), hint));
}

Result<BoundExpressionPtr> BindCall(const BindContext& context, const Expression& call,
                                    const Resolver& resolver) {
  if (call.name == "now" && call.arguments.empty()) {
    return MakeConstant(Value::Time(context.now_unix_ns));
  }
  const ScalarFunction* function = FindScalarFunction(call.name);
  if (function == nullptr) return UnknownFunction(context, call);
  if (call.distinct) {
    return ErrorAt(context.query_text, call.range,
                   fmt::format("DISTINCT goes with count, not with {}", call.name));
  }
  if (!function->implicit_columns.empty()) {
    return BindPriceFunction(context, call, *function, resolver);
  }
  COSTDB_RETURN_IF_ERROR(CheckNoNamedArguments(context, call));
  std::vector<BoundExpressionPtr> arguments;
  arguments.reserve(call.arguments.size() + 1);
  for (const ExpressionPtr& argument : call.arguments) {
    COSTDB_ASSIGN_OR_RETURN(BoundExpressionPtr bound, BindExpression(context, *argument, resolver));
    arguments.push_back(std::move(bound));
  }
  if (context.time_zone != "UTC" && NeedsZone(call.name, arguments.size())) {
    arguments.push_back(MakeConstant(Value::Text(context.time_zone)));
  }
  COSTDB_RETURN_IF_ERROR(CoerceConstants(context, call.name, call.arguments, &arguments));
  std::vector<Type> types;
  types.reserve(arguments.size());
  for (const BoundExpressionPtr& argument : arguments) types.push_back(argument->type);
  const Result<Type> type = function->bind(types);
  if (!type.ok()) return ErrorAt(context.query_text, call.name_range, type.status().message());
  BoundExpressionPtr bound = MakeCall(function, *type, std::move(arguments));
  bound->place = {context.query_text, call.range};
  return FoldConstants(context, std::move(bound));
}

}  // namespace

bool IsAggregateCall(const Expression& expression) {
  return expression.kind == ExpressionKind::kCall &&
         FindAggregateFunction(expression.name) != nullptr;
}

bool ContainsAggregate(const Expression& expression) {
  return IsAggregateCall(expression) ||
         std::any_of(expression.arguments.begin(), expression.arguments.end(),
                     [](const ExpressionPtr& argument) { return ContainsAggregate(*argument); });
}

Result<BoundExpressionPtr> BindExpression(const BindContext& context, const Expression& expression,
                                          const Resolver& resolver) {
  COSTDB_ASSIGN_OR_RETURN(BoundExpressionPtr resolved, resolver(expression));
  if (resolved != nullptr) return resolved;
  switch (expression.kind) {
    case ExpressionKind::kLiteral:
      return BindLiteral(context, expression);
    case ExpressionKind::kParameter:
      return BindParameter(context, expression);
    case ExpressionKind::kCall:
      return BindCall(context, expression, resolver);
    case ExpressionKind::kStar:
      return ErrorAt(context.query_text, expression.range, "* goes with count(*) only");
    case ExpressionKind::kColumn:
    case ExpressionKind::kAttribute:
      break;
  }
  return Status::Internal("a column was left unresolved: " + syntax::ToText(expression));
}

const Expression* FindAlias(const Aliases& aliases, const Expression& expression) {
  if (expression.kind != ExpressionKind::kColumn || !expression.qualifier.empty()) return nullptr;
  const auto found = aliases.find(LowercaseName(expression.name));
  return found == aliases.end() ? nullptr : found->second;
}

Result<BoundExpressionPtr> BindRowExpression(const BindContext& context, Scope* scope,
                                             const Aliases& aliases, const Expression& expression,
                                             std::string_view place) {
  const Resolver resolver = [&](const Expression& node) -> Result<BoundExpressionPtr> {
    if (IsAggregateCall(node)) {
      const std::string_view advice =
          place == "WHERE" ? "; conditions on groups go into HAVING" : "";
      return ErrorAt(context.query_text, node.range,
                     fmt::format("{} is an aggregate, which {} cannot have{}", syntax::ToText(node),
                                 place, advice));
    }
    const Expression* aliased = FindAlias(aliases, node);
    if (aliased != nullptr && scope->Find(node.name) == nullptr) {
      if (ContainsAggregate(*aliased)) {
        return ErrorAt(context.query_text, node.range,
                       fmt::format("{} is the aggregate {}, which {} cannot have", node.name,
                                   syntax::ToText(*aliased), place));
      }
      return BindRowExpression(context, scope, {}, *aliased, place);
    }
    if (node.kind == ExpressionKind::kColumn || node.kind == ExpressionKind::kAttribute) {
      return scope->Resolve(context, node);
    }
    return BoundExpressionPtr();
  };
  return BindExpression(context, expression, resolver);
}

Result<Value> BindConstant(const BindContext& context, const Expression& expression,
                           std::string_view place) {
  const Resolver resolver = [&](const Expression& node) -> Result<BoundExpressionPtr> {
    if (node.kind == ExpressionKind::kColumn || node.kind == ExpressionKind::kAttribute ||
        IsAggregateCall(node)) {
      return ErrorAt(
          context.query_text, node.range,
          fmt::format("{} takes a constant, and {} is none", place, syntax::ToText(node)));
    }
    return BoundExpressionPtr();
  };
  COSTDB_ASSIGN_OR_RETURN(const BoundExpressionPtr bound,
                          BindExpression(context, expression, resolver));
  // A call of constants that could not be folded fails; here it is asked why.
  if (bound->kind == BoundKind::kCall) {
    COSTDB_RETURN_IF_ERROR(ComputeCall(context, *bound).status());
  }
  if (bound->kind != BoundKind::kConstant) {
    return ErrorAt(context.query_text, expression.range, fmt::format("{} takes a constant", place));
  }
  return bound->constant;
}

Status CheckCondition(const BindContext& context, const Expression& expression,
                      const BoundExpression& bound, std::string_view place) {
  if (bound.type == Type::kBool || bound.type == Type::kNull) return Status::Ok();
  return ErrorAt(context.query_text, expression.range,
                 fmt::format("{} takes a condition, and this is {}", place, TypeName(bound.type)));
}

}  // namespace costdb::query
