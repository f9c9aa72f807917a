#ifndef COSTDB_QUERY_EXEC_AGGREGATE_AGGREGATE_FORMS_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_AGGREGATE_FORMS_H_

#include <vector>

#include "query/exec/scan/column_form.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// In what forms an Aggregate node directly above a scan takes the scan's columns: a lone key by
/// run, and time by bucket.
std::vector<ColumnForm> FormsForAggregate(const LogicalPlan& aggregate, const LogicalPlan& scan);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_AGGREGATE_FORMS_H_
