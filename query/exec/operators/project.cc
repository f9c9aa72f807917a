#include "query/exec/operators/project.h"

#include "engine/error/propagate.h"

namespace costdb::query {

Result<std::unique_ptr<StreamOperator>> Project::Make(
    const std::vector<BoundExpressionPtr>& expressions, const FunctionContext& context) {
  auto project = std::make_unique<Project>();
  for (const BoundExpressionPtr& expression : expressions) {
    COSTDB_ASSIGN_OR_RETURN(auto evaluator, ExpressionEvaluator::Make(*expression, context));
    project->expressions_.push_back(std::move(evaluator));
  }
  return std::unique_ptr<StreamOperator>(std::move(project));
}

Status Project::Process(Batch* batch) {
  if (batch->rows == 0) {
    // Whoever keeps the layout of an empty batch must find the new columns.
    batch->columns.assign(expressions_.size(), Vector());
    return Status::Ok();
  }
  output_.resize(expressions_.size());
  for (std::size_t i = 0; i < expressions_.size(); ++i) {
    COSTDB_ASSIGN_OR_RETURN(const Vector* value, expressions_[i]->Evaluate(*batch));
    output_[i] = *value;
  }
  std::swap(batch->columns, output_);
  return Status::Ok();
}

}  // namespace costdb::query
