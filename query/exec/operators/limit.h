#ifndef COSTDB_QUERY_EXEC_OPERATORS_LIMIT_H_
#define COSTDB_QUERY_EXEC_OPERATORS_LIMIT_H_

#include <cstdint>

#include "query/exec/pipeline/batch.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// How many rows of its input a Limit node can need, from the first on; UINT64_MAX when that
/// depends on how many there are.
std::uint64_t RowsWanted(const LogicalPlan& limit);

/// Cuts a batch to what a Limit node keeps: the offset is skipped, then `count` rows or `percent`
/// of all rows, rounded up, are kept.
void ApplyLimit(const LogicalPlan& limit, Batch* batch);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_OPERATORS_LIMIT_H_
