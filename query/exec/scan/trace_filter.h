#ifndef COSTDB_QUERY_EXEC_SCAN_TRACE_FILTER_H_
#define COSTDB_QUERY_EXEC_SCAN_TRACE_FILTER_H_

#include <cstddef>
#include <optional>

#include "costdb/status.h"
#include "query/exec/scan/range_filter.h"
#include "query/functions/scalar_function.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// The condition as a range of trace ordinals, if it asks for the rows of one trace by its id. The
/// range is empty when the snapshot does not have the trace.
Result<std::optional<RangeFilter>> AsTraceFilter(const BoundExpression& condition,
                                                 const LogicalPlan& scan,
                                                 const FunctionContext& context);

/// Narrows [*first, *end), row groups of a snapshot, to those that can have traces of the range.
void NarrowToTraces(const RangeFilter& range, std::size_t* first, std::size_t* end);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_SCAN_TRACE_FILTER_H_
