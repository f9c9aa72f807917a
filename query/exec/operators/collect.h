#ifndef COSTDB_QUERY_EXEC_OPERATORS_COLLECT_H_
#define COSTDB_QUERY_EXEC_OPERATORS_COLLECT_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "query/exec/pipeline/sink.h"
#include "query/functions/scalar_function.h"

namespace costdb::query {

/// Gathers rows in the order of the morsels, the first `limit` of them when there is a limit. Then
/// it stops reading as soon as the morsels up to some point hold that many.
class Collect : public Sink {
 public:
  /// `limit` is UINT64_MAX where all rows are wanted.
  Collect(std::uint64_t limit, const FunctionContext& context);
  ~Collect() override;

  Result<SinkWorker*> AddWorker(std::uint64_t rows) override;
  Result<Batch> Finish() override;

 private:
  class Worker;
  struct Part {
    std::uint32_t morsel = 0;
    Batch rows;
  };

  /// A morsel has been read and has so many rows.
  void Count(std::uint32_t morsel, std::uint64_t rows);

  std::uint64_t limit_;
  QueryLimits* limits_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::mutex mutex_;
  std::vector<std::int64_t> finished_rows_;  ///< By morsel, -1 until it is finished. Under mutex_.
  std::uint32_t prefix_ = 0;                 ///< Morsels below it are finished. Under mutex_.
  std::uint64_t prefix_rows_ = 0;            ///< What they hold. Under mutex_.
  /// Morsels from here on cannot matter.
  std::atomic<std::uint32_t> last_wanted_{UINT32_MAX};
};

/// Appends the rows of one batch to another of the same columns.
void AppendBatch(const Batch& from, Batch* to);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_OPERATORS_COLLECT_H_
