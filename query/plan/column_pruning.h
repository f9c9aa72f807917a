#ifndef COSTDB_QUERY_PLAN_COLUMN_PRUNING_H_
#define COSTDB_QUERY_PLAN_COLUMN_PRUNING_H_

#include "query/plan/logical_plan.h"

namespace costdb::query {

/// Drops the columns of every node that nothing above reads, down to the columns that scans read.
/// The columns of the plan itself stay. Group keys stay, being what makes the groups.
void PruneColumns(LogicalPlan* plan);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PLAN_COLUMN_PRUNING_H_
