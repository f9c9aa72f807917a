#include "query/parser/tree_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "engine/error/propagate.h"
#include "query/parser/literal.h"
#include "query/parser/parser.h"
#include "query/syntax/diagnostic.h"
#include "query/syntax/nearest_name.h"

namespace costdb::query {

using grammar::CostQLLexer;
using grammar::CostQLParser;
using syntax::Expression;
using syntax::ExpressionKind;
using syntax::ExpressionPtr;
using syntax::Name;

Status TreeBuilder::GivenTwice(const antlr4::ParserRuleContext* context,
                               std::string_view name) const {
  return ErrorAt(text_, RangeOf(context->start), fmt::format("{} is given twice", name));
}

syntax::Name TreeBuilder::NameOfToken(const antlr4::Token* token) const {
  const SourceRange range = RangeOf(token);
  const std::string_view text = TextOf(range);
  if (token->getType() == CostQLLexer::QUOTED_IDENTIFIER) return {UnquoteText(text), range};
  return {std::string(text), range};
}

syntax::Name TreeBuilder::NameOf(CostQLParser::IdentifierContext* context) const {
  return NameOfToken(context->start);
}

std::optional<syntax::Name> TreeBuilder::AliasOf(CostQLParser::IdentifierContext* identifier,
                                                 CostQLParser::BareAliasContext* bare) const {
  if (identifier != nullptr) return NameOf(identifier);
  if (bare != nullptr) return NameOfToken(bare->start);
  return std::nullopt;
}

ExpressionPtr TreeBuilder::NewCall(std::string_view name, SourceRange name_range,
                                   SourceRange range) const {
  auto call = std::make_unique<Expression>();
  call->kind = ExpressionKind::kCall;
  call->name = std::string(name);
  call->name_range = name_range;
  call->range = range;
  return call;
}

ExpressionPtr TreeBuilder::NegateIf(antlr4::tree::TerminalNode* negation,
                                    ExpressionPtr inner) const {
  if (negation == nullptr) return inner;
  ExpressionPtr outer = NewCall("not", RangeOf(negation), inner->range);
  outer->arguments.push_back(std::move(inner));
  return outer;
}

// Stops short once too much is copied; BuildCase then refuses the query.
ExpressionPtr TreeBuilder::CloneOperand(const Expression& expression) {
  ++copied_nodes_;
  auto copy = std::make_unique<Expression>();
  copy->kind = expression.kind;
  copy->range = expression.range;
  copy->literal = expression.literal;
  copy->calendar_unit = expression.calendar_unit;
  copy->calendar_count = expression.calendar_count;
  copy->name = expression.name;
  copy->qualifier = expression.qualifier;
  copy->distinct = expression.distinct;
  copy->name_range = expression.name_range;
  for (const ExpressionPtr& argument : expression.arguments) {
    if (copied_nodes_ > kMaximumCopiedNodes) break;
    copy->arguments.push_back(CloneOperand(*argument));
  }
  return copy;
}

template <typename Items>
Status TreeBuilder::AppendExpressions(const Items& items, std::vector<ExpressionPtr>* expressions) {
  for (CostQLParser::ExpressionContext* item : items) {
    COSTDB_ASSIGN_OR_RETURN(ExpressionPtr expression, BuildExpression(item));
    expressions->push_back(std::move(expression));
  }
  return Status::Ok();
}

Result<std::vector<syntax::Statement>> TreeBuilder::Script(CostQLParser::ScriptContext* context) {
  std::vector<syntax::Statement> statements;
  for (CostQLParser::StatementContext* statement : context->statement()) {
    COSTDB_ASSIGN_OR_RETURN(syntax::Statement built, Statement(statement));
    statements.push_back(std::move(built));
  }
  return statements;
}

Result<syntax::Statement> TreeBuilder::Statement(CostQLParser::StatementContext* context) {
  syntax::Statement statement;
  if (auto* query = dynamic_cast<CostQLParser::QueryStatementContext*>(context)) {
    statement.kind = syntax::StatementKind::kQuery;
    COSTDB_ASSIGN_OR_RETURN(statement.query, Query(query->query()));
  } else if (auto* explain = dynamic_cast<CostQLParser::ExplainStatementContext*>(context)) {
    statement.kind = syntax::StatementKind::kExplain;
    COSTDB_ASSIGN_OR_RETURN(statement.query, Query(explain->query()));
  } else if (auto* set = dynamic_cast<CostQLParser::SetStatementContext*>(context)) {
    return SetStatement(set);
  } else if (auto* show = dynamic_cast<CostQLParser::ShowStatementContext*>(context)) {
    statement.kind = syntax::StatementKind::kShow;
    statement.name = NameOf(show->identifier());
  } else if (auto* describe = dynamic_cast<CostQLParser::DescribeStatementContext*>(context)) {
    statement.kind = syntax::StatementKind::kDescribe;
    statement.name = NameOf(describe->identifier());
  }
  return statement;
}

Result<syntax::Statement> TreeBuilder::SetStatement(CostQLParser::SetStatementContext* context) {
  syntax::Statement statement;
  statement.kind = syntax::StatementKind::kSet;
  statement.name = NameOf(context->identifier());
  CostQLParser::SettingValueContext* value = context->settingValue();
  statement.value_range = RangeOf(value);
  if (value->identifier() != nullptr) {
    statement.value = Value::Text(NameOf(value->identifier()).text);
    return statement;
  }
  antlr4::Token* token =
      value->literal() != nullptr ? value->literal()->start : value->NUMBER()->getSymbol();
  COSTDB_ASSIGN_OR_RETURN(ExpressionPtr literal, BuildLiteral(token));
  statement.value = literal->literal;
  if (value->MINUS() != nullptr) {
    statement.value.integer = -statement.value.integer;
    statement.value.real = -statement.value.real;
  }
  return statement;
}

Result<std::unique_ptr<syntax::Query>> TreeBuilder::Query(CostQLParser::QueryContext* context) {
  auto query = std::make_unique<syntax::Query>();
  for (CostQLParser::NamedQueryContext* named : context->namedQuery()) {
    syntax::NamedQuery entry;
    entry.name = NameOf(named->identifier());
    COSTDB_ASSIGN_OR_RETURN(entry.query, Query(named->query()));
    query->named_queries.push_back(std::move(entry));
  }
  COSTDB_ASSIGN_OR_RETURN(query->select, Select(context->select()));
  return query;
}

Result<syntax::Select> TreeBuilder::Select(CostQLParser::SelectContext* context) {
  syntax::Select select;
  select.distinct = context->DISTINCT() != nullptr;
  for (CostQLParser::SelectItemContext* item : context->selectItem()) {
    COSTDB_ASSIGN_OR_RETURN(syntax::SelectItem built, SelectItem(item));
    select.items.push_back(std::move(built));
  }
  if (context->source() != nullptr) {
    COSTDB_ASSIGN_OR_RETURN(select.source, Source(context->source()));
  }
  for (CostQLParser::ClauseContext* clause : context->clause()) {
    COSTDB_RETURN_IF_ERROR(Clause(clause, &select));
  }
  return select;
}

Result<syntax::SelectItem> TreeBuilder::SelectItem(CostQLParser::SelectItemContext* context) {
  syntax::SelectItem item;
  item.range = RangeOf(context);
  auto* column = dynamic_cast<CostQLParser::OneColumnContext*>(context);
  if (column == nullptr) {
    item.is_star = true;
    return item;
  }
  COSTDB_ASSIGN_OR_RETURN(item.expression, BuildExpression(column->expression()));
  item.alias = AliasOf(column->identifier(), column->bareAlias());
  return item;
}

Result<syntax::Source> TreeBuilder::Source(CostQLParser::SourceContext* context) {
  syntax::Source source;
  CostQLParser::IdentifierContext* alias = nullptr;
  if (context->query() != nullptr) {
    COSTDB_ASSIGN_OR_RETURN(source.subquery, Query(context->query()));
    source.relation.range = RangeOf(context);
    alias = context->identifier(0);
  } else {
    source.relation = NameOf(context->identifier(0));
    alias = context->identifier(1);
  }
  source.alias = AliasOf(alias, context->bareAlias());
  return source;
}

Status TreeBuilder::Clause(CostQLParser::ClauseContext* context, syntax::Select* select) {
  if (auto* where = dynamic_cast<CostQLParser::WhereClauseContext*>(context)) {
    return ExpressionClause(where, "WHERE", where->expression(), &select->where);
  }
  if (auto* having = dynamic_cast<CostQLParser::HavingClauseContext*>(context)) {
    return ExpressionClause(having, "HAVING", having->expression(), &select->having);
  }
  if (auto* since = dynamic_cast<CostQLParser::SinceClauseContext*>(context)) {
    return ValueClause(since, "SINCE", since->value(), &select->since);
  }
  if (auto* until = dynamic_cast<CostQLParser::UntilClauseContext*>(context)) {
    return ValueClause(until, "UNTIL", until->value(), &select->until);
  }
  if (auto* group = dynamic_cast<CostQLParser::GroupClauseContext*>(context)) {
    return GroupClause(group, select);
  }
  if (auto* every = dynamic_cast<CostQLParser::EveryClauseContext*>(context)) {
    return EveryClause(every, select);
  }
  if (auto* order = dynamic_cast<CostQLParser::OrderClauseContext*>(context)) {
    return OrderClause(order, select);
  }
  if (auto* limit = dynamic_cast<CostQLParser::LimitClauseContext*>(context)) {
    return LimitClause(limit, select);
  }
  if (auto* offset = dynamic_cast<CostQLParser::OffsetClauseContext*>(context)) {
    return OffsetClause(offset, select);
  }
  return Status::Internal("the grammar has a clause that the tree builder does not know");
}

Status TreeBuilder::ExpressionClause(antlr4::ParserRuleContext* context, std::string_view name,
                                     CostQLParser::ExpressionContext* expression,
                                     ExpressionPtr* target) {
  if (*target != nullptr) return GivenTwice(context, name);
  COSTDB_ASSIGN_OR_RETURN(*target, BuildExpression(expression));
  return Status::Ok();
}

Status TreeBuilder::ValueClause(antlr4::ParserRuleContext* context, std::string_view name,
                                CostQLParser::ValueContext* value, ExpressionPtr* target) {
  if (*target != nullptr) return GivenTwice(context, name);
  COSTDB_ASSIGN_OR_RETURN(*target, BuildValue(value));
  return Status::Ok();
}

Status TreeBuilder::GroupClause(CostQLParser::GroupClauseContext* context, syntax::Select* select) {
  if (select->group_by.has_value()) return GivenTwice(context, "GROUP BY");
  syntax::GroupBy& group_by = select->group_by.emplace();
  group_by.range = RangeOf(context);
  group_by.all = context->ALL() != nullptr;
  return AppendExpressions(context->expression(), &group_by.items);
}

Status TreeBuilder::EveryClause(CostQLParser::EveryClauseContext* context, syntax::Select* select) {
  if (select->every.has_value()) return GivenTwice(context, "EVERY");
  syntax::Every& every = select->every.emplace();
  every.range = RangeOf(context);
  COSTDB_ASSIGN_OR_RETURN(every.duration, BuildLiteral(context->DURATION()->getSymbol()));
  if (context->STRING() != nullptr) {
    const SourceRange range = RangeOf(context->STRING());
    every.zone = Name{UnquoteText(TextOf(range)), range};
  }
  return Status::Ok();
}

Status TreeBuilder::OrderClause(CostQLParser::OrderClauseContext* context, syntax::Select* select) {
  if (select->order_by.has_value()) return GivenTwice(context, "ORDER BY");
  syntax::OrderBy& order_by = select->order_by.emplace();
  order_by.range = RangeOf(context);
  const auto add = [&](CostQLParser::DirectionContext* direction, ExpressionPtr expression) {
    syntax::SortItem item;
    item.expression = std::move(expression);
    item.descending = direction->DESC() != nullptr;
    if (direction->NULLS() != nullptr) item.nulls_first = direction->FIRST() != nullptr;
    order_by.items.push_back(std::move(item));
  };
  if (context->ALL() != nullptr) {
    order_by.all = true;
    add(context->direction(), nullptr);
  }
  for (CostQLParser::SortItemContext* item : context->sortItem()) {
    COSTDB_ASSIGN_OR_RETURN(ExpressionPtr expression, BuildExpression(item->expression()));
    add(item->direction(), std::move(expression));
  }
  return Status::Ok();
}

Status TreeBuilder::LimitClause(CostQLParser::LimitClauseContext* context, syntax::Select* select) {
  if (select->limit != nullptr) return GivenTwice(context, "LIMIT");
  if (context->parameter() != nullptr) {
    select->limit = BuildParameter(context->parameter());
    return Status::Ok();
  }
  select->limit_is_percent = context->PERCENT() != nullptr;
  COSTDB_ASSIGN_OR_RETURN(select->limit, BuildLiteral(context->stop));
  return Status::Ok();
}

Status TreeBuilder::OffsetClause(CostQLParser::OffsetClauseContext* context,
                                 syntax::Select* select) {
  if (select->offset != nullptr) return GivenTwice(context, "OFFSET");
  if (context->parameter() != nullptr) {
    select->offset = BuildParameter(context->parameter());
    return Status::Ok();
  }
  COSTDB_ASSIGN_OR_RETURN(select->offset, BuildLiteral(context->stop));
  return Status::Ok();
}

// a AND b AND c ... is one call with many arguments: thousands of them need no recursion.
template <typename Chain>
Result<ExpressionPtr> TreeBuilder::BuildLogicalChain(Chain* context, std::string_view name,
                                                     antlr4::tree::TerminalNode* symbol) {
  std::vector<CostQLParser::ExpressionContext*> operands;
  CostQLParser::ExpressionContext* next = context;
  while (auto* link = dynamic_cast<Chain*>(next)) {
    operands.push_back(link->expression(1));
    next = link->expression(0);
  }
  operands.push_back(next);
  std::reverse(operands.begin(), operands.end());
  ExpressionPtr call = NewCall(name, RangeOf(symbol), RangeOf(context));
  COSTDB_RETURN_IF_ERROR(AppendExpressions(operands, &call->arguments));
  return call;
}

Result<ExpressionPtr> TreeBuilder::BuildExpression(CostQLParser::ExpressionContext* context) {
  if (auto* conjunction = dynamic_cast<CostQLParser::AndExpressionContext*>(context)) {
    return BuildLogicalChain(conjunction, "and", conjunction->AND());
  }
  if (auto* disjunction = dynamic_cast<CostQLParser::OrExpressionContext*>(context)) {
    return BuildLogicalChain(disjunction, "or", disjunction->OR());
  }
  if (auto* negation = dynamic_cast<CostQLParser::NotExpressionContext*>(context)) {
    COSTDB_ASSIGN_OR_RETURN(ExpressionPtr inner, BuildExpression(negation->expression()));
    ExpressionPtr call = NewCall("not", RangeOf(negation->NOT()), RangeOf(context));
    call->arguments.push_back(std::move(inner));
    return call;
  }
  auto* predicate = dynamic_cast<CostQLParser::PredicateExpressionContext*>(context);
  return BuildPredicate(predicate->predicate());
}

Result<ExpressionPtr> TreeBuilder::BuildPredicate(CostQLParser::PredicateContext* context) {
  COSTDB_ASSIGN_OR_RETURN(ExpressionPtr value, BuildValue(context->value()));
  CostQLParser::PredicateTailContext* tail = context->predicateTail();
  if (tail == nullptr) return value;
  const SourceRange range = RangeOf(context);
  const auto call_with_value = [&](std::string_view name, SourceRange name_range) {
    ExpressionPtr call = NewCall(name, name_range, range);
    call->arguments.push_back(std::move(value));
    return call;
  };
  if (auto* comparison = dynamic_cast<CostQLParser::ComparisonContext*>(tail)) {
    const SourceRange symbol = RangeOf(tail->start);
    std::string_view name = TextOf(symbol);
    if (name == "==") name = "=";
    if (name == "<>") name = "!=";
    ExpressionPtr call = call_with_value(name, symbol);
    COSTDB_ASSIGN_OR_RETURN(ExpressionPtr right, BuildValue(comparison->value()));
    call->arguments.push_back(std::move(right));
    return call;
  }
  if (auto* between = dynamic_cast<CostQLParser::BetweenContext*>(tail)) {
    ExpressionPtr call = call_with_value("between", RangeOf(between->BETWEEN()));
    for (CostQLParser::ValueContext* bound : between->value()) {
      COSTDB_ASSIGN_OR_RETURN(ExpressionPtr built, BuildValue(bound));
      call->arguments.push_back(std::move(built));
    }
    return NegateIf(between->NOT(), std::move(call));
  }
  if (auto* in = dynamic_cast<CostQLParser::InListContext*>(tail)) {
    ExpressionPtr call = call_with_value("in", RangeOf(in->IN()));
    COSTDB_RETURN_IF_ERROR(AppendExpressions(in->expression(), &call->arguments));
    return NegateIf(in->NOT(), std::move(call));
  }
  if (auto* like = dynamic_cast<CostQLParser::LikePatternContext*>(tail)) {
    const bool ignores_case = like->ILIKE() != nullptr;
    ExpressionPtr call = call_with_value(ignores_case ? "ilike" : "like",
                                         RangeOf(ignores_case ? like->ILIKE() : like->LIKE()));
    COSTDB_ASSIGN_OR_RETURN(ExpressionPtr pattern, BuildValue(like->value()));
    call->arguments.push_back(std::move(pattern));
    return NegateIf(like->NOT(), std::move(call));
  }
  auto* is_null = dynamic_cast<CostQLParser::IsNullContext*>(tail);
  return call_with_value(is_null->NOT() == nullptr ? "is_null" : "is_not_null",
                         RangeOf(is_null->IS()));
}

// Left operands are walked in a loop, so that a long sum costs no stack here.
Result<ExpressionPtr> TreeBuilder::BuildValue(CostQLParser::ValueContext* context) {
  struct Link {
    CostQLParser::ValueContext* right;
    const antlr4::Token* symbol;
    CostQLParser::ValueContext* whole;
  };
  std::vector<Link> links;
  CostQLParser::ValueContext* next = context;
  while (true) {
    if (auto* sum = dynamic_cast<CostQLParser::SummationContext*>(next)) {
      antlr4::tree::TerminalNode* symbol = sum->PLUS();
      if (symbol == nullptr) symbol = sum->MINUS();
      if (symbol == nullptr) symbol = sum->CONCATENATE();
      links.push_back({sum->value(1), symbol->getSymbol(), sum});
      next = sum->value(0);
    } else if (auto* product = dynamic_cast<CostQLParser::ProductContext*>(next)) {
      auto* symbol = product->STAR() != nullptr ? product->STAR() : product->SLASH();
      links.push_back({product->value(1), symbol->getSymbol(), product});
      next = product->value(0);
    } else {
      break;
    }
  }
  ExpressionPtr left;
  if (auto* sign = dynamic_cast<CostQLParser::SignedValueContext*>(next)) {
    COSTDB_ASSIGN_OR_RETURN(ExpressionPtr inner, BuildValue(sign->value()));
    if (sign->MINUS() != nullptr) {
      left = NewCall("neg", RangeOf(sign->MINUS()), RangeOf(next));
      left->arguments.push_back(std::move(inner));
    } else {
      left = std::move(inner);
    }
  } else {
    auto* primary = dynamic_cast<CostQLParser::PrimaryValueContext*>(next);
    COSTDB_ASSIGN_OR_RETURN(left, BuildPrimary(primary->primary()));
  }
  for (auto link = links.rbegin(); link != links.rend(); ++link) {
    const SourceRange symbol = RangeOf(link->symbol);
    ExpressionPtr call = NewCall(TextOf(symbol), symbol, RangeOf(link->whole));
    COSTDB_ASSIGN_OR_RETURN(ExpressionPtr right, BuildValue(link->right));
    call->arguments.push_back(std::move(left));
    call->arguments.push_back(std::move(right));
    left = std::move(call);
  }
  return left;
}

Result<ExpressionPtr> TreeBuilder::BuildPrimary(CostQLParser::PrimaryContext* context) {
  if (auto* literal = dynamic_cast<CostQLParser::LiteralPrimaryContext*>(context)) {
    return BuildLiteral(literal->literal()->start);
  }
  if (auto* parameter = dynamic_cast<CostQLParser::ParameterPrimaryContext*>(context)) {
    return BuildParameter(parameter->parameter());
  }
  if (auto* choice = dynamic_cast<CostQLParser::CaseExpressionContext*>(context)) {
    return BuildCase(choice);
  }
  if (auto* name = dynamic_cast<CostQLParser::NameContext*>(context)) return BuildName(name);
  auto* inner = dynamic_cast<CostQLParser::ParenthesizedContext*>(context);
  return BuildExpression(inner->expression());
}

// CASE x WHEN v ... becomes CASE WHEN x = v ...
Result<ExpressionPtr> TreeBuilder::BuildCase(CostQLParser::CaseExpressionContext* context) {
  ExpressionPtr call = NewCall("case", RangeOf(context->CASE()), RangeOf(context));
  ExpressionPtr operand;
  if (context->operand != nullptr) {
    COSTDB_ASSIGN_OR_RETURN(operand, BuildExpression(context->operand));
  }
  for (CostQLParser::BranchContext* branch : context->branch()) {
    COSTDB_ASSIGN_OR_RETURN(ExpressionPtr condition, BuildExpression(branch->expression(0)));
    if (operand != nullptr) {
      ExpressionPtr equal = NewCall("=", condition->range, condition->range);
      equal->arguments.push_back(CloneOperand(*operand));
      if (copied_nodes_ > kMaximumCopiedNodes) {
        return ErrorAt(text_, operand->range, "CASE repeats this too often");
      }
      equal->arguments.push_back(std::move(condition));
      condition = std::move(equal);
    }
    COSTDB_ASSIGN_OR_RETURN(ExpressionPtr value, BuildExpression(branch->expression(1)));
    call->arguments.push_back(std::move(condition));
    call->arguments.push_back(std::move(value));
  }
  if (context->otherwise != nullptr) {
    COSTDB_ASSIGN_OR_RETURN(ExpressionPtr otherwise, BuildExpression(context->otherwise));
    call->arguments.push_back(std::move(otherwise));
  }
  return call;
}

Result<ExpressionPtr> TreeBuilder::BuildName(CostQLParser::NameContext* context) {
  if (auto* call = dynamic_cast<CostQLParser::CallContext*>(context->nameTail())) {
    return BuildCall(context, call);
  }
  auto expression = std::make_unique<Expression>();
  expression->kind = ExpressionKind::kColumn;
  expression->range = RangeOf(context);
  const Name name = NameOf(context->identifier());
  expression->name_range = name.range;
  expression->name = name.text;
  if (auto* qualified = dynamic_cast<CostQLParser::QualifiedContext*>(context->nameTail())) {
    const Name column = NameOf(qualified->identifier());
    expression->qualifier = name.text;
    expression->name = column.text;
    expression->name_range = column.range;
  }
  if (auto* attribute = dynamic_cast<CostQLParser::AttributeContext*>(context->nameTail())) {
    expression->kind = ExpressionKind::kAttribute;
    expression->qualifier = LowercaseName(name.text);
    expression->name = UnquoteText(TextOf(RangeOf(attribute->STRING())));
    if (expression->qualifier != "attr" && expression->qualifier != "resource") {
      return ErrorAt(text_, name.range,
                     "attributes are written attr['key'] or resource['key'], found " + name.text);
    }
  }
  return expression;
}

Result<ExpressionPtr> TreeBuilder::BuildCall(CostQLParser::NameContext* context,
                                             CostQLParser::CallContext* call) {
  const Name name = NameOf(context->identifier());
  ExpressionPtr expression = NewCall(LowercaseName(name.text), name.range, RangeOf(context));
  CostQLParser::CallArgumentsContext* arguments = call->callArguments();
  if (arguments == nullptr) return expression;
  if (arguments->STAR() != nullptr) {
    auto star = std::make_unique<Expression>();
    star->kind = ExpressionKind::kStar;
    star->range = RangeOf(arguments->STAR());
    expression->arguments.push_back(std::move(star));
    return expression;
  }
  expression->distinct = arguments->DISTINCT() != nullptr;
  for (CostQLParser::CallArgumentContext* argument : arguments->callArgument()) {
    COSTDB_ASSIGN_OR_RETURN(ExpressionPtr built, BuildExpression(argument->expression()));
    if (argument->identifier() != nullptr) {
      const Name argument_name = NameOf(argument->identifier());
      built->argument_name = LowercaseName(argument_name.text);
      built->argument_name_range = argument_name.range;
    }
    expression->arguments.push_back(std::move(built));
  }
  return expression;
}

ExpressionPtr TreeBuilder::BuildParameter(CostQLParser::ParameterContext* context) {
  auto expression = std::make_unique<Expression>();
  expression->kind = ExpressionKind::kParameter;
  expression->range = RangeOf(context);
  expression->name = std::string(TextOf(expression->range).substr(1));
  return expression;
}

Result<ExpressionPtr> TreeBuilder::BuildLiteral(antlr4::Token* token) {
  auto expression = std::make_unique<Expression>();
  expression->range = RangeOf(token);
  const std::string_view text = TextOf(expression->range);
  expression->name = std::string(text);
  const auto read = [&](Result<Value> value) -> Status {
    if (!value.ok()) return ErrorAt(text_, expression->range, value.status().message());
    expression->literal = std::move(value).value();
    return Status::Ok();
  };
  switch (token->getType()) {
    case CostQLLexer::NUMBER:
      COSTDB_RETURN_IF_ERROR(read(ParseNumber(text)));
      break;
    case CostQLLexer::PERCENT:
      COSTDB_RETURN_IF_ERROR(read(ParsePercent(text)));
      break;
    case CostQLLexer::MONEY:
      COSTDB_RETURN_IF_ERROR(read(ParseMoney(text)));
      break;
    case CostQLLexer::DURATION: {
      const Result<ParsedDuration> duration = ParseDuration(text);
      if (!duration.ok()) return ErrorAt(text_, expression->range, duration.status().message());
      expression->literal = Value::Duration(duration->nanoseconds);
      expression->calendar_unit = duration->calendar_unit;
      expression->calendar_count = duration->calendar_count;
      break;
    }
    case CostQLLexer::STRING:
      expression->literal = Value::Text(UnquoteText(text));
      break;
    case CostQLLexer::TRUE:
    case CostQLLexer::FALSE:
      expression->literal = Value::Bool(token->getType() == CostQLLexer::TRUE);
      expression->name = token->getType() == CostQLLexer::TRUE ? "true" : "false";
      break;
    default:
      expression->literal = Value::Null();
      expression->name = "NULL";
  }
  return expression;
}

}  // namespace costdb::query
