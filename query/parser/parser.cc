// The only file that sees ANTLR: its tokens and parse trees become query/syntax here.

#include "query/parser/parser.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "CostQLLexer.h"
#include "CostQLParser.h"
#include "antlr4-runtime.h"
#include "engine/error/propagate.h"
#include "query/parser/expected_words.h"
#include "query/parser/literal.h"
#include "query/syntax/diagnostic.h"
#include "query/syntax/nearest_name.h"

namespace costdb::query {
namespace {

using grammar::CostQLLexer;
using grammar::CostQLParser;
using syntax::Expression;
using syntax::ExpressionKind;
using syntax::ExpressionPtr;
using syntax::Name;

// ANTLR counts code points, our ranges count bytes. Fails on text that is not UTF-8.
class CodePointOffsets {
 public:
  static Result<CodePointOffsets> Of(std::string_view text) {
    CodePointOffsets offsets;
    offsets.offsets_.reserve(text.size() + 1);
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t length = SequenceLength(text.substr(i));
      if (length == 0) {
        const auto place = static_cast<std::uint32_t>(i);
        return ErrorAt(text, {place, place + 1}, "the query is not valid UTF-8");
      }
      offsets.offsets_.push_back(static_cast<std::uint32_t>(i));
      i += length;
    }
    offsets.offsets_.push_back(static_cast<std::uint32_t>(text.size()));
    return offsets;
  }

  std::uint32_t ByteAt(std::size_t code_point) const {
    return offsets_[std::min(code_point, offsets_.size() - 1)];
  }

 private:
  // Bytes of the code point that `text` starts with; 0 when it is malformed.
  static std::size_t SequenceLength(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xF5   ? 0
                               : lead >= 0xF0 ? 4
                               : lead >= 0xE0 ? 3
                               : lead >= 0xC2 ? 2
                                              : 0;
    if (length == 0 || text.size() < length) return 0;
    const auto second = static_cast<unsigned char>(text[1]);
    const bool is_overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool is_out_of_range =
        (lead == 0xED && second >= 0xA0) || (lead == 0xF4 && second >= 0x90);
    if (is_overlong || is_out_of_range) return 0;
    for (std::size_t i = 1; i < length; ++i) {
      if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) return 0;
    }
    return length;
  }

  std::vector<std::uint32_t> offsets_;
};

// What a syntax error is built from; the first one ends parsing.
struct SyntaxFailure {
  antlr4::Token* token = nullptr;
  std::vector<std::string> expected_tokens;
};

class FirstErrorListener : public antlr4::BaseErrorListener {
 public:
  void syntaxError(antlr4::Recognizer* recognizer, antlr4::Token* offending, std::size_t /*line*/,
                   std::size_t /*column*/, const std::string& /*message*/,
                   std::exception_ptr /*cause*/) override {
    failure.token = offending;
    if (auto* parser = dynamic_cast<antlr4::Parser*>(recognizer)) {
      const antlr4::dfa::Vocabulary& vocabulary = parser->getVocabulary();
      for (const ssize_t type : parser->getExpectedTokens().toList()) {
        failure.expected_tokens.push_back(
            vocabulary.getSymbolicName(static_cast<std::size_t>(type)));
      }
    }
    throw antlr4::ParseCancellationException();
  }

  SyntaxFailure failure;
};

