#ifndef COSTDB_QUERY_FUNCTIONS_LOGIC_H_
#define COSTDB_QUERY_FUNCTIONS_LOGIC_H_

#include "costdb/status.h"
#include "query/functions/function_support.h"

namespace costdb::query {

/// SQL's AND and OR of one or more truth values: NULL is "unknown", which false decides in AND and
/// true in OR.
Status EvaluateAnd(const FunctionContext& context, Arguments arguments, std::size_t rows,
                   Vector* result);
Status EvaluateOr(const FunctionContext& context, Arguments arguments, std::size_t rows,
                  Vector* result);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_FUNCTIONS_LOGIC_H_
