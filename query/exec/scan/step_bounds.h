#ifndef COSTDB_QUERY_EXEC_SCAN_STEP_BOUNDS_H_
#define COSTDB_QUERY_EXEC_SCAN_STEP_BOUNDS_H_

#include <cstdint>
#include <memory>

#include "costdb/status.h"
#include "engine/kernels/sum.h"
#include "query/exec/expression/expression_evaluator.h"
#include "query/exec/pipeline/batch.h"

namespace costdb::query {

/// Tells where a function of one column, which never falls where the column rises, has one value
/// for a whole block, such as the hour of a time. Remembers the last such range: neighbouring
/// blocks mostly share an hour. Not thread-safe.
class StepBounds {
 public:
  /// `step` reads no column of its input but `column`. It must outlive this.
  static Result<std::unique_ptr<StepBounds>> Make(const BoundExpression& step, std::uint32_t column,
                                                  const FunctionContext& context);

  /// Whether the function has one value for all values within the bounds. False where that cannot
  /// be told.
  bool IsOneStep(engine::kernels::ValueBounds bounds);

 private:
  std::unique_ptr<ExpressionEvaluator> evaluator_;
  Batch ends_;  ///< Two rows: the bounds.
  Vector* column_ = nullptr;
  engine::kernels::ValueBounds known_ = {0, -1};  ///< All values within have one value.
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_SCAN_STEP_BOUNDS_H_
