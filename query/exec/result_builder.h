#ifndef COSTDB_QUERY_EXEC_RESULT_BUILDER_H_
#define COSTDB_QUERY_EXEC_RESULT_BUILDER_H_

#include <vector>

#include "costdb/query_result.h"
#include "costdb/status.h"
#include "query/exec/pipeline/batch.h"
#include "query/functions/scalar_function.h"
#include "query/plan/bound_expression.h"

namespace costdb::query {

/// The rows of a batch as users see them: codes become text, ids hexadecimal digits, and decimals
/// doubles.
Result<QueryResult> BuildResult(const Batch& batch, const std::vector<PlanColumn>& columns,
                                const FunctionContext& context);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_RESULT_BUILDER_H_
