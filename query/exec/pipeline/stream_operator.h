#ifndef COSTDB_QUERY_EXEC_PIPELINE_STREAM_OPERATOR_H_
#define COSTDB_QUERY_EXEC_PIPELINE_STREAM_OPERATOR_H_

#include "costdb/status.h"
#include "query/exec/pipeline/batch.h"

namespace costdb::query {

/// An operator that turns a batch into a batch without having to see others: filter, project. Not
/// thread-safe: every worker has its own.
class StreamOperator {
 public:
  virtual ~StreamOperator() = default;

  /// Replaces the batch by what the operator makes of it.
  virtual Status Process(Batch* batch) = 0;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_PIPELINE_STREAM_OPERATOR_H_
