#ifndef COSTDB_QUERY_EXEC_AGGREGATE_GROUPED_ROWS_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_GROUPED_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/kernels/sum.h"

namespace costdb::query {

/// How the rows of a batch fall into groups. Views into whoever made it, until it makes the next.
struct GroupedRows {
  std::size_t rows = 0;
  /// A group's number for each row, or for each run where there are runs; nullptr means that there
  /// is one group, 0.
  const std::uint32_t* groups = nullptr;
  /// What no group lies outside of, as far as it is known.
  engine::kernels::ValueBounds bounds;
  /// Empty, or the row behind each run of rows of one group: groups[r] has the rows
  /// [run_ends[r - 1], run_ends[r]).
  std::span<const std::uint32_t> run_ends;
  /// Where the groups are few and neighbours, the rows of each from `first_group` on, as
  /// engine::kernels::MaskGroups makes them; else empty.
  std::span<const std::uint64_t> masks;
  std::uint32_t first_group = 0;
  std::span<const std::uint32_t> mask_rows;  ///< How many rows each of these masks has.
  /// Where there are masks: the columns of offsets (Layout::kOffsets) among the arguments, and for
  /// each in turn the sums of its offsets by mask.
  std::span<const std::uint32_t* const> offset_columns;
  const std::uint64_t* offset_sums = nullptr;
};

/// All rows in group 0.
inline GroupedRows OneGroup(std::size_t rows) {
  GroupedRows grouped;
  grouped.rows = rows;
  return grouped;
}

/// Row i in groups[i].
inline GroupedRows GroupedByRow(const std::uint32_t* groups, std::size_t rows) {
  GroupedRows grouped = OneGroup(rows);
  grouped.groups = groups;
  return grouped;
}

/// Run r in groups[r]; the last run ends behind the last row.
inline GroupedRows GroupedByRun(const std::uint32_t* groups,
                                std::span<const std::uint32_t> run_ends) {
  GroupedRows grouped = GroupedByRow(groups, run_ends.back());
  grouped.run_ends = run_ends;
  return grouped;
}

/// Calls take(group, first_row, row_behind) for all rows of `grouped`, in order, in pieces of one
/// group.
template <typename Take>
void ForEachPiece(const GroupedRows& grouped, const Take& take) {
  if (grouped.groups == nullptr) {
    if (grouped.rows != 0) take(std::uint32_t{0}, std::size_t{0}, grouped.rows);
  } else if (grouped.run_ends.empty()) {
    for (std::size_t i = 0; i < grouped.rows; ++i) take(grouped.groups[i], i, i + 1);
  } else {
    std::size_t first = 0;
    for (std::size_t run = 0; run < grouped.run_ends.size(); ++run) {
      take(grouped.groups[run], first, std::size_t{grouped.run_ends[run]});
      first = grouped.run_ends[run];
    }
  }
}

/// The same rows with a group for each; `groups` holds them.
GroupedRows SpreadRuns(const GroupedRows& runs, std::vector<std::uint32_t>* groups);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_GROUPED_ROWS_H_
