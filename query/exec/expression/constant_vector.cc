#include "query/exec/expression/constant_vector.h"

#include "engine/error/propagate.h"
#include "query/functions/function_support.h"
#include "query/functions/number_arithmetic.h"
#include "query/functions/type_rules.h"

namespace costdb::query {
namespace {

Status SetInteger(Type type, Int128 value, Vector* vector) {
  const bool narrow = FitsInt64(value) && type != Type::kDecimal;
  const bool may_be_wide = type == Type::kInt || type == Type::kMoney || type == Type::kDecimal;
  if (!narrow && !may_be_wide) return OverflowError("a constant");
  ResetVector(type, narrow ? Layout::kInt64 : Layout::kInt128, 1, vector);
  if (narrow) {
    vector->int64s[0] = static_cast<std::int64_t>(value);
  } else {
    vector->int128s[0] = value;
  }
  return Status::Ok();
}

}  // namespace

Result<Vector> MakeConstantVector(const FunctionContext& context, const Value& value, Type type) {
  Vector vector;
  switch (value.type) {
    case Type::kNull:
      SetConstantNull(type, &vector);
      return vector;
    case Type::kDouble:
      ResetVector(Type::kDouble, Layout::kDouble, 1, &vector);
      vector.doubles[0] = value.real;
      break;
    case Type::kText:
      ResetVector(Type::kText, Layout::kText, 1, &vector);
      vector.texts[0] = value.text;
      break;
    case Type::kTraceId: {
      COSTDB_ASSIGN_OR_RETURN(const std::int64_t ordinal, TraceOrdinalOf(context, value.text));
      COSTDB_RETURN_IF_ERROR(SetInteger(Type::kTraceId, ordinal, &vector));
      break;
    }
    case Type::kSpanId: {
      const std::optional<engine::SpanId> id = ParseSpanId(value.text);
      if (!id.has_value()) return Status::InvalidArgument("'" + value.text + "' is no span id");
      COSTDB_RETURN_IF_ERROR(SetInteger(Type::kSpanId, static_cast<std::int64_t>(*id), &vector));
      break;
    }
    default:
      COSTDB_RETURN_IF_ERROR(SetInteger(value.type, value.integer, &vector));
      vector.scale = value.scale;
  }
  vector.constant = true;
  return vector;
}

}  // namespace costdb::query
