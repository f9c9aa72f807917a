#ifndef COSTDB_QUERY_EXEC_PREAGGREGATES_CELL_CONSTANT_H_
#define COSTDB_QUERY_EXEC_PREAGGREGATES_CELL_CONSTANT_H_

#include <string>
#include <vector>

#include "engine/schema/column.h"
#include "query/plan/bound_expression.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// What an expression reads that has one value for all calls of a pre-aggregated cell.
struct CellReads {
  std::vector<engine::ColumnId> dimensions;
  /// Time zones whose days and hours it cuts time into: they have to begin with whole hours of UTC.
  std::vector<std::string> zones;
};

/// Whether an expression over a scan has the same value for all calls of a cell: it reads only
/// dimensions, and the time only cut into buckets of whole hours. Adds what it reads to `reads`.
bool IsConstantInCell(const BoundExpression& expression, const LogicalPlan& scan, CellReads* reads);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_PREAGGREGATES_CELL_CONSTANT_H_
