#ifndef COSTDB_QUERY_FUNCTIONS_AGGREGATE_FUNCTION_H_
#define COSTDB_QUERY_FUNCTIONS_AGGREGATE_FUNCTION_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "costdb/status.h"
#include "costdb/value.h"

namespace costdb::query {

/// How an aggregate accumulates; exec/ has one accumulator for each.
enum class AggregateKind : std::uint8_t {
  kCountRows,      ///< count(*)
  kCount,          ///< count(x)
  kCountDistinct,  ///< count(DISTINCT x)
  kSum,
  kAverage,
  kMinimum,
  kMaximum,
  kQuantile,  ///< Exact: the value at rank ceil(q * n), counted from 1; p50..p99, median, quantile.
  kShare,     ///< sum(x) of the group over sum(x) of all groups.
  kTopShare,  ///< top_share(x, key, n%): what the top n % of keys make of all x.
};

/// One row of the aggregate function table.
struct AggregateFunction {
  std::string_view name;  ///< Lowercase.
  std::string_view signature;
  std::string_view documentation;
  AggregateKind kind{};
  double fixed_parameter = 0;    ///< kQuantile: 0.95 for p95; unused where takes_parameter.
  bool takes_parameter = false;  ///< The last argument is a constant: quantile's q, top_share's n%.
  std::uint32_t argument_count = 0;  ///< Without the parameter.
  /// Result type from the argument types; an error says what was expected.
  Result<Type> (*bind)(std::span<const Type> arguments) = nullptr;
};

/// The whole table, for help and completion.
std::span<const AggregateFunction> AggregateFunctions();

/// The row of that (lowercase) name, or nullptr. count(*) is "count" with no argument, kCountRows;
/// count(DISTINCT x) is "count_distinct".
const AggregateFunction* FindAggregateFunction(std::string_view name);

/// The row of that name that takes so many arguments, the parameter not counted; nullptr when there
/// is none. It tells count(x), kCount, from count(*).
const AggregateFunction* FindAggregateFunction(std::string_view name, std::size_t argument_count);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_FUNCTIONS_AGGREGATE_FUNCTION_H_
