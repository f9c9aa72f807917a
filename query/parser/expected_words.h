#ifndef COSTDB_QUERY_PARSER_EXPECTED_WORDS_H_
#define COSTDB_QUERY_PARSER_EXPECTED_WORDS_H_

#include <span>
#include <string>
#include <string_view>

namespace costdb::query {

/// What may follow, as a person says it: "an expression", "\",\" or FROM", "a name". `token_names`
/// are the grammar's names of the tokens that the parser would have taken.
std::string ExpectedWords(std::span<const std::string_view> token_names);

/// The words that start a statement or a clause, for "did you mean".
std::span<const std::string_view> ClauseKeywords();

/// What to say of a word that other SQL dialects know and CostQL does not, such as JOIN; empty for
/// other words.
std::string_view HintForForeignWord(std::string_view lowercase_word);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PARSER_EXPECTED_WORDS_H_
