#ifndef COSTDB_QUERY_PARSER_PARSER_H_
#define COSTDB_QUERY_PARSER_PARSER_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "query/syntax/statement.h"

namespace costdb::query {

/// Longer texts are refused before they are read.
inline constexpr std::size_t kMaximumQueryBytes = std::size_t{1} << 20;

/// How deep parentheses, CASE and signs may nest, so that a hostile query meets an error and not
/// the end of the stack.
inline constexpr int kMaximumNesting = 100;

/// How many + - * / one text may hold, for the same reason.
inline constexpr int kMaximumArithmeticOperators = 500;

/// How many nodes CASE x WHEN ... may copy: x stands in every comparison it is short for.
inline constexpr int kMaximumCopiedNodes = 100'000;

/// Reads CostQL statements, separated by ';'. Empty statements are left out. An error tells what
/// was expected, with the place under a caret. Thread-safe.
Result<std::vector<syntax::Statement>> ParseStatements(std::string_view text);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PARSER_PARSER_H_
