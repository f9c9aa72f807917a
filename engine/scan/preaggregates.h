#ifndef COSTDB_ENGINE_SCAN_PREAGGREGATES_H_
#define COSTDB_ENGINE_SCAN_PREAGGREGATES_H_

#include <array>
#include <cstdint>
#include <span>

#include "engine/schema/column.h"

namespace costdb::engine {

/// Pre-aggregates are kept for the sealed calls: one cell for every hour and combination of
/// dimensions that has calls, with their number and the sums of their measures. Their number
/// follows from hours and dimensions, not from calls.
///
/// A query reads cells as rows of row groups, section kCalls, with these columns: kTime, the start
/// of the hour; the dimensions; kCalls, the calls of the cell; each measure, its sum over the calls
/// that have one, NULL when none has; and ColumnOfKnown of each measure, how many have one, NULL in
/// all rows when every call has.
enum class PreaggregateLevel : std::uint8_t {
  kModels,  ///< By provider and model: few cells.
  kAll,     ///< By every dimension.
};
inline constexpr std::array kPreaggregateLevels = {PreaggregateLevel::kModels,
                                                   PreaggregateLevel::kAll};

inline constexpr std::int64_t kPreaggregatedNs = std::int64_t{3'600} * 1'000'000'000;
inline constexpr std::int64_t kPreaggregatedHoursADay = 24;

/// All dimensions; those of kModels come first.
inline constexpr std::array kPreaggregateDimensions = {
    ColumnId::kProvider,    ColumnId::kModel,     ColumnId::kService,
    ColumnId::kEnvironment, ColumnId::kOperation,
};

/// The columns of calls whose sums are kept.
inline constexpr std::array kPreaggregateMeasures = {
    ColumnId::kCost,         ColumnId::kInputTokens,      ColumnId::kOutputTokens,
    ColumnId::kCachedTokens, ColumnId::kCacheWriteTokens, ColumnId::kReasoningTokens,
    ColumnId::kInputCost,    ColumnId::kOutputCost,       ColumnId::kCacheCost,
    ColumnId::kDuration,
};

/// The dimensions of a level.
constexpr std::span<const ColumnId> DimensionsOf(PreaggregateLevel level) {
  constexpr std::size_t kOfModels = 2;
  const std::span<const ColumnId> all(kPreaggregateDimensions);
  return level == PreaggregateLevel::kModels ? all.first(kOfModels) : all;
}

/// The column of cells that counts the calls that have a measure. No row group has columns of these
/// numbers.
constexpr ColumnId ColumnOfKnown(ColumnId measure) {
  constexpr std::uint32_t kFirst = 512;
  return ColumnId{kFirst + static_cast<std::uint32_t>(measure)};
}

/// The number of the hour that a time lies in, counted from the Unix epoch.
constexpr std::int64_t HourOf(std::int64_t unix_ns) {
  return unix_ns / kPreaggregatedNs - (unix_ns % kPreaggregatedNs < 0 ? 1 : 0);
}

/// The number of the day that an hour lies in.
constexpr std::int64_t DayOfHour(std::int64_t hour) {
  return hour / kPreaggregatedHoursADay - (hour % kPreaggregatedHoursADay < 0 ? 1 : 0);
}

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_SCAN_PREAGGREGATES_H_
