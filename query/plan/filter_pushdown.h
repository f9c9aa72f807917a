#ifndef COSTDB_QUERY_PLAN_FILTER_PUSHDOWN_H_
#define COSTDB_QUERY_PLAN_FILTER_PUSHDOWN_H_

#include "engine/store/dictionaries.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// Moves every condition as far down as it may go: into scans, where it also becomes zone bounds,
/// through projections and sorts, and below groupings where it looks at keys only. A condition
/// stays above a LIMIT, and above a grouping whose share() it would change. Filters that nothing is
/// left of disappear.
LogicalPlanPtr PushFiltersDown(LogicalPlanPtr plan, const engine::Dictionaries& dictionaries);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PLAN_FILTER_PUSHDOWN_H_
