#include "query/parser/expected_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace costdb::query {
namespace {

using Words = std::pair<std::string_view, std::string_view>;

// Tokens in the order in which an answer names them.
constexpr std::array kTokenWords = {
    Words{"COMMA", "\",\""},
    Words{"RIGHT_PAREN", "\")\""},
    Words{"RIGHT_BRACKET", "\"]\""},
    Words{"LEFT_PAREN", "\"(\""},
    Words{"FROM", "FROM"},
    Words{"AS", "AS"},
    Words{"BY", "BY"},
    Words{"EQ", "="},
    Words{"TO", "TO"},
    Words{"WHEN", "WHEN"},
    Words{"THEN", "THEN"},
    Words{"ELSE", "ELSE"},
    Words{"END", "END"},
    Words{"AND", "AND"},
    Words{"BETWEEN", "BETWEEN"},
    Words{"IN", "IN"},
    Words{"LIKE", "LIKE"},
    Words{"ILIKE", "ILIKE"},
    Words{"NULL_", "NULL"},
    Words{"FIRST", "FIRST"},
    Words{"LAST", "LAST"},
    Words{"NOT", "NOT"},
    Words{"ALL", "ALL"},
    Words{"SELECT", "SELECT"},
    Words{"WITH", "WITH"},
    Words{"EXPLAIN", "EXPLAIN"},
    Words{"SET", "SET"},
    Words{"SHOW", "SHOW"},
    Words{"DESCRIBE", "DESCRIBE"},
    Words{"NUMBER", "a number"},
    Words{"PERCENT", "a percentage such as 1%"},
    Words{"DURATION", "a duration such as 1h"},
    Words{"STRING", "a text between single quotes"},
};

constexpr std::array<std::string_view, 8> kContinuations = {"WHERE",  "SINCE", "UNTIL", "GROUP",
                                                            "HAVING", "ORDER", "LIMIT", "OFFSET"};

constexpr std::array<std::string_view, 13> kClauseKeywords = {
    "SELECT", "FROM",  "WHERE", "SINCE",  "UNTIL",   "GROUP",   "EVERY",
    "HAVING", "ORDER", "LIMIT", "OFFSET", "EXPLAIN", "DESCRIBE"};

constexpr std::array kForeignWords = {
    Words{"join", "CostQL has no joins: calls already carry their trace's user, session and root"},
    Words{"inner", "CostQL has no joins: calls already carry their trace's user, session and root"},
    Words{"union", "CostQL has no UNION: ask two questions, separated by ;"},
    Words{"over", "CostQL has no window functions; share(x) is a group's part of the total"},
    Words{"insert", "CostQL only reads; spans come in through ingest"},
    Words{"update", "CostQL only reads; spans come in through ingest"},
    Words{"delete", "CostQL only reads; spans come in through ingest"},
    Words{"create", "CostQL only reads; spans come in through ingest"},
    Words{"drop", "CostQL only reads; spans come in through ingest"},
    Words{"interval", "a duration is written 90s, 1h or 7d"},
    Words{"cast", "CostQL has no casts: types are settled by the functions that need them"},
};

bool Contains(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string JoinWithOr(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

// Where an expression may start nearly every token may follow; one word says it.
std::vector<std::string_view> StarterWords(std::span<const std::string_view> names) {
  std::vector<std::string_view> words;
  if (Contains(names, "STAR") && Contains(names, "DISTINCT")) words.push_back("*");
  words.push_back("an expression");
  if (Contains(names, "RIGHT_PAREN")) words.push_back("\")\"");
  if (Contains(names, "ALL")) words.push_back("ALL");
  return words;
}

}  // namespace

std::string ExpectedWords(std::span<const std::string_view> token_names) {
  const bool is_expression_start = Contains(token_names, "CASE") &&
                                   Contains(token_names, "MONEY") &&
                                   Contains(token_names, "LEFT_PAREN");
  if (is_expression_start) return JoinWithOr(StarterWords(token_names));

  std::vector<std::string_view> words;
  const bool is_name =
      Contains(token_names, "IDENTIFIER") && Contains(token_names, "QUOTED_IDENTIFIER");
  const bool may_end = Contains(token_names, "EOF") || Contains(token_names, "SEMICOLON");
  const bool after_operand = Contains(token_names, "PLUS") && Contains(token_names, "SLASH");
  const bool may_continue = Contains(token_names, "WHERE");
  const bool is_statement_start = Contains(token_names, "EXPLAIN") && may_end;
  if (is_name && !may_continue && !is_statement_start && !after_operand) words.push_back("a name");
  for (const auto& [token, word] : kTokenWords) {
    if (!Contains(token_names, token)) continue;
    const bool is_operator = token == "EQ" || token == "AND" || token == "IN" || token == "LIKE" ||
                             token == "ILIKE" || token == "BETWEEN" || token == "NOT" ||
                             token == "LEFT_PAREN";
    if (after_operand && is_operator) continue;
    const bool is_name_too =
        is_name && !is_statement_start &&
        (token == "FIRST" || token == "LAST" || token == "TO" || token == "SET" ||
         token == "SHOW" || token == "EXPLAIN" || token == "DESCRIBE");
    if (is_name_too) continue;
    const bool is_plain_alias = token == "AS" && may_continue;
    if (is_plain_alias) continue;
    words.push_back(word);
  }
  if (may_continue && !Contains(token_names, "FROM")) {
    words.push_back("a clause such as WHERE, GROUP BY, ORDER BY or LIMIT");
  } else if (may_end && !may_continue && !is_statement_start) {
    if (words.empty()) {
      words = {"an operator", "a clause such as WHERE, GROUP BY, ORDER BY or LIMIT"};
    }
    words.push_back("the end of the statement");
  }
  if (words.empty() && after_operand) words.push_back("an operator");
  if (words.empty()) {
    for (const std::string_view keyword : kContinuations) {
      if (Contains(token_names, keyword)) words.push_back(keyword);
    }
  }
  return JoinWithOr(words);
}

std::span<const std::string_view> ClauseKeywords() {
  return kClauseKeywords;
}

std::string_view HintForForeignWord(std::string_view lowercase_word) {
  const auto* found =
      std::find_if(kForeignWords.begin(), kForeignWords.end(),
                   [&](const Words& entry) { return entry.first == lowercase_word; });
  return found == kForeignWords.end() ? std::string_view() : found->second;
}

}  // namespace costdb::query
