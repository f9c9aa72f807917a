#ifndef COSTDB_QUERY_EXEC_PIPELINE_STREAM_OPERATOR_H_
#define COSTDB_QUERY_EXEC_PIPELINE_STREAM_OPERATOR_H_

#include <memory>
#include <vector>

#include "costdb/status.h"
#include "query/exec/pipeline/batch.h"
#include "query/functions/scalar_function.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// An operator that turns a batch into a batch without having to see others: filter, project. Not
/// thread-safe: every worker has its own.
class StreamOperator {
 public:
  virtual ~StreamOperator() = default;

  /// Replaces the batch by what the operator makes of it.
  virtual Status Process(Batch* batch) = 0;
};

/// Filters and projections between a source and a sink, bottom first.
using StreamPlan = std::vector<const LogicalPlan*>;
using StreamOperators = std::vector<std::unique_ptr<StreamOperator>>;

/// One worker's operators for a plan, which must outlive them.
Result<StreamOperators> MakeOperators(const StreamPlan& plan, const FunctionContext& context);

/// Sends a batch through operators, as long as it has rows.
Status Process(const StreamOperators& operators, Batch* batch);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_PIPELINE_STREAM_OPERATOR_H_
