#ifndef COSTDB_QUERY_SYNTAX_EXPRESSION_H_
#define COSTDB_QUERY_SYNTAX_EXPRESSION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/value.h"
#include "query/syntax/source_range.h"

namespace costdb::query::syntax {

enum class ExpressionKind : std::uint8_t {
  kLiteral,
  kParameter,
  kColumn,     ///< user, calls.user
  kAttribute,  ///< attr['team'], resource['k8s.pod.name']
  kStar,       ///< The * of count(*).
  kCall,       ///< Functions, and operators under their row name: "+", "and", "case", "is_null".
};

/// Units that a calendar, not a clock, measures.
enum class CalendarUnit : std::uint8_t { kNone, kDay, kWeek, kMonth, kYear };

/// An expression as it is written. Names and types are not yet settled.
struct Expression {
  ExpressionKind kind = ExpressionKind::kLiteral;
  SourceRange range;
  /// kLiteral. Months and years have no length: their duration is 0 and calendar_unit tells.
  Value literal;
  CalendarUnit calendar_unit = CalendarUnit::kNone;  ///< Durations of one unit: 7d, 1w, 1mo, 1y.
  std::int64_t calendar_count = 0;
  /// kLiteral: as written. kParameter: "1" or "name". kColumn: the name. kAttribute: the key.
  /// kCall: the function as written, or the operator's row name.
  std::string name;
  std::string qualifier;   ///< kColumn: calls in calls.user. kAttribute: attr or resource.
  bool distinct = false;   ///< kCall: count(DISTINCT x).
  SourceRange name_range;  ///< kCall: the function's name or the operator.
  /// Of an argument that is written name => value: its lowercase name.
  std::string argument_name;
  SourceRange argument_name_range;
  std::vector<std::unique_ptr<Expression>> arguments;
};
using ExpressionPtr = std::unique_ptr<Expression>;

/// CostQL text of an expression, in one spelling whatever spaces and redundant parentheses the
/// query has. It names result columns that have no alias.
std::string ToText(const Expression& expression);

}  // namespace costdb::query::syntax

#endif  // COSTDB_QUERY_SYNTAX_EXPRESSION_H_
