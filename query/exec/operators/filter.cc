#include "query/exec/operators/filter.h"

#include "engine/error/propagate.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {

Result<std::unique_ptr<StreamOperator>> Filter::Make(const BoundExpression& predicate,
                                                     const FunctionContext& context) {
  auto filter = std::make_unique<Filter>();
  COSTDB_ASSIGN_OR_RETURN(filter->predicate_, ExpressionEvaluator::Make(predicate, context));
  return std::unique_ptr<StreamOperator>(std::move(filter));
}

Status Filter::Process(Batch* batch) {
  COSTDB_ASSIGN_OR_RETURN(const Vector* truth, predicate_->Evaluate(*batch));
  SelectTrue(*truth, batch->rows, &selected_);
  if (selected_.size() == batch->rows) return Status::Ok();
  batch->rows = selected_.size();
  if (batch->rows == 0) return Status::Ok();
  for (Vector& column : batch->columns) {
    if (column.constant) continue;
    GatherRows(column, selected_, &scratch_);
    std::swap(column, scratch_);
  }
  return Status::Ok();
}

}  // namespace costdb::query
