#ifndef COSTDB_QUERY_PLAN_EXPLAIN_H_
#define COSTDB_QUERY_PLAN_EXPLAIN_H_

#include <functional>
#include <string>
#include <vector>

#include "costdb/status.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// A plan as a tree for people, a line a node, the last step first, details beneath their node:
///
///     Limit 10
///     └─ Sort dollars DESC
///        └─ Aggregate by user: sum(cost)
///           └─ Scan calls: user, cost
///              where cost > $1
///
/// `how_it_runs` adds lines beneath a node; it may be empty. Fails only as that does.
Result<std::vector<std::string>> ExplainPlan(
    const LogicalPlan& plan,
    const std::function<Result<std::vector<std::string>>(const LogicalPlan&)>& how_it_runs);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PLAN_EXPLAIN_H_
