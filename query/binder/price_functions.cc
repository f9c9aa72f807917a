#include "query/binder/price_functions.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "engine/error/propagate.h"
#include "engine/prices/price_catalog.h"
#include "query/plan/expression_tools.h"
#include "query/syntax/diagnostic.h"
#include "query/syntax/nearest_name.h"

namespace costdb::query {
namespace {

using syntax::Expression;
using syntax::ExpressionKind;

Result<std::string> BindModelName(const BindContext& context, const Expression& argument) {
  COSTDB_ASSIGN_OR_RETURN(const Value value, BindConstant(context, argument, "price_as"));
  if (value.type != Type::kText) {
    return ErrorAt(context.query_text, argument.range,
                   "price_as takes the name of a model, such as 'gpt-5'");
  }
  const auto catalog = context.snapshot->prices();
  if (catalog->ResolveName({}, value.text) != nullptr) return value.text;
  const std::vector<std::string_view> names = catalog->ModelNames();
  return ErrorAt(
      context.query_text, argument.range,
      fmt::format("there is no price for a model {}{}", value.text, DidYouMean(value.text, names)));
}

Result<bool> BindCached(const BindContext& context, const Expression& argument) {
  if (argument.argument_name != "cached") {
    return ErrorAt(context.query_text,
                   argument.argument_name.empty() ? argument.range : argument.argument_name_range,
                   "after the model, price_as takes cached => true or cached => false");
  }
  COSTDB_ASSIGN_OR_RETURN(const Value value, BindConstant(context, argument, "cached"));
  if (value.type == Type::kBool) return value.integer != 0;
  return ErrorAt(context.query_text, argument.range, "cached is true or false");
}

Status AppendColumns(const BindContext& context, const Expression& call,
                     const ScalarFunction& function, const Resolver& resolver,
                     std::vector<BoundExpressionPtr>* arguments) {
  for (const std::string_view name : function.implicit_columns) {
    Expression column;
    column.kind = ExpressionKind::kColumn;
    column.name = name;
    column.range = call.range;
    Result<BoundExpressionPtr> bound = resolver(column);
    if (!bound.ok() || *bound == nullptr) {
      return ErrorAt(context.query_text, call.range,
                     fmt::format("{} is computed from a call's own columns, here {}, which is not "
                                 "to be had here; use it on rows of calls or spans, or inside an "
                                 "aggregate over them",
                                 call.name, name));
    }
    arguments->push_back(std::move(*bound));
  }
  return Status::Ok();
}

}  // namespace

Result<BoundExpressionPtr> BindPriceFunction(const BindContext& context, const Expression& call,
                                             const ScalarFunction& function,
                                             const Resolver& resolver) {
  const bool is_price_as = function.name == "price_as";
  const std::size_t least = is_price_as ? 1 : 0;
  const std::size_t most = is_price_as ? 2 : 0;
  if (call.arguments.size() < least || call.arguments.size() > most) {
    return ErrorAt(context.query_text, call.range,
                   fmt::format("{} is called as {}", call.name, function.signature));
  }
  std::vector<BoundExpressionPtr> arguments;
  if (is_price_as) {
    COSTDB_ASSIGN_OR_RETURN(std::string model, BindModelName(context, *call.arguments[0]));
    bool is_cached = true;
    if (call.arguments.size() == 2) {
      COSTDB_ASSIGN_OR_RETURN(is_cached, BindCached(context, *call.arguments[1]));
    }
    arguments.push_back(MakeConstant(Value::Text(std::move(model))));
    arguments.push_back(MakeConstant(Value::Bool(is_cached)));
  }
  COSTDB_RETURN_IF_ERROR(AppendColumns(context, call, function, resolver, &arguments));
  return MakeCall(&function, Type::kMoney, std::move(arguments));
}

Status CheckNoNamedArguments(const BindContext& context, const Expression& call) {
  for (const syntax::ExpressionPtr& argument : call.arguments) {
    if (argument->argument_name.empty()) continue;
    return ErrorAt(context.query_text, argument->argument_name_range,
                   fmt::format("{} has no argument named {}", call.name, argument->argument_name));
  }
  return Status::Ok();
}

}  // namespace costdb::query
