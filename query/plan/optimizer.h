#ifndef COSTDB_QUERY_PLAN_OPTIMIZER_H_
#define COSTDB_QUERY_PLAN_OPTIMIZER_H_

#include "engine/store/dictionaries.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// Makes a bound plan cheaper; its result stays the same. Conditions go down into the scans and
/// become zone bounds there, projections on top of each other become one, and scans read only what
/// is needed.
LogicalPlanPtr Optimize(LogicalPlanPtr plan, const engine::Dictionaries& dictionaries);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PLAN_OPTIMIZER_H_