class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, const CodePointOffsets& offsets)
      : text_(text), offsets_(&offsets) {}

  Result<std::vector<syntax::Statement>> Script(CostQLParser::ScriptContext* context);

  SourceRange RangeOf(const antlr4::Token* token) const {
    if (token->getType() == antlr4::Token::EOF) {
      const auto end = static_cast<std::uint32_t>(text_.size());
      return {end, end};
    }
    return {offsets_->ByteAt(token->getStartIndex()), offsets_->ByteAt(token->getStopIndex() + 1)};
  }

 private:
  SourceRange RangeOf(const antlr4::ParserRuleContext* context) const {
    return {RangeOf(context->start).begin, RangeOf(context->stop).end};
  }
  SourceRange RangeOf(antlr4::tree::TerminalNode* node) const { return RangeOf(node->getSymbol()); }

  std::string_view TextOf(SourceRange range) const {
    return text_.substr(range.begin, range.end - range.begin);
  }

  Result<syntax::Statement> Statement(CostQLParser::StatementContext* context);
  Result<syntax::Statement> SetStatement(CostQLParser::SetStatementContext* context);
  Result<std::unique_ptr<syntax::Query>> Query(CostQLParser::QueryContext* context);
  Result<syntax::Select> Select(CostQLParser::SelectContext* context);
  Result<syntax::SelectItem> SelectItem(CostQLParser::SelectItemContext* context);
  Result<syntax::Source> Source(CostQLParser::SourceContext* context);
  Status Clause(CostQLParser::ClauseContext* context, syntax::Select* select);
  Status ExpressionClause(antlr4::ParserRuleContext* context, std::string_view name,
                          CostQLParser::ExpressionContext* expression, ExpressionPtr* target);
  Status ValueClause(antlr4::ParserRuleContext* context, std::string_view name,
                     CostQLParser::ValueContext* value, ExpressionPtr* target);
  Status GroupClause(CostQLParser::GroupClauseContext* context, syntax::Select* select);
  Status EveryClause(CostQLParser::EveryClauseContext* context, syntax::Select* select);
  Status OrderClause(CostQLParser::OrderClauseContext* context, syntax::Select* select);
  Status LimitClause(CostQLParser::LimitClauseContext* context, syntax::Select* select);
  Status OffsetClause(CostQLParser::OffsetClauseContext* context, syntax::Select* select);

  Result<ExpressionPtr> BuildExpression(CostQLParser::ExpressionContext* context);
  Result<ExpressionPtr> BuildPredicate(CostQLParser::PredicateContext* context);
  Result<ExpressionPtr> BuildValue(CostQLParser::ValueContext* context);
  Result<ExpressionPtr> BuildPrimary(CostQLParser::PrimaryContext* context);
  Result<ExpressionPtr> BuildCase(CostQLParser::CaseExpressionContext* context);
  Result<ExpressionPtr> BuildName(CostQLParser::NameContext* context);
  Result<ExpressionPtr> BuildCall(CostQLParser::NameContext* context,
                                  CostQLParser::CallContext* call);
  Result<ExpressionPtr> BuildLiteral(antlr4::Token* token);
  ExpressionPtr BuildParameter(CostQLParser::ParameterContext* context);

  template <typename Chain>
  Result<ExpressionPtr> BuildLogicalChain(Chain* context, std::string_view name,
                                          antlr4::tree::TerminalNode* symbol);
  template <typename Items>
  Status AppendExpressions(const Items& items, std::vector<ExpressionPtr>* expressions);

  ExpressionPtr NewCall(std::string_view name, SourceRange name_range, SourceRange range) const;
  // not(`inner`) where the operator is negated: NOT IN, NOT LIKE.
  ExpressionPtr NegateIf(antlr4::tree::TerminalNode* negation, ExpressionPtr inner) const;
  ExpressionPtr CloneOperand(const Expression& expression) const;
  Name NameOf(CostQLParser::IdentifierContext* context) const;
  Name NameOfToken(const antlr4::Token* token) const;
  std::optional<Name> AliasOf(CostQLParser::IdentifierContext* identifier,
                              CostQLParser::BareAliasContext* bare) const;
  Status GivenTwice(const antlr4::ParserRuleContext* context, std::string_view name) const;

  std::string_view text_;
  const CodePointOffsets* offsets_;
};

Status TreeBuilder::GivenTwice(const antlr4::ParserRuleContext* context,
                               std::string_view name) const {
  return ErrorAt(text_, RangeOf(context->start), fmt::format("{} is given twice", name));
}

Name TreeBuilder::NameOfToken(const antlr4::Token* token) const {
  const SourceRange range = RangeOf(token);
  const std::string_view text = TextOf(range);
  if (token->getType() == CostQLLexer::QUOTED_IDENTIFIER) return {UnquoteText(text), range};
  return {std::string(text), range};
}

Name TreeBuilder::NameOf(CostQLParser::IdentifierContext* context) const {
  return NameOfToken(context->start);
}

