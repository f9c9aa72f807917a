#include "query/exec/aggregate/aggregate_sink.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/error/propagate.h"
#include "engine/kernels/offset_sum.h"
#include "query/exec/expression/expression_tree.h"
#include "query/syntax/diagnostic.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

/// The index of an expression in `inputs`, added if it is new.
std::size_t InputOf(const BoundExpression& expression,
                    std::vector<const BoundExpression*>* inputs) {
  for (std::size_t i = 0; i < inputs->size(); ++i) {
    if (AreSame(*(*inputs)[i], expression)) return i;
  }
  inputs->push_back(&expression);
  return inputs->size() - 1;
}

std::optional<std::size_t> StateOf(const AggregateCall& call, AggregateLayout* layout) {
  if (EffectiveKind(call) == AggregateKind::kCountRows) return std::nullopt;
  for (std::size_t i = 0; i < layout->states.size(); ++i) {
    if (CanShareAccumulator(*layout->states[i], call)) return i;
  }
  std::vector<std::size_t> inputs;
  for (const BoundExpressionPtr& argument : call.arguments) {
    inputs.push_back(InputOf(*argument, &layout->inputs));
  }
  layout->states.push_back(&call);
  layout->state_inputs.push_back(std::move(inputs));
  return layout->states.size() - 1;
}

/// Whether it is enough for it to know which groups have rows, as long as there are no NULLs.
bool IsWithoutRowCounts(const AggregateCall& call) {
  return EffectiveKind(call) == AggregateKind::kSum;
}

/// The parameter of a quantile whose function fixes it, or the call's own.
AggregateWish WishOf(const AggregateCall& call) {
  AggregateWish wish{EffectiveKind(call), call.parameter};
  if (!call.function->takes_parameter) wish.parameter = call.function->fixed_parameter;
  return wish;
}

}  // namespace

AggregateLayout MakeLayout(const LogicalPlan& node) {
  AggregateLayout layout;
  layout.node = &node;
  for (const BoundExpressionPtr& key : node.expressions) {
    layout.keys.push_back(InputOf(*key, &layout.inputs));
  }
  for (const AggregateCall& call : node.aggregates) {
    layout.call_states.push_back(StateOf(call, &layout));
  }
  return layout;
}

Result<std::unique_ptr<AggregateWorker>> AggregateWorker::MakeEmpty(
    const AggregateLayout& layout, std::uint64_t rows, const FunctionContext& context) {
  std::unique_ptr<AggregateWorker> worker(new AggregateWorker(layout, context.limits));
  for (const BoundExpression* input : layout.inputs) {
    COSTDB_ASSIGN_OR_RETURN(auto evaluator, ExpressionEvaluator::Make(*input, context));
    worker->evaluators_.push_back(std::move(evaluator));
  }
  const auto& calls = layout.node->aggregates;
  const bool counts_rows = !std::all_of(calls.begin(), calls.end(), IsWithoutRowCounts);
  worker->group_table_ =
      std::make_unique<GroupTable>(layout.node->expressions, rows, counts_rows, context);
  worker->values_.resize(layout.inputs.size());
  return worker;
}

Result<std::unique_ptr<AggregateWorker>> AggregateWorker::Make(const AggregateLayout& layout,
                                                               std::uint64_t rows,
                                                               bool is_repeatable,
                                                               const FunctionContext& context) {
  COSTDB_ASSIGN_OR_RETURN(auto worker, MakeEmpty(layout, rows, context));
  const GroupTable& groups = *worker->group_table_;
  std::optional<std::size_t> repeatable_groups;
  if (is_repeatable && groups.has_fixed_groups()) repeatable_groups = groups.group_count();
  for (const AggregateCall* call : layout.states) {
    worker->accumulators_.push_back(MakeAccumulator(*call, repeatable_groups, context));
  }
  return worker;
}

Result<std::unique_ptr<AggregateWorker>> AggregateWorker::MakeNextPass(
    std::uint64_t rows, const FunctionContext& context) {
  bool any = false;
  COSTDB_ASSIGN_OR_RETURN(auto worker, MakeEmpty(layout_, rows, context));
  worker->is_next_pass_ = true;
  for (std::size_t i = 0; i < accumulators_.size(); ++i) {
    std::vector<AggregateWish> wishes;
    for (std::size_t call = 0; call < layout_.call_states.size(); ++call) {
      if (layout_.call_states[call] == i) wishes.push_back(WishOf(layout_.node->aggregates[call]));
    }
    worker->accumulators_.push_back(accumulators_[i]->NextPass(wishes));
    any = any || worker->accumulators_.back() != nullptr;
  }
  if (!any) worker.reset();
  return worker;
}

