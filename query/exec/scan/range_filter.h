#ifndef COSTDB_QUERY_EXEC_SCAN_RANGE_FILTER_H_
#define COSTDB_QUERY_EXEC_SCAN_RANGE_FILTER_H_

#include <cstdint>
#include <optional>
#include <span>

#include "engine/scan/snapshot.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// A condition of the form minimum <= column <= maximum on a stored whole-number column, which
/// statistics can decide for a row group and a plain loop for a block. NULL does not pass.
struct RangeFilter {
  std::uint32_t column = 0;  ///< Index into the scan's columns.
  std::int64_t minimum = INT64_MIN;
  std::int64_t maximum = INT64_MAX;
};

/// What statistics say of a range in a row group.
enum class RangeVerdict : std::uint8_t { kNone, kSome, kAll };

/// The condition as a range, if it is a comparison or BETWEEN of a column with exact constants.
std::optional<RangeFilter> AsRangeFilter(const BoundExpression& condition, const LogicalPlan& scan);

/// How many rows of a column with these statistics can lie in the range; nullptr is a column
/// without a value.
RangeVerdict JudgeRange(std::int64_t minimum, std::int64_t maximum,
                        const engine::ColumnStatistics* statistics);

/// Clears bit i of `words` where values[i] is out of the range. `words` has one bit a row.
void ApplyRange(std::int64_t minimum, std::int64_t maximum, std::span<const std::int64_t> values,
                std::uint64_t* words);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_SCAN_RANGE_FILTER_H_
