#include "query/exec/scan/scan_worker.h"

#include <algorithm>

#include "engine/error/propagate.h"
#include "engine/kernels/mask.h"
#include "engine/kernels/selection.h"
#include "query/exec/expression/expression_tree.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {

ScanWorker::ScanWorker(const ScanPlan& plan) : plan_(plan), loader_(*plan.node) {}

Result<std::unique_ptr<ScanWorker>> ScanWorker::Make(const ScanPlan& plan,
                                                     const FunctionContext& context) {
  std::unique_ptr<ScanWorker> worker(new ScanWorker(plan));
  for (const BoundExpression* expression : plan.conditions) {
    Condition condition;
    COSTDB_ASSIGN_OR_RETURN(condition.evaluator, ExpressionEvaluator::Make(*expression, context));
    condition.columns = ColumnsOf(*expression);
    for (const std::uint32_t column : condition.columns) {
      if (column >= plan.node->columns.size()) {
        return Status::Internal("a scan's condition reads a column that the scan does not have");
      }
    }
    worker->conditions_.push_back(std::move(condition));
  }
  worker->steps_.resize(plan.forms.size());
  for (std::size_t column = 0; column < plan.forms.size(); ++column) {
    if (plan.forms[column].kind != ColumnForm::Kind::kStep) continue;
    COSTDB_ASSIGN_OR_RETURN(
        worker->steps_[column],
        StepBounds::Make(*plan.forms[column].step, static_cast<std::uint32_t>(column), context));
  }
  worker->batch_.columns.resize(plan.node->columns.size());
  for (std::size_t i = 0; i < plan.node->columns.size(); ++i) {
    SetConstantNull(plan.node->columns[i].type, &worker->batch_.columns[i]);
  }
  return worker;
}

Status ScanWorker::ScanMorsel(const Morsel& morsel, const BlockConsumer& consume) {
  loader_.StartMorsel(morsel);
  deleted_ = morsel.row_group->deleted(morsel.section);
  ranges_.clear();
  for (const RangeFilter& range : plan_.ranges) {
    const engine::ColumnId column = plan_.node->scan_columns[range.column].id;
    const auto* statistics = morsel.row_group->statistics(morsel.section, column);
    const bool computed = statistics == nullptr && engine::IsComputedColumn(column);
    if (computed || JudgeRange(range.minimum, range.maximum, statistics) != RangeVerdict::kAll) {
      ranges_.push_back(range);
    }
  }
  for (std::uint32_t first = 0; first < morsel.rows; first += engine::kBlockRows) {
    COSTDB_RETURN_IF_ERROR(
        ReadBlock(first, std::min<std::uint32_t>(engine::kBlockRows, morsel.rows - first)));
    // A block without rows is handed on too: cancelling is noticed there.
    COSTDB_ASSIGN_OR_RETURN(const bool more, consume(&batch_));
    if (!more) break;
  }
  return Status::Ok();
}

Status ScanWorker::ReadBlock(std::uint32_t first_row, std::uint32_t rows) {
  // The operators above may have left another number of columns in the batch.
  loaded_.assign(plan_.node->columns.size(), false);
  batch_.columns.resize(loaded_.size());
  batch_.rows = rows;
  all_ = true;
  COSTDB_RETURN_IF_ERROR(ApplyRanges(first_row, rows));
  COSTDB_RETURN_IF_ERROR(ApplyConditions(first_row, rows));
  if (batch_.rows == 0) return Status::Ok();
  for (std::uint32_t column = 0; column < batch_.columns.size(); ++column) {
    if (plan_.forms[column].kind == ColumnForm::Kind::kUnused) {
      SetConstantNull(plan_.node->columns[column].type, &batch_.columns[column]);
    } else if (!loaded_[column]) {
      COSTDB_RETURN_IF_ERROR(LoadInForm(column, first_row, rows));
    }
  }
  return Status::Ok();
}

Status ScanWorker::LoadInForm(std::uint32_t column, std::uint32_t first_row, std::uint32_t rows) {
  if (plan_.forms[column].kind == ColumnForm::Kind::kRuns && all_) {
    return loader_.LoadRuns(column, first_row, rows, &batch_.columns[column]);
  }
  if (plan_.forms[column].kind == ColumnForm::Kind::kOffsets) {
    COSTDB_RETURN_IF_ERROR(loader_.LoadOffsets(column, first_row, rows, &batch_.columns[column]));
    KeepSelected(&batch_.columns[column]);
    return Status::Ok();
  }
  if (plan_.forms[column].kind == ColumnForm::Kind::kStep) {
    COSTDB_ASSIGN_OR_RETURN(const auto bounds, loader_.BoundsWithoutNulls(column, first_row));
    if (bounds.has_value() && steps_[column]->IsOneStep(*bounds)) {
      SetConstantInteger(plan_.node->columns[column].type, bounds->minimum,
                         &batch_.columns[column]);
      return Status::Ok();
    }
  }
  return LoadColumn(column, first_row, rows);
}

