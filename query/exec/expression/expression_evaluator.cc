#include "query/exec/expression/expression_evaluator.h"

#include <algorithm>
#include <numeric>

#include "engine/error/propagate.h"
#include "query/exec/expression/constant_vector.h"
#include "query/exec/expression/expression_tree.h"
#include "query/syntax/diagnostic.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

constexpr std::string_view kCoalesce = "coalesce";

// Functions that take one of their arguments, row by row, and not all of them.
bool IsConditional(const BoundExpression& call) {
  const std::string_view name = call.function->name;
  return name == "case" || name == "if" || name == kCoalesce;
}

}  // namespace

Result<std::unique_ptr<ExpressionEvaluator>> ExpressionEvaluator::Make(
    const BoundExpression& expression, const FunctionContext& context) {
  std::unique_ptr<ExpressionEvaluator> evaluator(new ExpressionEvaluator(context));
  COSTDB_RETURN_IF_ERROR(evaluator->Build(expression, true, false, &evaluator->root_));
  return evaluator;
}

Status ExpressionEvaluator::Build(const BoundExpression& expression, bool may_memoize,
                                  bool is_optional, Node* node) {
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
  const bool is_conditional = IsConditional(expression);
  bool all_constant = true;
  for (std::size_t i = 0; i < expression.arguments.size(); ++i) {
    node->arguments.push_back(std::make_unique<Node>());
    COSTDB_RETURN_IF_ERROR(Build(*expression.arguments[i], may_memoize,
                                 is_optional || (is_conditional && i > 0),
                                 node->arguments.back().get()));
    all_constant &= node->arguments.back()->is_constant;
  }
  node->argument_vectors.resize(node->arguments.size());
  return all_constant ? BuildConstant(is_optional, node) : Status::Ok();
}

Status ExpressionEvaluator::BuildConstant(bool is_optional, Node* node) {
  Batch one_row;
  one_row.rows = 1;
  Status status = Call(one_row, node, &node->result);
  if (!status.ok() && !is_optional) return status;
  node->failure = std::move(status);
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
  if (node->is_constant) return node->failure;
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
  // A snapshot's dictionary does not grow, and asking for its size takes a lock and a search.
  if (node->memo_dictionary != codes.dictionary) {
    node->memo.Reserve(std::size_t{context_.dictionaries->Size(*codes.dictionary)} + 1);
    node->memo_dictionary = codes.dictionary;
  }
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
    Status status = Call(distinct, node, &values);
    if (!status.ok()) {
      node->memo.Forget(node->unknown);
      return status;
    }
    node->memo.Learn(node->unknown, values);
  }
  node->memo.Read(codes.codes, batch.rows, &node->result);
  return Status::Ok();
}

Status ExpressionEvaluator::Call(const Batch& batch, Node* node, Vector* result) {
  Status status = CallFunction(batch, node, result);
  const bool may_be_untaken =
      status.code() == StatusCode::kInvalidArgument && IsConditional(*node->expression);
  if (!may_be_untaken) return status;
  COSTDB_RETURN_IF_ERROR(EvaluateBranches(batch, node));
  return PlaceError(
      node->expression->place,
      node->expression->function->evaluate(context_, node->argument_vectors, batch.rows, result));
}

// Of arguments that stand for every row, so does the result.
Status ExpressionEvaluator::CallFunction(const Batch& batch, Node* node, Vector* result) {
  bool all_constant = batch.rows != 0;
  for (std::size_t i = 0; i < node->arguments.size(); ++i) {
    COSTDB_RETURN_IF_ERROR(
        EvaluateNode(batch, node->arguments[i].get(), &node->argument_vectors[i]));
    all_constant &= node->argument_vectors[i]->constant;
  }
  COSTDB_RETURN_IF_ERROR(
      PlaceError(node->expression->place,
                 node->expression->function->evaluate(context_, node->argument_vectors,
                                                      all_constant ? 1 : batch.rows, result)));
  result->constant |= all_constant;
  return Status::Ok();
}

// Each argument for the rows that get to it: a value where its condition is true, and what follows
// where it is not; in COALESCE what follows a NULL. All other rows are NULL and not looked at.
Status ExpressionEvaluator::EvaluateBranches(const Batch& batch, Node* node) {
  const bool has_conditions = node->expression->function->name != kCoalesce;
  std::vector<std::uint32_t> pending(batch.rows);
  std::iota(pending.begin(), pending.end(), 0U);
  node->branch_vectors.resize(node->arguments.size());
  for (std::size_t i = 0; i < node->arguments.size(); ++i) {
    Vector& values = node->branch_vectors[i];
    COSTDB_RETURN_IF_ERROR(EvaluateFor(batch, pending, node->arguments[i].get(), &values));
    node->argument_vectors[i] = &values;
    const bool is_condition = has_conditions && i + 1 < node->arguments.size();
    std::vector<std::uint32_t> taken;
    std::vector<std::uint32_t> rest;
    for (const std::uint32_t row : pending) {
      const bool is_null = IsNullAt(values, row);
      const bool is_taken = is_condition ? !is_null && Int64sOf(values)[row] != 0 : !is_null;
      (is_taken ? taken : rest).push_back(row);
    }
    pending = std::move(rest);
    if (!is_condition) continue;
    Vector& value = node->branch_vectors[++i];
    COSTDB_RETURN_IF_ERROR(EvaluateFor(batch, taken, node->arguments[i].get(), &value));
    node->argument_vectors[i] = &value;
  }
  return Status::Ok();
}

// The values for some rows of the batch, at their places; the other rows are NULL.
Status ExpressionEvaluator::EvaluateFor(const Batch& batch, const std::vector<std::uint32_t>& rows,
                                        Node* node, Vector* result) {
  if (rows.empty()) {
    SetConstantNull(node->expression->type, result);
    return Status::Ok();
  }
  Batch some;
  some.rows = rows.size();
  some.columns.resize(batch.columns.size());
  for (const std::uint32_t column : ColumnsOf(*node->expression)) {
    if (column < batch.columns.size()) {
      GatherRows(batch.columns[column], rows, &some.columns[column]);
    }
  }
  const Vector* values = nullptr;
  COSTDB_RETURN_IF_ERROR(EvaluateNode(some, node, &values));
  std::vector<std::uint32_t> places(batch.rows, 0);
  std::vector<bool> has_value(batch.rows, false);
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    places[rows[i]] = i;
    has_value[rows[i]] = true;
  }
  Vector storage;
  GatherRows(Flatten(*values, rows.size(), &storage), places, result);
  for (std::size_t row = 0; row < batch.rows; ++row) {
    if (has_value[row]) continue;
    if (result->layout == Layout::kCode) result->codes[row] = 0;
    if (result->layout != Layout::kCode) SetNull(row, batch.rows, result);
  }
  return Status::Ok();
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
