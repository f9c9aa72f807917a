#include "query/exec/expression/expression_evaluator.h"

#include <algorithm>
#include <numeric>

#include "engine/error/propagate.h"
#include "query/exec/expression/constant_vector.h"
#include "query/exec/expression/expression_tree.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {

Result<std::unique_ptr<ExpressionEvaluator>> ExpressionEvaluator::Make(
    const BoundExpression& expression, const FunctionContext& context) {
  std::unique_ptr<ExpressionEvaluator> evaluator(new ExpressionEvaluator(context));
  COSTDB_RETURN_IF_ERROR(evaluator->Build(expression, true, &evaluator->root_));
  return evaluator;
}

Status ExpressionEvaluator::Build(const BoundExpression& expression, bool may_memoize, Node* node) {
  node->expression = &expression;
  if (expression.kind == BoundKind::kColumn) return Status::Ok();
  if (expression.kind == BoundKind::kConstant) {
    COSTDB_ASSIGN_OR_RETURN(node->result,
                            MakeConstantVector(context_, expression.constant, expression.type));
    node->is_constant = true;
    return Status::Ok();
  }
  if (expression.function == nullptr) return Status::Internal("a call without a function");
  const std::vector<std::uint32_t> columns = ColumnsOf(expression);
  if (may_memoize && columns.size() == 1) {
    node->memo_column = columns.front();
    may_memoize = false;
  }
  bool all_constant = true;
  for (const BoundExpressionPtr& argument : expression.arguments) {
    node->arguments.push_back(std::make_unique<Node>());
    COSTDB_RETURN_IF_ERROR(Build(*argument, may_memoize, node->arguments.back().get()));
    all_constant &= node->arguments.back()->is_constant;
  }
  node->argument_vectors.resize(node->arguments.size());
  if (!all_constant) return Status::Ok();
  Batch one_row;
  one_row.rows = 1;
  COSTDB_RETURN_IF_ERROR(Call(one_row, node, &node->result));
  node->result.constant = true;
  node->is_constant = true;
  return Status::Ok();
}

Result<const Vector*> ExpressionEvaluator::Evaluate(const Batch& batch) {
  const Vector* result = nullptr;
  COSTDB_RETURN_IF_ERROR(EvaluateNode(batch, &root_, &result));
  return result;
}

Status ExpressionEvaluator::EvaluateNode(const Batch& batch, Node* node, const Vector** result) {
  *result = &node->result;
  if (node->is_constant) return Status::Ok();
  if (node->expression->kind == BoundKind::kColumn) {
    if (node->expression->column >= batch.columns.size()) {
      return Status::Internal("an expression reads a column that its input does not have");
    }
    *result = &batch.columns[node->expression->column];
    return Status::Ok();
  }
  if (node->memo_column.has_value() && *node->memo_column < batch.columns.size()) {
    const Vector& column = batch.columns[*node->memo_column];
    if (column.layout == Layout::kCode && column.dictionary.has_value() && !column.constant) {
      return EvaluateByCode(batch, column, node);
    }
  }
  return Call(batch, node, &node->result);
}

Status ExpressionEvaluator::EvaluateByCode(const Batch& batch, const Vector& codes, Node* node) {
  node->memo.Reserve(std::size_t{context_.dictionaries->Size(*codes.dictionary)} + 1);
  COSTDB_RETURN_IF_ERROR(node->memo.FindUnknown(codes.codes, batch.rows, &node->unknown));
  if (!node->unknown.empty()) {
    Batch& distinct = node->unknown_batch;
    distinct.rows = node->unknown.size();
    distinct.columns.resize(batch.columns.size());
    Vector& column = distinct.columns[*node->memo_column];
    ResetVector(Type::kText, Layout::kCode, 0, &column);
    column.dictionary = codes.dictionary;
    column.codes = node->unknown;
    Vector values;
    COSTDB_RETURN_IF_ERROR(Call(distinct, node, &values));
    node->memo.Learn(node->unknown, values);
  }
  node->memo.Read(codes.codes, batch.rows, &node->result);
  return Status::Ok();
}

Status ExpressionEvaluator::Call(const Batch& batch, Node* node, Vector* result) {
  for (std::size_t i = 0; i < node->arguments.size(); ++i) {
    COSTDB_RETURN_IF_ERROR(
        EvaluateNode(batch, node->arguments[i].get(), &node->argument_vectors[i]));
  }
  return node->expression->function->evaluate(context_, node->argument_vectors, batch.rows, result);
}

void SelectTrue(const Vector& condition, std::size_t rows, std::vector<std::uint32_t>* selected) {
  if (condition.constant) {
    const bool all = condition.int64s[0] != 0 && !IsNullAt(condition, 0);
    selected->resize(all ? rows : 0);
    std::iota(selected->begin(), selected->end(), 0U);
    return;
  }
  selected->resize(rows);
  std::uint32_t* out = selected->data();
  const std::int64_t* values = condition.int64s.data();
  std::size_t count = 0;
  if (condition.nulls.empty()) {
    for (std::size_t i = 0; i < rows; ++i) {
      out[count] = static_cast<std::uint32_t>(i);
      count += static_cast<std::size_t>(values[i] != 0);
    }
  } else {
    for (std::size_t i = 0; i < rows; ++i) {
      out[count] = static_cast<std::uint32_t>(i);
      count += static_cast<std::size_t>((values[i] != 0) & (condition.nulls[i] == 0));
    }
  }
  selected->resize(count);
}

}  // namespace costdb::query