bool AggregateWorker::HaveArgumentsNulls(std::size_t rows) const {
  return std::any_of(
      layout_.state_inputs.begin(), layout_.state_inputs.end(), [&](const auto& inputs) {
        return std::any_of(inputs.begin(), inputs.end(),
                           [&](std::size_t input) { return HasNulls(*values_[input], rows); });
      });
}

Result<GroupedRows> AggregateWorker::AssignGroups(std::uint32_t morsel, const Batch& batch) {
  for (std::size_t i = 0; i < evaluators_.size(); ++i) {
    COSTDB_ASSIGN_OR_RETURN(values_[i], evaluators_[i]->Evaluate(batch));
  }
  if (!group_table_->is_counting() && HaveArgumentsNulls(batch.rows)) group_table_->StartCounting();
  arguments_.clear();
  for (const std::size_t key : layout_.keys) arguments_.push_back(values_[key]);
  COSTDB_ASSIGN_OR_RETURN(GroupedRows grouped,
                          group_table_->Assign(morsel, arguments_, batch.rows));
  SumOffsetsByMask(&grouped);
  return grouped;
}

void AggregateWorker::SumOffsetsByMask(GroupedRows* grouped) {
  if (grouped->masks.empty()) return;
  offset_columns_.clear();
  for (const auto& inputs : layout_.state_inputs) {
    for (const std::size_t input : inputs) {
      const Vector& values = *values_[input];
      if (values.layout == Layout::kOffsets) offset_columns_.push_back(values.codes.data());
    }
  }
  offset_sums_.resize(offset_columns_.size() * grouped->mask_rows.size());
  engine::kernels::SumOffsetsByMask(offset_columns_, grouped->rows, grouped->masks.data(),
                                    grouped->mask_rows.size(), offset_sums_.data());
  grouped->offset_columns = offset_columns_;
  grouped->offset_sums = offset_sums_.data();
}

Status AggregateWorker::Consume(std::uint32_t morsel, Batch* batch) {
  COSTDB_ASSIGN_OR_RETURN(const GroupedRows grouped, AssignGroups(morsel, *batch));
  GroupedRows by_row = grouped;
  for (std::size_t i = 0; i < accumulators_.size(); ++i) {
    if (accumulators_[i] == nullptr) continue;
    const bool takes_runs = accumulators_[i]->takes_runs();
    if (!takes_runs && !by_row.run_ends.empty()) by_row = SpreadRuns(grouped, &groups_);
    arguments_.clear();
    for (const std::size_t input : layout_.state_inputs[i]) arguments_.push_back(values_[input]);
    COSTDB_RETURN_IF_ERROR(
        PlaceError(layout_.states[i]->place,
                   accumulators_[i]->Update(arguments_, takes_runs ? grouped : by_row,
                                            group_table_->group_count())));
  }
  return ChargeMemory();
}

Status AggregateWorker::ConsumeCells(std::uint32_t morsel, const CellColumns& columns,
                                     Batch* batch) {
  group_table_->StartCounting();
  COSTDB_ASSIGN_OR_RETURN(const GroupedRows grouped, AssignGroups(morsel, *batch));
  const Vector& calls = batch->columns[columns.calls];
  group_table_->Weigh(calls, grouped);
  for (std::size_t i = 0; i < accumulators_.size(); ++i) {
    const CellArgument argument{*values_[layout_.state_inputs[i][0]], calls,
                                batch->columns[columns.known[i]]};
    COSTDB_RETURN_IF_ERROR(PlaceError(
        layout_.states[i]->place,
        accumulators_[i]->UpdateFromCells(argument, grouped, group_table_->group_count())));
  }
  return ChargeMemory();
}

Status AggregateWorker::ChargeMemory() {
  std::uint64_t bytes = group_table_->memory();
  for (const auto& accumulator : accumulators_) {
    if (accumulator != nullptr) bytes += accumulator->memory();
  }
  return charge_.Set(bytes);
}

