#ifndef COSTDB_QUERY_SYNTAX_OPERATOR_TEXT_H_
#define COSTDB_QUERY_SYNTAX_OPERATOR_TEXT_H_

#include <span>
#include <string>
#include <string_view>

namespace costdb::query {

/// A piece of an expression's text and how tightly it binds: an operand that binds more loosely
/// than its operator is put in parentheses.
struct OperandText {
  std::string text;
  int precedence = 0;
};

/// The precedence of what a call of this function or operator row prints as.
int PrecedenceOf(std::string_view function_name);

/// What a literal, a column or a function call has: never in need of parentheses.
inline constexpr int kPrimaryPrecedence = 100;

/// A call as CostQL writes it: "a + b", "x IN (1, 2)", "CASE WHEN c THEN v END", "lower(user)".
std::string CallText(std::string_view function_name, std::span<const OperandText> operands);

/// A text between quotes, with its quotes doubled.
std::string QuotedText(std::string_view text);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_SYNTAX_OPERATOR_TEXT_H_
