#ifndef COSTDB_QUERY_PLAN_COMPARISON_RANGE_H_
#define COSTDB_QUERY_PLAN_COMPARISON_RANGE_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "costdb/value.h"

namespace costdb::query {

/// Stored values from minimum to maximum, both included; none when minimum is above maximum.
struct ValueRange {
  std::int64_t minimum = INT64_MIN;
  std::int64_t maximum = INT64_MAX;
};

/// What no value is in.
inline constexpr ValueRange kEmptyRange = {INT64_MAX, INT64_MIN};

/// The comparison with its sides exchanged: "<" for ">". Other names are returned as they are.
std::string_view Mirrored(std::string_view comparison);

/// The stored values of a column of numbers, money, times or durations for which `column comparison
/// constant` holds: exactly these. Nothing for other comparisons, and for constants that are no
/// exact numbers on the column's scale.
std::optional<ValueRange> RangeOfComparison(std::string_view comparison, Type column_type,
                                            const Value& constant);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PLAN_COMPARISON_RANGE_H_
