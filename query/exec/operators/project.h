#ifndef COSTDB_QUERY_EXEC_OPERATORS_PROJECT_H_
#define COSTDB_QUERY_EXEC_OPERATORS_PROJECT_H_

#include <memory>
#include <vector>

#include "query/exec/expression/expression_evaluator.h"
#include "query/exec/pipeline/stream_operator.h"

namespace costdb::query {

/// Computes new columns from the old ones.
class Project : public StreamOperator {
 public:
  static Result<std::unique_ptr<StreamOperator>> Make(
      const std::vector<BoundExpressionPtr>& expressions, const FunctionContext& context);
  Status Process(Batch* batch) override;

 private:
  std::vector<std::unique_ptr<ExpressionEvaluator>> expressions_;
  std::vector<Vector> output_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_OPERATORS_PROJECT_H_