std::optional<Name> TreeBuilder::AliasOf(CostQLParser::IdentifierContext* identifier,
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

ExpressionPtr TreeBuilder::CloneOperand(const Expression& expression) const {
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
      const auto* symbol = sum->PLUS() != nullptr ? sum->PLUS() : sum->MINUS();
      links.push_back(
          {sum->value(1), const_cast<antlr4::tree::TerminalNode*>(symbol)->getSymbol(), sum});
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
  COSTDB_RETURN_IF_ERROR(AppendExpressions(arguments->expression(), &expression->arguments));
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

// Refuses tokens that no grammar rule takes, with a reason, and texts that nest too deep.
class TokenCheck {
 public:
  TokenCheck(std::string_view text, const TreeBuilder& builder) : text_(text), builder_(&builder) {}

  Status Check(const std::vector<antlr4::Token*>& tokens) {
    for (const antlr4::Token* token : tokens) {
      if (token->getChannel() != antlr4::Token::DEFAULT_CHANNEL) continue;
      COSTDB_RETURN_IF_ERROR(CheckWord(token));
      Nest(token->getType());
      const int depth = sign_run_ + open_depth_;
      if (depth > kMaximumNesting) {
        return ErrorAt(text_, builder_->RangeOf(token),
                       fmt::format("the query nests deeper than {} levels here", kMaximumNesting));
      }
      if (operators_ > kMaximumArithmeticOperators) {
        return ErrorAt(text_, builder_->RangeOf(token),
                       fmt::format("the query has more than {} arithmetic operators",
                                   kMaximumArithmeticOperators));
      }
    }
    return Status::Ok();
  }

 private:
  Status CheckWord(const antlr4::Token* token) const {
    const SourceRange range = builder_->RangeOf(token);
    const SourceRange first = {range.begin, range.begin + 1};
    const std::string_view word = text_.substr(range.begin, range.end - range.begin);
    switch (token->getType()) {
      case CostQLLexer::UNTERMINATED_STRING:
        return ErrorAt(text_, first, "the text that starts here has no closing '");
      case CostQLLexer::UNTERMINATED_IDENTIFIER:
        return ErrorAt(text_, first, "the name that starts here has no closing \"");
      case CostQLLexer::UNTERMINATED_COMMENT:
        return ErrorAt(text_, {range.begin, range.begin + 2},
                       "the comment that starts here has no closing */");
      case CostQLLexer::MALFORMED_NUMBER:
        return ErrorAt(text_, range,
                       fmt::format("{} is neither a number (200K, 5M, 2B) nor a duration "
                                   "(units are ns, us, ms, s, m, h, d, w, mo and y)",
                                   word));
      case CostQLLexer::UNKNOWN_CHARACTER:
        if (word == "%") {
          return ErrorAt(text_, range, "% follows a number, as in 1%; the remainder is mod(a, b)");
        }
        return ErrorAt(text_, range, fmt::format("unexpected character {}", word));
      default:
        return Status::Ok();
    }
  }

  void Nest(std::size_t type) {
    switch (type) {
      case CostQLLexer::LEFT_PAREN:
      case CostQLLexer::CASE:
        open_.push_back(sign_run_);
        open_depth_ += sign_run_ + 1;
        sign_run_ = 0;
        return;
      case CostQLLexer::RIGHT_PAREN:
      case CostQLLexer::END:
        if (!open_.empty()) {
          open_depth_ -= open_.back() + 1;
          open_.pop_back();
        }
        sign_run_ = 0;
        return;
      case CostQLLexer::PLUS:
      case CostQLLexer::MINUS:
        ++operators_;
        ++sign_run_;
        return;
      case CostQLLexer::NOT:
        ++sign_run_;
        return;
      case CostQLLexer::STAR:
      case CostQLLexer::SLASH:
        ++operators_;
        sign_run_ = 0;
        return;
      default:
        sign_run_ = 0;
    }
  }

  std::string_view text_;
  const TreeBuilder* builder_;
  std::vector<int> open_;
  int open_depth_ = 0;
  int sign_run_ = 0;
  int operators_ = 0;
};

// The last visible token before another; null when there is none.
antlr4::Token* TokenBefore(antlr4::CommonTokenStream* tokens, const antlr4::Token* token) {
  for (std::size_t i = token->getTokenIndex(); i-- > 0;) {
    antlr4::Token* previous = tokens->get(i);
    if (previous->getChannel() == antlr4::Token::DEFAULT_CHANNEL) return previous;
  }
  return nullptr;
}

// A better answer than a list of what may follow: a word of another dialect, or a mistyped keyword.
// Either may be the token before the one that does not fit: in `FROM calls WERE x = 1`, WERE was
// taken for an alias, and x is what does not fit.
std::optional<Status> DescribeWord(std::string_view text, antlr4::Token* token,
                                   std::span<const std::string_view> keywords,
                                   const TreeBuilder& builder) {
  if (token == nullptr || token->getType() != CostQLLexer::IDENTIFIER) return std::nullopt;
  const std::string word = token->getText();
  const std::string_view hint = HintForForeignWord(LowercaseName(word));
  if (!hint.empty()) return ErrorAt(text, builder.RangeOf(token), hint);
  const std::string_view nearest = NearestName(word, keywords);
  if (nearest.empty()) return std::nullopt;
  return ErrorAt(text, builder.RangeOf(token),
                 fmt::format("unexpected {}; did you mean {}?", word, nearest));
}

Status DescribeFailure(std::string_view text, const SyntaxFailure& failure,
                       antlr4::CommonTokenStream* tokens, const TreeBuilder& builder) {
  if (failure.token == nullptr) return Status::Internal("the parser failed without a place");
  const std::vector<std::string_view> expected(failure.expected_tokens.begin(),
                                               failure.expected_tokens.end());
  std::vector<std::string_view> expected_keywords;
  for (const std::string_view keyword : ClauseKeywords()) {
    const bool is_expected = std::find(expected.begin(), expected.end(), keyword) != expected.end();
    if (is_expected) expected_keywords.push_back(keyword);
  }
  if (auto status = DescribeWord(text, failure.token, expected_keywords, builder)) return *status;
  antlr4::Token* previous = TokenBefore(tokens, failure.token);
  if (auto status = DescribeWord(text, previous, ClauseKeywords(), builder)) return *status;

  const bool at_end = failure.token->getType() == antlr4::Token::EOF;
  const std::string found = at_end ? "the end of the query" : failure.token->getText();
  const std::string words = ExpectedWords(expected);
  return ErrorAt(text, builder.RangeOf(failure.token),
                 words.empty() ? fmt::format("unexpected {}", found)
                               : fmt::format("expected {}, found {}", words, found));
}

// SLL prediction is fast and nearly always right; where it fails, full LL decides.
Result<std::vector<syntax::Statement>> ParseChecked(std::string_view text,
                                                    const CodePointOffsets& offsets) {
  antlr4::ANTLRInputStream input{std::string(text)};
  CostQLLexer lexer(&input);
  lexer.removeErrorListeners();
  antlr4::CommonTokenStream tokens(&lexer);
  tokens.fill();
  TreeBuilder builder(text, offsets);
  COSTDB_RETURN_IF_ERROR(TokenCheck(text, builder).Check(tokens.getTokens()));

  CostQLParser parser(&tokens);
  parser.removeErrorListeners();
  auto* interpreter = parser.getInterpreter<antlr4::atn::ParserATNSimulator>();
  interpreter->setPredictionMode(antlr4::atn::PredictionMode::SLL);
  parser.setErrorHandler(std::make_shared<antlr4::BailErrorStrategy>());
  try {
    return builder.Script(parser.script());
  } catch (const antlr4::ParseCancellationException&) {
    tokens.seek(0);
    parser.reset();
  }
  FirstErrorListener listener;
  parser.addErrorListener(&listener);
  parser.setErrorHandler(std::make_shared<antlr4::DefaultErrorStrategy>());
  interpreter->setPredictionMode(antlr4::atn::PredictionMode::LL);
  try {
    return builder.Script(parser.script());
  } catch (const antlr4::ParseCancellationException&) {
    return DescribeFailure(text, listener.failure, &tokens, builder);
  }
}

}  // namespace

Result<std::vector<syntax::Statement>> ParseStatements(std::string_view text) {
  if (text.size() > kMaximumQueryBytes) {
    return Status::InvalidArgument(fmt::format("the query has {} bytes; at most {} are read",
                                               text.size(), kMaximumQueryBytes));
  }
  COSTDB_ASSIGN_OR_RETURN(const CodePointOffsets offsets, CodePointOffsets::Of(text));
  try {
    return ParseChecked(text, offsets);
  } catch (const std::exception& error) {
    return Status::Internal(fmt::format("the parser failed: {}", error.what()));
  }
}

}  // namespace costdb::query
