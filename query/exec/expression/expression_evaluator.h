#ifndef COSTDB_QUERY_EXEC_EXPRESSION_EXPRESSION_EVALUATOR_H_
#define COSTDB_QUERY_EXEC_EXPRESSION_EXPRESSION_EVALUATOR_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "costdb/status.h"
#include "query/exec/expression/code_memo.h"
#include "query/exec/pipeline/batch.h"
#include "query/functions/scalar_function.h"
#include "query/functions/text_cache.h"
#include "query/plan/bound_expression.h"
#include "query/vector/vector.h"

namespace costdb::query {

/// Computes one expression, batch by batch. Parts without columns are computed once; parts over a
/// single dictionary column once a distinct code. What CASE, IF and COALESCE do not take cannot
/// fail: where computing it for all rows does, it is computed for the rows that take it. Errors
/// have the place of the part that failed. Owns its intermediate vectors. Not thread-safe: every
/// worker has its own.
class ExpressionEvaluator {
 public:
  /// The expression and the context must outlive the evaluator.
  static Result<std::unique_ptr<ExpressionEvaluator>> Make(const BoundExpression& expression,
                                                           const FunctionContext& context);

  /// The values for the rows of `batch`; valid until the next call, or as long as the batch when
  /// the expression is a bare column.
  Result<const Vector*> Evaluate(const Batch& batch);

 private:
  struct Node {
    const BoundExpression* expression = nullptr;
    bool is_constant = false;  ///< `result` holds the value, or `failure` why there is none.
    Status failure;
    std::vector<std::unique_ptr<Node>> arguments;
    std::vector<const Vector*> argument_vectors;
    Vector result;
    std::optional<std::uint32_t> memo_column;  ///< The one column that the node reads.
    CodeMemo memo;
    std::optional<engine::ColumnId> memo_dictionary;  ///< The one that `memo` has room for.
    std::vector<std::uint32_t> unknown;
    Batch unknown_batch;
    std::vector<Vector> branch_vectors;  ///< Of a conditional that is computed branch by branch.
  };

  explicit ExpressionEvaluator(const FunctionContext& context) : context_(context) {
    context_.text_cache = &text_cache_;
  }

  /// `is_optional`: a row may do without the value, so that a constant must not fail beforehand.
  Status Build(const BoundExpression& expression, bool may_memoize, bool is_optional, Node* node);
  Status BuildConstant(bool is_optional, Node* node);
  Status EvaluateNode(const Batch& batch, Node* node, const Vector** result);
  Status EvaluateByCode(const Batch& batch, const Vector& codes, Node* node);
  Status Call(const Batch& batch, Node* node, Vector* result);
  Status CallFunction(const Batch& batch, Node* node, Vector* result);
  Status EvaluateBranches(const Batch& batch, Node* node);
  Status EvaluateFor(const Batch& batch, const std::vector<std::uint32_t>& rows, Node* node,
                     Vector* result);

  TextCache text_cache_;
  FunctionContext context_;
  Node root_;
};

/// Lists the rows where a truth value is true, neither false nor NULL.
void SelectTrue(const Vector& condition, std::size_t rows, std::vector<std::uint32_t>* selected);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_EXPRESSION_EXPRESSION_EVALUATOR_H_
