#include "query/exec/executor.h"

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/prices/price_catalog.h"
#include "engine/prices/price_rows.h"
#include "query/exec/aggregate/aggregate_sink.h"
#include "query/exec/aggregate/partitioned_aggregate.h"
#include "query/exec/expression/expression_tree.h"
#include "query/exec/operators/collect.h"
#include "query/exec/operators/limit.h"
#include "query/exec/operators/sort.h"
#include "query/exec/pipeline/pipeline.h"
#include "query/exec/preaggregates/cell_sink.h"
#include "query/exec/preaggregates/preaggregate_plan.h"
#include "query/exec/query_limits.h"
#include "query/exec/result_builder.h"
#include "query/exec/scan/scan_plan.h"
#include "query/plan/trace_partition.h"
#include "query/prices/price_relation.h"

namespace costdb::query {
namespace {

/// Runs a chain of nodes from its source upward, one pipeline after the other: each ends in an
/// operator that has to see all rows before it hands on the first.
class PlanRunner {
 public:
  PlanRunner(const engine::Snapshot& snapshot, const ExecutionOptions& options)
      : options_(options),
        limits_(options.memory_limit_bytes, options.timeout, options.cancelled),
        charge_(&limits_) {
    context_.dictionaries = &snapshot.dictionaries();
    context_.snapshot = &snapshot;
    context_.now_unix_ns = options.now_unix_ns;
    context_.limits = &limits_;
  }

  /// All rows of a node.
  Result<Batch> Run(const LogicalPlan& node);

  const FunctionContext& context() const { return context_; }
  std::uint64_t rows_scanned() const { return rows_scanned_; }

 private:
  Result<Batch> RunLimit(const LogicalPlan& node);
  Status FillFromScan(const LogicalPlan& node, const StreamPlan& operators,
                      const std::vector<bool>& needed, Sink* sink, AggregateSink* aggregate);
  Result<Batch> Fill(const LogicalPlan* top, const LogicalPlan* consumer, Sink* sink,
                     AggregateSink* aggregate);

