#ifndef COSTDB_QUERY_EXEC_SCAN_RANGE_FILTER_H_
#define COSTDB_QUERY_EXEC_SCAN_RANGE_FILTER_H_

#include <cstdint>
#include <optional>

#include "engine/scan/snapshot.h"
#include "query/plan/logical_plan.h"
#include "query/vector/vector.h"

namespace costdb::query {

/// A condition of the form minimum <= column <= maximum on a stored column of whole numbers, or
/// column = text on one of codes, which statistics can decide for a row group or a block, and a
/// plain loop for rows. NULL does not pass.
struct RangeFilter {
  std::uint32_t column = 0;  ///< Index into the scan's columns.
  std::int64_t minimum = INT64_MIN;
  std::int64_t maximum = INT64_MAX;
};

/// What statistics say of a range in a row group.
enum class RangeVerdict : std::uint8_t { kNone, kSome, kAll };

/// The condition as a range, if it is a comparison or BETWEEN of a column with exact constants.
std::optional<RangeFilter> AsRangeFilter(const BoundExpression& condition, const LogicalPlan& scan,
                                         const engine::Dictionaries& dictionaries);

/// How many rows of a column with these statistics can lie in the range; nullptr is a column
/// without a value.
RangeVerdict JudgeRange(std::int64_t minimum, std::int64_t maximum,
                        const engine::ColumnStatistics* statistics);

/// The same of a block whose values lie within bounds and are not NULL.
RangeVerdict JudgeRange(std::int64_t minimum, std::int64_t maximum,
                        engine::kernels::ValueBounds bounds);

/// Clears bit i of `words`, which has one bit a row, where the value of row i, of a block at most,
/// is out of the range.
void ApplyRange(const RangeFilter& range, const Vector& values, std::size_t rows,
                std::uint64_t* words);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_SCAN_RANGE_FILTER_H_
