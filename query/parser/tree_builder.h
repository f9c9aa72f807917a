#ifndef COSTDB_QUERY_PARSER_TREE_BUILDER_H_
#define COSTDB_QUERY_PARSER_TREE_BUILDER_H_

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "CostQLLexer.h"
#include "CostQLParser.h"
#include "costdb/status.h"
#include "query/parser/code_point_offsets.h"
#include "query/syntax/statement.h"

namespace costdb::query {

/// Makes query/syntax out of ANTLR's parse tree. Nothing outside query/parser includes it, so that
/// ANTLR stays where it is. The text and its offsets outlive the builder.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, const CodePointOffsets& offsets)
      : text_(text), offsets_(&offsets) {}

  Result<std::vector<syntax::Statement>> Script(grammar::CostQLParser::ScriptContext* context);

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

  Result<syntax::Statement> Statement(grammar::CostQLParser::StatementContext* context);
  Result<syntax::Statement> SetStatement(grammar::CostQLParser::SetStatementContext* context);
  Result<std::unique_ptr<syntax::Query>> Query(grammar::CostQLParser::QueryContext* context);
  Result<syntax::Select> Select(grammar::CostQLParser::SelectContext* context);
  Result<syntax::SelectItem> SelectItem(grammar::CostQLParser::SelectItemContext* context);
  Result<syntax::Source> Source(grammar::CostQLParser::SourceContext* context);
  Status Clause(grammar::CostQLParser::ClauseContext* context, syntax::Select* select);
  Status ExpressionClause(antlr4::ParserRuleContext* context, std::string_view name,
                          grammar::CostQLParser::ExpressionContext* expression,
                          syntax::ExpressionPtr* target);
  Status ValueClause(antlr4::ParserRuleContext* context, std::string_view name,
                     grammar::CostQLParser::ValueContext* value, syntax::ExpressionPtr* target);
  Status GroupClause(grammar::CostQLParser::GroupClauseContext* context, syntax::Select* select);
  Status EveryClause(grammar::CostQLParser::EveryClauseContext* context, syntax::Select* select);
  Status OrderClause(grammar::CostQLParser::OrderClauseContext* context, syntax::Select* select);
  Status LimitClause(grammar::CostQLParser::LimitClauseContext* context, syntax::Select* select);
  Status OffsetClause(grammar::CostQLParser::OffsetClauseContext* context, syntax::Select* select);

  Result<syntax::ExpressionPtr> BuildExpression(grammar::CostQLParser::ExpressionContext* context);
  Result<syntax::ExpressionPtr> BuildPredicate(grammar::CostQLParser::PredicateContext* context);
  Result<syntax::ExpressionPtr> BuildValue(grammar::CostQLParser::ValueContext* context);
  Result<syntax::ExpressionPtr> BuildPrimary(grammar::CostQLParser::PrimaryContext* context);
  Result<syntax::ExpressionPtr> BuildCase(grammar::CostQLParser::CaseExpressionContext* context);
  Result<syntax::ExpressionPtr> BuildName(grammar::CostQLParser::NameContext* context);
  Result<syntax::ExpressionPtr> BuildCall(grammar::CostQLParser::NameContext* context,
                                          grammar::CostQLParser::CallContext* call);
  Result<syntax::ExpressionPtr> BuildLiteral(antlr4::Token* token);
  syntax::ExpressionPtr BuildParameter(grammar::CostQLParser::ParameterContext* context);

  template <typename Chain>
  Result<syntax::ExpressionPtr> BuildLogicalChain(Chain* context, std::string_view name,
                                                  antlr4::tree::TerminalNode* symbol);
  template <typename Items>
  Status AppendExpressions(const Items& items, std::vector<syntax::ExpressionPtr>* expressions);

  syntax::ExpressionPtr NewCall(std::string_view name, SourceRange name_range,
                                SourceRange range) const;
  // not(`inner`) where the operator is negated: NOT IN, NOT LIKE.
  syntax::ExpressionPtr NegateIf(antlr4::tree::TerminalNode* negation,
                                 syntax::ExpressionPtr inner) const;
  syntax::ExpressionPtr CloneOperand(const syntax::Expression& expression);
  syntax::Name NameOf(grammar::CostQLParser::IdentifierContext* context) const;
  syntax::Name NameOfToken(const antlr4::Token* token) const;
  std::optional<syntax::Name> AliasOf(grammar::CostQLParser::IdentifierContext* identifier,
                                      grammar::CostQLParser::BareAliasContext* bare) const;
  Status GivenTwice(const antlr4::ParserRuleContext* context, std::string_view name) const;

  std::string_view text_;
  const CodePointOffsets* offsets_;
  int copied_nodes_ = 0;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PARSER_TREE_BUILDER_H_