  const ExecutionOptions& options_;
  QueryLimits limits_;
  MemoryCharge charge_;  ///< Of the rows that have been gathered last.
  FunctionContext context_;
  std::uint64_t rows_scanned_ = 0;
};

bool IsStream(const LogicalPlan& node) {
  return node.kind == PlanKind::kFilter || node.kind == PlanKind::kProject;
}

/// Whether the rows of a node come from a scan as they are read, and can be read again.
bool ReadsScan(const LogicalPlan& node) {
  if (IsStream(node)) return node.input != nullptr && ReadsScan(*node.input);
  return node.kind == PlanKind::kScan;
}

Status CheckInput(const LogicalPlan& node) {
  const bool is_source = node.kind == PlanKind::kScan || node.kind == PlanKind::kOneRow ||
                         node.kind == PlanKind::kPrices;
  if (is_source || node.input != nullptr) return Status::Ok();
  return Status::Internal("a plan node without an input");
}

/// Which columns of a scan are read by the operators on it, up to the first that makes columns of
/// its own.
std::vector<bool> NeededColumns(const LogicalPlan& scan, const StreamPlan& operators,
                                const LogicalPlan* consumer) {
  std::vector<bool> needed(scan.columns.size(), false);
  for (const LogicalPlan* node : operators) {
    if (node->kind == PlanKind::kFilter) {
      MarkColumns(*node->predicate, &needed);
      continue;
    }
    for (const BoundExpressionPtr& expression : node->expressions) {
      MarkColumns(*expression, &needed);
    }
    return needed;
  }
  if (consumer == nullptr || consumer->kind != PlanKind::kAggregate) {
    needed.assign(scan.columns.size(), true);
    return needed;
  }
  for (const BoundExpressionPtr& key : consumer->expressions) MarkColumns(*key, &needed);
  for (const AggregateCall& call : consumer->aggregates) {
    for (const BoundExpressionPtr& argument : call.arguments) MarkColumns(*argument, &needed);
  }
  return needed;
}

/// Runs a scan and the operators on it into the sink. `aggregate` is the sink when it may answer
/// from what is known of rows without reading them.
Status PlanRunner::FillFromScan(const LogicalPlan& node, const StreamPlan& operators,
                                const std::vector<bool>& needed, Sink* sink,
                                AggregateSink* aggregate) {
  const auto run = [&](const ScanPlan& scan, Sink* into) {
    return RunScan(scan, operators, into, aggregate, options_, context_, &rows_scanned_);
  };
  std::unique_ptr<const PreaggregatePlan> plan;
  if (aggregate != nullptr && operators.empty()) {
    COSTDB_ASSIGN_OR_RETURN(plan, PlanPreaggregates(node, aggregate->layout(), needed, context_));
  }
  if (plan == nullptr) {
    COSTDB_ASSIGN_OR_RETURN(const ScanPlan scan, PlanScan(node, needed, context_));
    COSTDB_RETURN_IF_ERROR(run(scan, sink));
    COSTDB_ASSIGN_OR_RETURN(const bool again, sink->StartNextPass());
    if (!again) return Status::Ok();
    std::uint64_t scanned_again = 0;
    return RunScan(scan, operators, sink, nullptr, options_, context_, &scanned_again);
  }
  CellSink cells(*aggregate, plan->cell_columns);
  COSTDB_RETURN_IF_ERROR(
      RunScan(plan->cells, {}, &cells, nullptr, options_, context_, &rows_scanned_));
  for (const ScanPlan& rows : plan->rows) COSTDB_RETURN_IF_ERROR(run(rows, sink));
  return Status::Ok();
}

/// Runs what lies below `consumer`, from `top` down, into the sink, and finishes it.
Result<Batch> PlanRunner::Fill(const LogicalPlan* top, const LogicalPlan* consumer, Sink* sink,
                               AggregateSink* aggregate) {
  StreamPlan operators;
  const LogicalPlan* source = top;
  while (IsStream(*source)) {
    COSTDB_RETURN_IF_ERROR(CheckInput(*source));
    operators.push_back(source);
    source = source->input.get();
  }
  std::reverse(operators.begin(), operators.end());
  if (source->kind == PlanKind::kAggregate && IsPartitionedByTrace(*source)) {
    PartitionedAggregate partitioned(*source, operators, sink, context_);
    return Fill(source->input.get(), source, &partitioned, nullptr);
  }
  if (source->kind == PlanKind::kScan) {
    const std::vector<bool> needed = NeededColumns(*source, operators, consumer);
    AggregateSink* preaggregated = options_.preaggregates ? aggregate : nullptr;
    COSTDB_RETURN_IF_ERROR(FillFromScan(*source, operators, needed, sink, preaggregated));
  } else {
    COSTDB_ASSIGN_OR_RETURN(Batch batch, Run(*source));
    COSTDB_RETURN_IF_ERROR(RunBatch(std::move(batch), operators, sink, context_));
  }
  COSTDB_RETURN_IF_ERROR(limits_.Check());
  COSTDB_ASSIGN_OR_RETURN(Batch batch, sink->Finish());
  COSTDB_RETURN_IF_ERROR(charge_.Set(BytesOf(batch)));
  return batch;
}

Result<Batch> PlanRunner::RunLimit(const LogicalPlan& node) {
  const std::uint64_t wanted = RowsWanted(node);
  Batch batch;
  if (node.input->kind == PlanKind::kSort) {
    COSTDB_RETURN_IF_ERROR(CheckInput(*node.input));
    Sort sort(node.input->sort_keys, wanted, context_);
    COSTDB_ASSIGN_OR_RETURN(batch, Fill(node.input->input.get(), node.input.get(), &sort, nullptr));
  } else {
    Collect collect(wanted, context_);
    COSTDB_ASSIGN_OR_RETURN(batch, Fill(node.input.get(), &node, &collect, nullptr));
  }
  ApplyLimit(node, &batch);
  return batch;
}

Result<Batch> PlanRunner::Run(const LogicalPlan& node) {
  COSTDB_RETURN_IF_ERROR(CheckInput(node));
  switch (node.kind) {
    case PlanKind::kOneRow: {
      Batch batch;
      batch.rows = 1;
      return batch;
    }
    case PlanKind::kPrices: {
      // The rows point into the catalog, which the snapshot keeps.
      const auto rows = engine::ListPriceRows(context_.snapshot->prices()->sources());
      rows_scanned_ += rows.size();
      return MakePriceBatch(rows, node.price_columns);
    }
    case PlanKind::kAggregate:
      if (!IsPartitionedByTrace(node)) {
        AggregateSink aggregate(node, ReadsScan(*node.input), context_);
        return Fill(node.input.get(), &node, &aggregate, &aggregate);
      }
      [[fallthrough]];
    case PlanKind::kScan:
    case PlanKind::kFilter:
    case PlanKind::kProject: {
      Collect collect(UINT64_MAX, context_);
      return Fill(&node, nullptr, &collect, nullptr);
    }
    case PlanKind::kSort: {
      Sort sort(node.sort_keys, UINT64_MAX, context_);
      return Fill(node.input.get(), &node, &sort, nullptr);
    }
    case PlanKind::kLimit:
      return RunLimit(node);
  }
  return Status::Internal("a plan node of an unknown kind");
}

}  // namespace

Result<std::vector<std::string>> ExplainNode(const LogicalPlan& node,
                                             const engine::Snapshot& snapshot,
                                             const ExecutionOptions& options) {
  if (!options.preaggregates) return std::vector<std::string>();
  FunctionContext context;
  context.dictionaries = &snapshot.dictionaries();
  context.snapshot = &snapshot;
  context.now_unix_ns = options.now_unix_ns;
  return ExplainPreaggregates(node, context);
}

Result<QueryResult> Execute(const LogicalPlan& plan, const engine::Snapshot& snapshot,
                            const ExecutionOptions& options) {
  try {
    PlanRunner runner(snapshot, options);
    COSTDB_ASSIGN_OR_RETURN(const Batch batch, runner.Run(plan));
    COSTDB_ASSIGN_OR_RETURN(QueryResult result, BuildResult(batch, plan.columns, runner.context()));
    result.rows_scanned = runner.rows_scanned();
    return result;
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("not enough memory to run the query");
  }
}

}  // namespace costdb::query
