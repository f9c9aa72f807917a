#include "query/syntax/expression.h"

#include "query/syntax/operator_text.h"

#include <fmt/format.h>

namespace costdb::query::syntax {
namespace {

std::string CallExpressionText(const Expression& call) {
  std::vector<OperandText> operands;
  operands.reserve(call.arguments.size());
  for (const ExpressionPtr& argument : call.arguments) {
    const bool is_call = argument->kind == ExpressionKind::kCall;
    operands.push_back(
        {ToText(*argument), is_call ? PrecedenceOf(argument->name) : kPrimaryPrecedence});
  }
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const std::string& name = call.arguments[i]->argument_name;
    if (!name.empty()) operands[i].text = name + " => " + operands[i].text;
  }
  if (call.distinct && !operands.empty()) operands[0].text = "DISTINCT " + operands[0].text;
  return CallText(call.name, operands);
}

}  // namespace

std::string ToText(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::kLiteral:
      return expression.name;
    case ExpressionKind::kParameter: {
      const bool is_numbered = expression.name[0] >= '0' && expression.name[0] <= '9';
      return (is_numbered ? "$" : ":") + expression.name;
    }
    case ExpressionKind::kColumn:
      return expression.name;
    case ExpressionKind::kAttribute:
      return fmt::format("{}[{}]", expression.qualifier, QuotedText(expression.name));
    case ExpressionKind::kStar:
      return "*";
    case ExpressionKind::kCall:
      return CallExpressionText(expression);
  }
  return {};
}

}  // namespace costdb::query::syntax
