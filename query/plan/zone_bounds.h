#ifndef COSTDB_QUERY_PLAN_ZONE_BOUNDS_H_
#define COSTDB_QUERY_PLAN_ZONE_BOUNDS_H_

#include <vector>

#include "engine/store/dictionaries.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// What the parts of a scan's condition say about ranges of its columns: comparisons, BETWEEN and
/// IN of a whole number, a time, an amount or a text with constants. One bound a column, the
/// intersection of all that is said; minimum > maximum when nothing can be true. Text is looked up
/// in its dictionary: a row group whose codes do not reach the code does not have the text.
std::vector<ZoneBound> FindZoneBounds(const LogicalPlan& scan,
                                      const std::vector<BoundExpressionPtr>& conditions,
                                      const engine::Dictionaries& dictionaries);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PLAN_ZONE_BOUNDS_H_
