#ifndef COSTDB_QUERY_EXEC_OPERATORS_FILTER_H_
#define COSTDB_QUERY_EXEC_OPERATORS_FILTER_H_

#include <memory>
#include <vector>

#include "query/exec/expression/expression_evaluator.h"
#include "query/exec/pipeline/stream_operator.h"

namespace costdb::query {

/// Keeps the rows where a condition is true.
class Filter : public StreamOperator {
 public:
  static Result<std::unique_ptr<StreamOperator>> Make(const BoundExpression& predicate,
                                                      const FunctionContext& context);
  Status Process(Batch* batch) override;

 private:
  std::unique_ptr<ExpressionEvaluator> predicate_;
  std::vector<std::uint32_t> selected_;
  Vector scratch_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_OPERATORS_FILTER_H_
