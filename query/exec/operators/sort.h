#ifndef COSTDB_QUERY_EXEC_OPERATORS_SORT_H_
#define COSTDB_QUERY_EXEC_OPERATORS_SORT_H_

#include <memory>
#include <vector>

#include "query/exec/pipeline/sink.h"
#include "query/functions/scalar_function.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// Sorts all rows; rows with equal keys keep the order of the morsels. With a limit only that many
/// rows are kept: every worker drops what cannot be among them (TopRows), and cuts what it has
/// gathered all the same whenever that has grown to a few times the limit.
class Sort : public Sink {
 public:
  /// `limit` is UINT64_MAX where all rows are wanted. The keys must outlive the sink.
  Sort(const std::vector<SortKey>& keys, std::uint64_t limit, const FunctionContext& context);
  ~Sort() override;

  Result<SinkWorker*> AddWorker(std::uint64_t rows) override;
  Result<Batch> Finish() override;

 private:
  class Worker;
  struct Part {
    std::uint32_t morsel = 0;
    Batch rows;
  };

  const std::vector<SortKey>& keys_;
  std::uint64_t limit_;
  FunctionContext context_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_OPERATORS_SORT_H_
