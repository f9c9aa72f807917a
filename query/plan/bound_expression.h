#ifndef COSTDB_QUERY_PLAN_BOUND_EXPRESSION_H_
#define COSTDB_QUERY_PLAN_BOUND_EXPRESSION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "costdb/value.h"
#include "engine/schema/column.h"
#include "query/syntax/source_range.h"

namespace costdb::query {

struct ScalarFunction;     // functions/scalar_function.h
struct AggregateFunction;  // functions/aggregate_function.h

/// A column that a plan node hands to the node above it.
struct PlanColumn {
  std::string name;
  Type type = Type::kNull;
  /// kText only: set when values are codes of this dictionary, unset when they are plain text.
  std::optional<engine::ColumnId> dictionary;
};

enum class BoundKind : std::uint8_t { kConstant, kColumn, kCall };

/// An expression whose names and types are settled. `kCall` covers operators, CASE, IN and LIKE
/// too: each is a row of the scalar function table. Aggregates stand in AggregateCall, never here.
struct BoundExpression {
  BoundKind kind = BoundKind::kConstant;
  Type type = Type::kNull;
  Value constant;                            ///< kConstant
  std::uint32_t column = 0;                  ///< kColumn: index into the input node's columns.
  const ScalarFunction* function = nullptr;  ///< kCall
  std::vector<std::unique_ptr<BoundExpression>> arguments;  ///< kCall
  /// kText only: the dictionary when the values are codes (a bare dictionary column).
  std::optional<engine::ColumnId> dictionary;
  std::string text;   ///< As EXPLAIN prints it.
  SourcePlace place;  ///< Where the query says so, for errors while it runs.
};
using BoundExpressionPtr = std::unique_ptr<BoundExpression>;

/// One aggregate of an Aggregate node.
struct AggregateCall {
  const AggregateFunction* function = nullptr;
  bool distinct = false;
  std::vector<BoundExpressionPtr> arguments;  ///< Over the input node's columns; none for count(*).
  /// Constant parameter: the q of quantile(x, q), the fraction of top_share(x, key, n%). A double
  /// is enough: it selects a rank, it does not touch money.
  double parameter = 0;
  Type type = Type::kNull;  ///< Of the result.
  std::string text;         ///< As EXPLAIN prints it.
  SourcePlace place;        ///< Where the query says so, for errors while it runs.
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PLAN_BOUND_EXPRESSION_H_
