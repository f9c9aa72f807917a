#ifndef COSTDB_QUERY_PARSER_LITERAL_H_
#define COSTDB_QUERY_PARSER_LITERAL_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "costdb/status.h"
#include "costdb/value.h"
#include "query/syntax/expression.h"

namespace costdb::query {

/// 12, 0.25, 1e6, 200K (thousand), 5M (million), 2B (billion): an int where it is whole, an exact
/// decimal otherwise, a double where neither holds it. `text` is a NUMBER token, or any text that
/// should be one.
Result<Value> ParseNumber(std::string_view text);

/// 1% is the decimal 0.01.
Result<Value> ParsePercent(std::string_view text);

/// $0.40, $5K: exact to the picodollar.
Result<Value> ParseMoney(std::string_view text);

/// A duration; one unit of the calendar is told apart, as EVERY and SINCE need it.
struct ParsedDuration {
  std::int64_t nanoseconds = 0;  ///< 0 for months and years, which have no fixed length.
  syntax::CalendarUnit calendar_unit = syntax::CalendarUnit::kNone;
  std::int64_t calendar_count = 0;
};

/// 90s, 1h30m, 7d, 1w, 1mo, 1y.
Result<ParsedDuration> ParseDuration(std::string_view text);

/// The text between two quotes, doubled ones inside made single. `quoted` has its quotes.
std::string UnquoteText(std::string_view quoted);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PARSER_LITERAL_H_
