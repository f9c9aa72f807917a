#ifndef COSTDB_QUERY_EXEC_PREAGGREGATES_PREAGGREGATE_PLAN_H_
#define COSTDB_QUERY_EXEC_PREAGGREGATES_PREAGGREGATE_PLAN_H_

#include <memory>
#include <string>
#include <vector>

#include "costdb/status.h"
#include "engine/scan/preaggregates.h"
#include "engine/scan/snapshot.h"
#include "query/exec/aggregate/aggregate_sink.h"
#include "query/exec/scan/scan_plan.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// How an aggregate over calls is answered from pre-aggregates: cells for the sealed calls of whole
/// hours, rows for the others. Its parts point at each other: it is not moved.
struct PreaggregatePlan {
  engine::PreaggregateLevel level{};
  engine::PreaggregateDays days;
  LogicalPlan cell_node;  ///< The scan, with the columns of cells after its own.
  CellColumns cell_columns;
  ScanPlan cells;
  std::vector<ScanPlan> rows;  ///< Hours that the query's range of time cuts, and the head.
};

/// Such a plan for the aggregate of `layout` over `scan`; nullptr when cells cannot give the same
/// answer. `needed` as in PlanScan. The scan, the layout and the snapshot must outlive the plan.
Result<std::unique_ptr<PreaggregatePlan>> PlanPreaggregates(const LogicalPlan& scan,
                                                            const AggregateLayout& layout,
                                                            const std::vector<bool>& needed,
                                                            const FunctionContext& context);

/// What EXPLAIN says beneath a node: nothing unless it is an aggregate that pre-aggregates answer.
Result<std::vector<std::string>> ExplainPreaggregates(const LogicalPlan& node,
                                                      const FunctionContext& context);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_PREAGGREGATES_PREAGGREGATE_PLAN_H_
