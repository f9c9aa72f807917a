#ifndef COSTDB_QUERY_PLAN_TRACE_PARTITION_H_
#define COSTDB_QUERY_PLAN_TRACE_PARTITION_H_

#include "query/plan/logical_plan.h"

namespace costdb::query {

/// Whether every group of an Aggregate node lies inside one row group: it groups by the trace id of
/// a scan's rows, among other things, and a row group holds whole traces. False where an aggregate
/// has to see all groups, as share does.
bool IsPartitionedByTrace(const LogicalPlan& aggregate);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PLAN_TRACE_PARTITION_H_
