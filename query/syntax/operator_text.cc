#include "query/syntax/operator_text.h"

#include <array>
#include <cstddef>

#include <fmt/format.h>

namespace costdb::query {
namespace {

struct InfixOperator {
  std::string_view name;
  std::string_view symbol;
  int precedence;
};

constexpr int kNotPrecedence = 30;
constexpr int kComparisonPrecedence = 40;
constexpr int kSignPrecedence = 70;

constexpr std::array kInfixOperators = {
    InfixOperator{"or", "OR", 10},     InfixOperator{"and", "AND", 20},
    InfixOperator{"=", "=", 40},       InfixOperator{"!=", "!=", 40},
    InfixOperator{"<", "<", 40},       InfixOperator{"<=", "<=", 40},
    InfixOperator{">", ">", 40},       InfixOperator{">=", ">=", 40},
    InfixOperator{"like", "LIKE", 40}, InfixOperator{"ilike", "ILIKE", 40},
    InfixOperator{"+", "+", 50},       InfixOperator{"-", "-", 50},
    InfixOperator{"||", "||", 50},     InfixOperator{"*", "*", 60},
    InfixOperator{"/", "/", 60},
};

const InfixOperator* FindInfix(std::string_view name) {
  for (const InfixOperator& entry : kInfixOperators) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

std::string Parenthesized(const OperandText& operand, int minimum_precedence) {
  return operand.precedence < minimum_precedence ? "(" + operand.text + ")" : operand.text;
}

std::string InfixText(const InfixOperator& entry, std::span<const OperandText> operands) {
  std::string text =
      Parenthesized(operands[0], entry.precedence == kComparisonPrecedence ? entry.precedence + 1
                                                                           : entry.precedence);
  const bool is_associative = entry.name == "and" || entry.name == "or";
  for (const OperandText& operand : operands.subspan(1)) {
    text += fmt::format(" {} ", entry.symbol);
    text += Parenthesized(operand, is_associative ? entry.precedence : entry.precedence + 1);
  }
  return text;
}

std::string ListText(std::span<const OperandText> operands) {
  std::string text;
  for (const OperandText& operand : operands) {
    if (!text.empty()) text += ", ";
    text += operand.text;
  }
  return text;
}

std::string CaseText(std::span<const OperandText> operands) {
  std::string text = "CASE";
  std::size_t next = 0;
  for (; next + 1 < operands.size(); next += 2) {
    text += fmt::format(" WHEN {} THEN {}", operands[next].text, operands[next + 1].text);
  }
  if (next < operands.size()) text += " ELSE " + operands[next].text;
  return text + " END";
}

}  // namespace

int PrecedenceOf(std::string_view function_name) {
  if (const InfixOperator* entry = FindInfix(function_name)) return entry->precedence;
  if (function_name == "not") return kNotPrecedence;
  if (function_name == "neg") return kSignPrecedence;
  if (function_name == "in" || function_name == "is_null" || function_name == "is_not_null" ||
      function_name == "between") {
    return kComparisonPrecedence;
  }
  return kPrimaryPrecedence;
}

std::string CallText(std::string_view function_name, std::span<const OperandText> operands) {
  const InfixOperator* infix = FindInfix(function_name);
  if (infix != nullptr && operands.size() >= 2) return InfixText(*infix, operands);
  if (function_name == "case") return CaseText(operands);
  if (operands.empty()) return fmt::format("{}()", function_name);
  const std::string first = Parenthesized(operands[0], kComparisonPrecedence + 1);
  if (function_name == "not") return "NOT " + Parenthesized(operands[0], kNotPrecedence);
  if (function_name == "neg") return "-" + Parenthesized(operands[0], kSignPrecedence + 1);
  if (function_name == "is_null") return first + " IS NULL";
  if (function_name == "is_not_null") return first + " IS NOT NULL";
  if (function_name == "in") return fmt::format("{} IN ({})", first, ListText(operands.subspan(1)));
  if (function_name == "between" && operands.size() == 3) {
    return fmt::format("{} BETWEEN {} AND {}", first,
                       Parenthesized(operands[1], kComparisonPrecedence + 1),
                       Parenthesized(operands[2], kComparisonPrecedence + 1));
  }
  return fmt::format("{}({})", function_name, ListText(operands));
}

std::string QuotedText(std::string_view text) {
  std::string quoted = "'";
  for (const char byte : text) {
    if (byte == '\'') quoted += '\'';
    quoted += byte;
  }
  return quoted + "'";
}

}  // namespace costdb::query
