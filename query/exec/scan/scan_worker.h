#ifndef COSTDB_QUERY_EXEC_SCAN_SCAN_WORKER_H_
#define COSTDB_QUERY_EXEC_SCAN_SCAN_WORKER_H_

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "costdb/status.h"
#include "query/exec/expression/expression_evaluator.h"
#include "query/exec/pipeline/batch.h"
#include "query/exec/scan/column_loader.h"
#include "query/exec/scan/scan_plan.h"
#include "query/exec/scan/step_bounds.h"

namespace costdb::query {

/// Takes one block of rows that passed; false ends the morsel early.
using BlockConsumer = std::function<Result<bool>(Batch*)>;

/// Reads morsels block by block: first the columns of the conditions, and the others only where a
/// row is left. Not thread-safe: every worker thread has its own.
class ScanWorker {
 public:
  /// The plan and the context must outlive the worker.
  static Result<std::unique_ptr<ScanWorker>> Make(const ScanPlan& plan,
                                                  const FunctionContext& context);

  /// Hands every block of a morsel that has rows left to `consume`.
  Status ScanMorsel(const Morsel& morsel, const BlockConsumer& consume);

 private:
  static constexpr std::size_t kBlockWords = engine::kBlockRows / 64;

  struct Condition {
    std::unique_ptr<ExpressionEvaluator> evaluator;
    std::vector<std::uint32_t> columns;
  };

  explicit ScanWorker(const ScanPlan& plan);

  Status ReadBlock(std::uint32_t first_row, std::uint32_t rows);
  Status ApplyRanges(std::uint32_t first_row, std::uint32_t rows);
  Status ApplyConditions(std::uint32_t first_row, std::uint32_t rows);
  Status ApplyRangeTo(const RangeFilter& range, std::uint32_t first_row, std::uint32_t rows);
  Status LoadInForm(std::uint32_t column, std::uint32_t first_row, std::uint32_t rows);
  Status LoadColumn(std::uint32_t column, std::uint32_t first_row, std::uint32_t rows);
  void Keep(std::span<const std::uint32_t> survivors);
  void KeepSelected(Vector* vector);
  void ListSelected(std::uint32_t rows);

  const ScanPlan& plan_;
  ColumnLoader loader_;
  std::vector<Condition> conditions_;
  std::vector<std::unique_ptr<StepBounds>> steps_;  ///< Of the columns whose form is kStep.
  std::vector<RangeFilter> ranges_;  ///< The ones that the morsel's statistics leave open.
  const std::uint64_t* deleted_ = nullptr;

  // The block at hand.
  Batch batch_;
  std::vector<bool> loaded_;  ///< Columns of `batch_` that hold the rows of `selected_`.
  std::array<std::uint64_t, kBlockWords> words_{};
  std::vector<std::uint32_t> selected_;  ///< Offsets of the rows left; all rows when `all_`.
  bool all_ = true;
  std::vector<std::uint32_t> survivors_;
  std::vector<std::uint32_t> kept_;
  Vector scratch_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_SCAN_SCAN_WORKER_H_
