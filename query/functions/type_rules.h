#ifndef COSTDB_QUERY_FUNCTIONS_TYPE_RULES_H_
#define COSTDB_QUERY_FUNCTIONS_TYPE_RULES_H_

#include <span>
#include <string_view>

#include "costdb/status.h"
#include "costdb/value.h"

namespace costdb::query {

/// A type as messages and EXPLAIN write it: "int", "money", "time", ...
std::string_view TypeName(Type type);

/// kInt, kDecimal or kDouble.
bool IsNumber(Type type);

/// "<function> expects <expected>, not (<types>)".
Status ArgumentError(std::string_view function, std::string_view expected,
                     std::span<const Type> arguments);

/// Fails unless there are between `minimum` and `maximum` arguments.
Status CheckArgumentCount(std::string_view function, std::span<const Type> arguments,
                          std::size_t minimum, std::size_t maximum);

/// The one type that values of all `types` convert to, as CASE, COALESCE and LEAST need it: NULL
/// gives way to anything, whole numbers to doubles, and numbers to money (a number is dollars).
Result<Type> CommonType(std::string_view function, std::span<const Type> types);

/// Whether values of the two types can be compared; numbers beside money are dollars, hexadecimal
/// text is an id.
bool AreComparable(Type left, Type right);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_FUNCTIONS_TYPE_RULES_H_
