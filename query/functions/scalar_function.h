#ifndef COSTDB_QUERY_FUNCTIONS_SCALAR_FUNCTION_H_
#define COSTDB_QUERY_FUNCTIONS_SCALAR_FUNCTION_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "costdb/status.h"
#include "costdb/value.h"
#include "engine/scan/snapshot.h"
#include "engine/store/dictionaries.h"
#include "query/vector/vector.h"

namespace costdb::query {

class QueryLimits;  // exec/query_limits.h
class TextCache;    // functions/text_cache.h

/// What a function may look at beside its arguments.
struct FunctionContext {
  const engine::Dictionaries* dictionaries = nullptr;
  const engine::Snapshot* snapshot = nullptr;
  std::int64_t now_unix_ns = 0;
  TextCache* text_cache = nullptr;  ///< Of the thread at hand; may be null.
  QueryLimits* limits = nullptr;    ///< Of the running query; null while one is bound.
};

/// Decides whether a function takes arguments of these types and what it returns; kNull arguments
/// are bare NULLs and fit anywhere. An error names what was expected.
using BindReturnType = Result<Type> (*)(std::span<const Type> arguments);

/// Computes `rows` values from the arguments. Every argument has `rows` values or is constant.
using EvaluateScalar = Status (*)(const FunctionContext& context,
                                  std::span<const Vector* const> arguments, std::size_t rows,
                                  Vector* result);

/// One row of the scalar function table. Operators are rows too, under their symbol: "+", "=",
/// "and", "not", "neg", "like", "ilike", "in", "between", "is_null", "case", "date_trunc", ...
struct ScalarFunction {
  std::string_view name;           ///< Lowercase.
  std::string_view signature;      ///< For help: "lower(text) -> text"
  std::string_view documentation;  ///< One line.
  BindReturnType bind = nullptr;
  EvaluateScalar evaluate = nullptr;
  /// Columns of the row that the binder appends to the arguments, by name. A call does not show
  /// them.
  std::span<const std::string_view> implicit_columns = {};
};

/// The whole table, for help and completion.
std::span<const ScalarFunction> ScalarFunctions();

/// The row of that (lowercase) name, or nullptr.
const ScalarFunction* FindScalarFunction(std::string_view name);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_FUNCTIONS_SCALAR_FUNCTION_H_
