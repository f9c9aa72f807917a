#ifndef COSTDB_QUERY_PLAN_LOGICAL_PLAN_H_
#define COSTDB_QUERY_PLAN_LOGICAL_PLAN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/schema/column.h"
#include "query/plan/bound_expression.h"

namespace costdb::query {

enum class PlanKind : std::uint8_t {
  kScan,
  kFilter,
  kProject,
  kAggregate,
  kSort,
  kLimit,
  kOneRow,
  kPrices,
};

/// A stored column that a scan reads.
struct ScanColumn {
  engine::ColumnId id{};
  engine::ColumnType type{};
};

/// `value` compared with bounds that zone maps can answer: minimum <= column <= maximum, inclusive.
/// A redundant copy of a part of the predicate, for skipping row groups and blocks only.
struct ZoneBound {
  engine::ColumnId column{};
  std::int64_t minimum = INT64_MIN;
  std::int64_t maximum = INT64_MAX;
};

struct SortKey {
  std::uint32_t column = 0;  ///< Index into the input's columns.
  bool descending = false;
  bool nulls_first = false;
};

/// One node of a plan: a tree of relational operators. Fields are used by the kinds they name.
struct LogicalPlan {
  PlanKind kind = PlanKind::kScan;
  std::unique_ptr<LogicalPlan> input;  ///< All but kScan, kOneRow and kPrices.
  std::vector<PlanColumn> columns;     ///< What the node hands upward.

  // kScan: rows of a relation; columns[i] is read from scan_columns[i].
  engine::Relation relation{};
  std::vector<ScanColumn> scan_columns;
  std::vector<ZoneBound> zone_bounds;

  // kPrices: columns[i] is column price_columns[i] of the relation `prices`.
  std::vector<std::uint32_t> price_columns;

  // kScan (may be empty) and kFilter: keep rows where it is true. Over the node's input columns
  // (for kScan: over its own columns).
  BoundExpressionPtr predicate;

  // kProject: columns[i] is expressions[i]. kAggregate: the group keys, which are columns
  // [0, expressions.size()); the aggregates follow. Without keys an aggregate makes one row.
  std::vector<BoundExpressionPtr> expressions;
  std::vector<AggregateCall> aggregates;

  // kSort
  std::vector<SortKey> sort_keys;

  // kLimit: of the rows, skip `offset`, keep `count`, or the share `percent` (in (0, 100], rounded
  // up) where set.
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> count;
  std::optional<double> percent;
};
using LogicalPlanPtr = std::unique_ptr<LogicalPlan>;

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PLAN_LOGICAL_PLAN_H_
