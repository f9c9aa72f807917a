#ifndef COSTDB_QUERY_EXEC_AGGREGATE_PARTITIONED_AGGREGATE_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_PARTITIONED_AGGREGATE_H_

#include <memory>
#include <vector>

#include "query/exec/aggregate/aggregate_sink.h"
#include "query/exec/pipeline/sink.h"
#include "query/exec/pipeline/stream_operator.h"

namespace costdb::query {

/// An Aggregate whose groups never reach over a row group (IsPartitionedByTrace): every worker
/// finishes the groups of a row group when it has read it and hands them upward as a batch. So
/// nothing is merged, no more groups are held than a row group has, and what lies above runs in the
/// same pipeline, in parallel. Groups come in the order of the row groups.
class PartitionedAggregate : public Sink {
 public:
  /// Groups go through `operators` into `above`. All must outlive the sink.
  PartitionedAggregate(const LogicalPlan& node, const StreamPlan& operators, Sink* above,
                       const FunctionContext& context);
  ~PartitionedAggregate() override;

  Result<SinkWorker*> AddWorker(std::uint64_t rows) override;
  /// What `above` makes of the groups.
  Result<Batch> Finish() override { return above_->Finish(); }

 private:
  class Worker;

  AggregateLayout layout_;
  const StreamPlan& operators_;
  Sink* above_;
  FunctionContext context_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_PARTITIONED_AGGREGATE_H_
