#ifndef COSTDB_QUERY_EXEC_AGGREGATE_AGGREGATE_SINK_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_AGGREGATE_SINK_H_

#include <memory>
#include <optional>
#include <vector>

#include "query/exec/aggregate/accumulator.h"
#include "query/exec/aggregate/group_table.h"
#include "query/exec/expression/expression_evaluator.h"
#include "query/exec/pipeline/sink.h"
#include "query/exec/query_limits.h"
#include "query/exec/scan/scan_plan.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// What an Aggregate node computes, every expression and every accumulator once.
struct AggregateLayout {
  const LogicalPlan* node = nullptr;
  std::vector<const BoundExpression*> inputs;           ///< Distinct expressions over the input.
  std::vector<std::size_t> keys;                        ///< Indexes into inputs.
  std::vector<const AggregateCall*> states;             ///< One call for each accumulator.
  std::vector<std::vector<std::size_t>> state_inputs;   ///< Indexes into inputs.
  std::vector<std::optional<std::size_t>> call_states;  ///< Accumulator of each call of the node.
};

/// What an aggregate computes.
AggregateLayout MakeLayout(const LogicalPlan& node);

/// Where a batch of pre-aggregated cells has what calls do not have.
struct CellColumns {
  std::uint32_t calls = 0;           ///< The calls of each cell.
  std::vector<std::uint32_t> known;  ///< Of each accumulator: calls whose argument is not NULL.
};

/// Groups and aggregates, one worker's part.
class AggregateWorker : public SinkWorker {
 public:
  /// `is_repeatable` says that all rows can be shown twice.
  static Result<std::unique_ptr<AggregateWorker>> Make(const AggregateLayout& layout,
                                                       std::uint64_t rows, bool is_repeatable,
                                                       const FunctionContext& context);

  /// Makes what is to see all rows once more, to be merged into this; nullptr when nothing is.
  Result<std::unique_ptr<AggregateWorker>> MakeNextPass(std::uint64_t rows,
                                                        const FunctionContext& context);

  Status Consume(std::uint32_t morsel, Batch* batch) override;

  /// Takes cells instead of rows: the argument of each accumulator is a sum.
  Status ConsumeCells(std::uint32_t morsel, const CellColumns& columns, Batch* batch);

  /// Aggregates a whole morsel of a scan from its statistics; false when its rows have to be read.
  Result<bool> ConsumeStatistics(const LogicalPlan& scan, const Morsel& morsel);

  /// Takes over what another worker has.
  Status Merge(AggregateWorker& other);

  /// Makes `batch` the groups so far, one a row, keys first.
  Status FinishGroups(Batch* batch);

  /// Forgets all groups; memory is kept for the next ones.
  void Clear();

 private:
  AggregateWorker(const AggregateLayout& layout, QueryLimits* limits)
      : layout_(layout), charge_(limits) {}

  static Result<std::unique_ptr<AggregateWorker>> MakeEmpty(const AggregateLayout& layout,
                                                            std::uint64_t rows,
                                                            const FunctionContext& context);
  /// Evaluates the inputs into `values_` and groups the rows by their keys.
  Result<GroupedRows> AssignGroups(std::uint32_t morsel, const Batch& batch);
  /// Adds up the arguments that are offsets, all at once, where groups are told by masks.
  void SumOffsetsByMask(GroupedRows* grouped);
  bool HaveArgumentsNulls(std::size_t rows) const;
  Status ChargeMemory();

  const AggregateLayout& layout_;
  MemoryCharge charge_;
  std::vector<std::unique_ptr<ExpressionEvaluator>> evaluators_;
  std::unique_ptr<GroupTable> group_table_;
  std::vector<std::unique_ptr<Accumulator>> accumulators_;  ///< nullptr: not in this pass.
  bool is_next_pass_ = false;                               ///< Its groups are only numbers.
  std::vector<const Vector*> values_;
  std::vector<const Vector*> arguments_;
  std::vector<std::uint32_t> groups_;
  std::vector<const std::uint32_t*> offset_columns_;  ///< Of GroupedRows, as the next.
  std::vector<std::uint64_t> offset_sums_;
};

/// The Aggregate operator: one row a group, keys first.
class AggregateSink : public Sink {
 public:
  /// The node must outlive the sink. `is_repeatable` says that all rows can be shown twice.
  AggregateSink(const LogicalPlan& node, bool is_repeatable, const FunctionContext& context);

  Result<SinkWorker*> AddWorker(std::uint64_t rows) override;
  Result<bool> StartNextPass() override;
  Result<Batch> Finish() override;

  const AggregateLayout& layout() const { return layout_; }

 private:
  Status MergeWorkers();

  AggregateLayout layout_;
  bool is_repeatable_;
  bool is_next_pass_ = false;
  std::uint64_t rows_ = 0;  ///< As AddWorker was told.
  FunctionContext context_;
  std::vector<std::unique_ptr<AggregateWorker>> workers_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_AGGREGATE_SINK_H_
