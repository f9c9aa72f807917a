#include "query/exec/scan/step_bounds.h"

#include "engine/error/propagate.h"
#include "query/exec/expression/expression_tree.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {

Result<std::unique_ptr<StepBounds>> StepBounds::Make(const BoundExpression& step,
                                                     std::uint32_t column,
                                                     const FunctionContext& context) {
  auto bounds = std::make_unique<StepBounds>();
  COSTDB_ASSIGN_OR_RETURN(bounds->evaluator_, ExpressionEvaluator::Make(step, context));
  bounds->ends_.rows = 2;
  bounds->ends_.columns.resize(column + 1);
  bounds->column_ = &bounds->ends_.columns[column];
  ResetVector(Type::kTime, Layout::kInt64, 2, bounds->column_);
  return bounds;
}

bool StepBounds::IsOneStep(engine::kernels::ValueBounds bounds) {
  if (bounds.minimum >= known_.minimum && bounds.maximum <= known_.maximum) return true;
  column_->int64s = {bounds.minimum, bounds.maximum};
  // What fails here fails again for the rows, and is told then.
  const auto values = evaluator_->Evaluate(ends_);
  if (!values.ok() || (*values)->layout != Layout::kInt64 || HasNulls(**values, 2)) return false;
  const bool is_one = Int64sOf(**values)[0] == Int64sOf(**values)[1];
  if (is_one) known_ = bounds;
  return is_one;
}

}  // namespace costdb::query
