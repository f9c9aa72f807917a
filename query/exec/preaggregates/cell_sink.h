#ifndef COSTDB_QUERY_EXEC_PREAGGREGATES_CELL_SINK_H_
#define COSTDB_QUERY_EXEC_PREAGGREGATES_CELL_SINK_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "query/exec/aggregate/aggregate_sink.h"
#include "query/exec/pipeline/sink.h"

namespace costdb::query {

/// Takes pre-aggregated cells into an aggregate, which then has them as if it had seen their calls.
/// The aggregate finishes; this does not.
class CellSink : public Sink {
 public:
  /// Both must outlive the sink.
  CellSink(AggregateSink& aggregate, const CellColumns& columns)
      : aggregate_(aggregate), columns_(columns) {}

  Result<SinkWorker*> AddWorker(std::uint64_t rows) override;
  Result<Batch> Finish() override { return Batch(); }

 private:
  AggregateSink& aggregate_;
  const CellColumns& columns_;
  std::vector<std::unique_ptr<SinkWorker>> workers_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_PREAGGREGATES_CELL_SINK_H_
