#ifndef COSTDB_QUERY_EXEC_PIPELINE_PIPELINE_H_
#define COSTDB_QUERY_EXEC_PIPELINE_PIPELINE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "costdb/status.h"
#include "query/exec/executor.h"
#include "query/exec/pipeline/batch.h"
#include "query/exec/pipeline/sink.h"
#include "query/exec/pipeline/stream_operator.h"
#include "query/exec/scan/scan_plan.h"
#include "query/functions/scalar_function.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

class AggregateSink;

/// Pushes the rows of a scan through operators into a sink, row groups in parallel. `aggregate` is
/// the sink when it may answer row groups from their statistics, else nullptr. `*rows_scanned`
/// grows by the rows looked at.
Status RunScan(const ScanPlan& scan, const StreamPlan& operators, Sink* sink,
               AggregateSink* aggregate, const ExecutionOptions& options,
               const FunctionContext& context, std::uint64_t* rows_scanned);

/// Pushes rows that an operator has gathered through operators into a sink.
Status RunBatch(Batch batch, const StreamPlan& operators, Sink* sink,
                const FunctionContext& context);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_PIPELINE_PIPELINE_H_
