#include "query/exec/result_builder.h"

#include "engine/error/propagate.h"
#include "query/exec/query_limits.h"
#include "query/functions/function_support.h"
#include "query/functions/number_arithmetic.h"
#include "query/functions/text_cache.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

/// Texts are counted once they have this many bytes together.
constexpr std::uint64_t kChargedAtOnce = std::uint64_t{1} << 20;

Value IdValue(Type type, std::string text) {
  Value value = Value::Text(std::move(text));
  value.type = type;
  return value;
}

Value ValueAt(const Vector& vector, std::size_t row, const FunctionContext& context) {
  if (IsNullAt(vector, row)) return Value::Null();
  switch (vector.type) {
    case Type::kNull:
      return Value::Null();
    case Type::kBool:
      return Value::Bool(Int64sOf(vector)[row] != 0);
    case Type::kInt:
      return Value::Int(WideReader(vector)[row]);
    case Type::kDouble:
      return Value::Double(DoublesOf(vector)[row]);
    case Type::kDecimal:
      return Value::Double(DecimalToDouble(WideReader(vector)[row], vector.scale));
    case Type::kMoney:
      return Value::Money(WideReader(vector)[row]);
    case Type::kTime:
      return Value::Time(Int64sOf(vector)[row]);
    case Type::kDuration:
      return Value::Duration(Int64sOf(vector)[row]);
    case Type::kText:
      return Value::Text(std::string(TextReader(context, vector)[row]));
    case Type::kTraceId:
      return IdValue(Type::kTraceId,
                     TraceIdToText(context.snapshot->TraceIdOf(Int64sOf(vector)[row])));
    case Type::kSpanId:
      return IdValue(Type::kSpanId,
                     SpanIdToText(static_cast<engine::SpanId>(Int64sOf(vector)[row])));
  }
  return Value::Null();
}

}  // namespace

Result<QueryResult> BuildResult(const Batch& batch, const std::vector<PlanColumn>& columns,
                                const FunctionContext& query_context) {
  TextCache text_cache;
  FunctionContext context = query_context;
  context.text_cache = &text_cache;
  QueryResult result;
  MemoryCharge charge(context.limits);
  if (batch.rows > 0 && batch.columns.size() != columns.size()) {
    return Status::Internal("a plan that promises other columns than it makes");
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    ResultColumn column;
    column.name = columns[i].name;
    column.type = columns[i].type == Type::kDecimal ? Type::kDouble : columns[i].type;
    COSTDB_RETURN_IF_ERROR(charge.Add(batch.rows * sizeof(Value)));
    column.values.reserve(batch.rows);
    std::uint64_t text_bytes = 0;
    for (std::size_t row = 0; row < batch.rows; ++row) {
      column.values.push_back(ValueAt(batch.columns[i], row, context));
      text_bytes += column.values.back().text.size();
      if (text_bytes < kChargedAtOnce && row + 1 < batch.rows) continue;
      COSTDB_RETURN_IF_ERROR(charge.Add(text_bytes));
      COSTDB_RETURN_IF_ERROR(context.limits->Check());
      text_bytes = 0;
    }
    result.columns.push_back(std::move(column));
  }
  return result;
}

}  // namespace costdb::query
