#ifndef COSTDB_QUERY_EXEC_EXPRESSION_CONSTANT_VECTOR_H_
#define COSTDB_QUERY_EXEC_EXPRESSION_CONSTANT_VECTOR_H_

#include "costdb/status.h"
#include "costdb/value.h"
#include "query/functions/scalar_function.h"
#include "query/vector/vector.h"

namespace costdb::query {

/// A value of a bound expression as a constant vector. A trace id becomes its ordinal in the
/// snapshot, -1 when the database does not have the trace.
Result<Vector> MakeConstantVector(const FunctionContext& context, const Value& value, Type type);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_EXPRESSION_CONSTANT_VECTOR_H_