Status ScanWorker::ApplyRanges(std::uint32_t first_row, std::uint32_t rows) {
  if (ranges_.empty() && deleted_ == nullptr) return Status::Ok();
  words_.fill(0);
  engine::kernels::FillMask(rows, words_.data());
  if (deleted_ != nullptr) {
    engine::kernels::AndNotMask(deleted_ + first_row / 64, engine::kernels::MaskWords(rows),
                                words_.data());
  }
  for (const RangeFilter& range : ranges_) {
    COSTDB_ASSIGN_OR_RETURN(const auto bounds, loader_.BoundsWithoutNulls(range.column, first_row));
    const RangeVerdict verdict = bounds.has_value()
                                     ? JudgeRange(range.minimum, range.maximum, *bounds)
                                     : RangeVerdict::kSome;
    if (verdict == RangeVerdict::kAll) continue;
    if (verdict == RangeVerdict::kNone) {
      words_.fill(0);
      break;
    }
    COSTDB_RETURN_IF_ERROR(ApplyRangeTo(range, first_row, rows));
  }
  ListSelected(rows);
  return Status::Ok();
}

Status ScanWorker::ApplyRangeTo(const RangeFilter& range, std::uint32_t first_row,
                                std::uint32_t rows) {
  Vector& column = batch_.columns[range.column];
  COSTDB_RETURN_IF_ERROR(loader_.Load(range.column, first_row, rows, &column));
  loaded_[range.column] = true;
  ApplyRange(range, column, rows, words_.data());
  for (std::uint32_t i = 0; i < column.nulls.size(); ++i) {
    words_[i / 64] &= ~(static_cast<std::uint64_t>(column.nulls[i]) << (i % 64));
  }
  return Status::Ok();
}

void ScanWorker::ListSelected(std::uint32_t rows) {
  std::array<std::uint32_t, engine::kBlockRows> indexes;
  const std::size_t count = engine::kernels::SelectIndexes(words_.data(), rows, indexes.data());
  if (count < rows) Keep(std::span(indexes).first(count));
}

void ScanWorker::Keep(std::span<const std::uint32_t> survivors) {
  for (std::size_t column = 0; column < loaded_.size(); ++column) {
    if (!loaded_[column]) continue;
    GatherRows(batch_.columns[column], survivors, &scratch_);
    std::swap(batch_.columns[column], scratch_);
  }
  if (all_) {
    selected_.assign(survivors.begin(), survivors.end());
  } else {
    kept_.resize(survivors.size());
    for (std::size_t i = 0; i < survivors.size(); ++i) kept_[i] = selected_[survivors[i]];
    std::swap(selected_, kept_);
  }
  all_ = false;
  batch_.rows = survivors.size();
}

Status ScanWorker::ApplyConditions(std::uint32_t first_row, std::uint32_t rows) {
  for (Condition& condition : conditions_) {
    if (batch_.rows == 0) return Status::Ok();
    for (const std::uint32_t column : condition.columns) {
      COSTDB_RETURN_IF_ERROR(LoadColumn(column, first_row, rows));
    }
    COSTDB_ASSIGN_OR_RETURN(const Vector* truth, condition.evaluator->Evaluate(batch_));
    SelectTrue(*truth, batch_.rows, &survivors_);
    if (survivors_.size() < batch_.rows) Keep(survivors_);
  }
  return Status::Ok();
}

/// Of the rows of a block, those that are left.
void ScanWorker::KeepSelected(Vector* vector) {
  if (all_) return;
  GatherRows(*vector, selected_, &scratch_);
  std::swap(*vector, scratch_);
}

Status ScanWorker::LoadColumn(std::uint32_t column, std::uint32_t first_row, std::uint32_t rows) {
  if (loaded_[column]) return Status::Ok();
  loaded_[column] = true;
  Vector& vector = batch_.columns[column];
  COSTDB_RETURN_IF_ERROR(loader_.Load(column, first_row, rows, &vector));
  KeepSelected(&vector);
  return Status::Ok();
}

}  // namespace costdb::query
