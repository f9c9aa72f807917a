#ifndef COSTDB_QUERY_EXEC_PIPELINE_SINK_H_
#define COSTDB_QUERY_EXEC_PIPELINE_SINK_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "costdb/status.h"
#include "query/exec/pipeline/batch.h"

namespace costdb::query {

/// What one worker thread keeps of a sink.
class SinkWorker {
 public:
  virtual ~SinkWorker() = default;

  /// Takes rows of a morsel, in their order; may take the vectors away from the batch. The morsels
  /// of a row group all go to one worker, which sees its morsels in ascending order.
  virtual Status Consume(std::uint32_t morsel, Batch* batch) = 0;

  /// False when no further row of the morsel can matter.
  virtual bool WantsMore(std::uint32_t morsel) const {
    static_cast<void>(morsel);
    return true;
  }

  /// The morsel has been read to its end, or as far as it was wanted.
  virtual Status FinishMorsel(std::uint32_t morsel) {
    static_cast<void>(morsel);
    return Status::Ok();
  }

  /// The same of all morsels of a row group, of which `morsel` is the last.
  virtual Status FinishRowGroup(std::uint32_t morsel) {
    static_cast<void>(morsel);
    return Status::Ok();
  }
};

/// Where a pipeline ends: an operator that has to see all rows, or the result. Workers run in
/// parallel; the sink itself is used before they start and after they have finished.
class Sink {
 public:
  virtual ~Sink() = default;

  /// A worker's part; owned by the sink. `rows` is how many rows the source has at most.
  virtual Result<SinkWorker*> AddWorker(std::uint64_t rows) = 0;

  /// Asked when every worker has finished: whether all rows are to be shown once more, to new
  /// workers.
  virtual Result<bool> StartNextPass() { return false; }

  /// All rows that the operator hands upward, once every worker has finished.
  virtual Result<Batch> Finish() = 0;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_PIPELINE_SINK_H_