Result<bool> AggregateWorker::ConsumeStatistics(const LogicalPlan& scan, const Morsel& morsel) {
  if (group_table_->has_keys()) return false;
  const auto stored_column = [&](const BoundExpression& input) -> const ScanColumn* {
    const bool is_column =
        input.kind == BoundKind::kColumn && input.column < scan.scan_columns.size();
    return is_column ? &scan.scan_columns[input.column] : nullptr;
  };
  for (const BoundExpression* input : layout_.inputs) {
    const ScanColumn* column = stored_column(*input);
    // Codes have NULLs that statistics do not count as such.
    if (column == nullptr || engine::IsComputedColumn(column->id) ||
        column->type == engine::ColumnType::kCode || column->type == engine::ColumnType::kText ||
        column->type == engine::ColumnType::kTraceId) {
      return false;
    }
  }
  for (const AggregateCall* call : layout_.states) {
    const AggregateKind kind = EffectiveKind(*call);
    if (kind == AggregateKind::kCountDistinct || kind == AggregateKind::kQuantile ||
        kind == AggregateKind::kTopShare) {
      return false;
    }
  }
  for (std::size_t i = 0; i < accumulators_.size(); ++i) {
    const ScanColumn* column = stored_column(*layout_.inputs[layout_.state_inputs[i][0]]);
    COSTDB_ASSIGN_OR_RETURN(
        const bool taken,
        accumulators_[i]->UpdateFromStatistics(
            morsel.row_group->statistics(morsel.section, column->id), morsel.rows));
    if (!taken) return Status::Internal("an aggregate that statistics were to answer and did not");
  }
  group_table_->CountRows(morsel.rows);
  return true;
}

Status AggregateWorker::Merge(AggregateWorker& other) {
  std::vector<std::uint32_t> map;
  if (!other.is_next_pass_) {
    COSTDB_RETURN_IF_ERROR(group_table_->Merge(*other.group_table_, &map));
  }
  for (std::size_t i = 0; i < accumulators_.size(); ++i) {
    if (other.accumulators_[i] == nullptr) continue;
    COSTDB_RETURN_IF_ERROR(PlaceError(
        layout_.states[i]->place,
        accumulators_[i]->Merge(*other.accumulators_[i], map, group_table_->group_count())));
  }
  return ChargeMemory();
}

Status AggregateWorker::FinishGroups(Batch* batch) {
  group_table_->StartCounting();
  const GroupTable& table = *group_table_;
  const std::vector<std::uint32_t> groups = table.OrderedGroups();
  const FinishedGroups finished{groups, table.row_counts()};
  batch->rows = groups.size();
  batch->columns.resize(layout_.keys.size() + layout_.call_states.size());
  for (std::size_t key = 0; key < layout_.keys.size(); ++key) {
    table.DecodeKey(key, groups, &batch->columns[key]);
  }
  for (std::size_t i = 0; i < layout_.call_states.size(); ++i) {
    Vector* column = &batch->columns[layout_.keys.size() + i];
    if (layout_.call_states[i].has_value()) {
      Accumulator& accumulator = *accumulators_[*layout_.call_states[i]];
      const AggregateCall& call = layout_.node->aggregates[i];
      COSTDB_RETURN_IF_ERROR(
          PlaceError(call.place, accumulator.Finish(WishOf(call), finished, column)));
      continue;
    }
    ResetVector(Type::kInt, Layout::kInt64, groups.size(), column);
    for (std::size_t row = 0; row < groups.size(); ++row) {
      column->int64s[row] = finished.rows[groups[row]];
    }
  }
  return Status::Ok();
}

void AggregateWorker::Clear() {
  group_table_->Clear();
  for (const auto& accumulator : accumulators_) accumulator->Clear();
}

AggregateSink::AggregateSink(const LogicalPlan& node, bool is_repeatable,
                             const FunctionContext& context)
    : layout_(MakeLayout(node)), is_repeatable_(is_repeatable), context_(context) {}

Result<SinkWorker*> AggregateSink::AddWorker(std::uint64_t rows) {
  rows_ = rows;
  auto worker = is_next_pass_ ? workers_.front()->MakeNextPass(rows, context_)
                              : AggregateWorker::Make(layout_, rows, is_repeatable_, context_);
  if (!worker.ok()) return worker.status();
  workers_.push_back(std::move(worker).value());
  return static_cast<SinkWorker*>(workers_.back().get());
}

Status AggregateSink::MergeWorkers() {
  AggregateWorker& all = *workers_.front();
  for (std::size_t i = 1; i < workers_.size(); ++i) {
    COSTDB_RETURN_IF_ERROR(context_.limits->Check());
    COSTDB_RETURN_IF_ERROR(all.Merge(*workers_[i]));
    workers_[i].reset();
  }
  workers_.resize(1);
  return Status::Ok();
}

Result<bool> AggregateSink::StartNextPass() {
  COSTDB_RETURN_IF_ERROR(MergeWorkers());
  COSTDB_ASSIGN_OR_RETURN(const auto next, workers_.front()->MakeNextPass(rows_, context_));
  is_next_pass_ = next != nullptr;
  return is_next_pass_;
}

Result<Batch> AggregateSink::Finish() {
  COSTDB_RETURN_IF_ERROR(MergeWorkers());
  Batch batch;
  COSTDB_RETURN_IF_ERROR(workers_.front()->FinishGroups(&batch));
  return batch;
}

}  // namespace costdb::query
