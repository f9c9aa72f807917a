#ifndef COSTDB_QUERY_EXEC_AGGREGATE_ACCUMULATOR_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_ACCUMULATOR_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "costdb/status.h"
#include "engine/encoding/encoded_column.h"
#include "query/functions/aggregate_function.h"
#include "query/functions/scalar_function.h"
#include "query/plan/bound_expression.h"
#include "query/vector/vector.h"

namespace costdb::query {

/// What an accumulator is asked for in the end.
struct AggregateWish {
  AggregateKind kind{};
  double parameter = 0;  ///< The q of a quantile, the share of keys of a top_share.
};

/// Groups as accumulators see them in the end.
struct FinishedGroups {
  std::span<const std::uint32_t> groups;  ///< The ones asked for, in the order of the result.
  std::span<const std::int64_t> rows;     ///< Rows of every group, by its number.
};

/// An argument of an aggregate by pre-aggregated cells.
struct CellArgument {
  const Vector& sums;   ///< NULL where no call of the cell has a value.
  const Vector& calls;  ///< Calls of the cell.
  const Vector& known;  ///< Calls that have a value; NULL: all, or none where the sum is NULL.
};

/// What one or more aggregates keep of the values of their argument, for every group: arrays
/// indexed by the group's number. Several aggregates of one argument share an accumulator where
/// they can: sum, avg, count and share, or all quantiles. Not thread-safe: every worker has its
/// own, merged at the end; merging in any order gives the same result.
class Accumulator {
 public:
  virtual ~Accumulator() = default;

  /// Takes the rows of a batch. `groups` has one number a row, below `group_count`; nullptr means
  /// that there is one group, 0.
  virtual Status Update(std::span<const Vector* const> arguments, const std::uint32_t* groups,
                        std::size_t rows, std::size_t group_count) = 0;

  /// Takes what another worker has kept; its group g is map[g] here, or g when the map is empty.
  virtual Status Merge(Accumulator& other, std::span<const std::uint32_t> map,
                       std::size_t group_count) = 0;

  /// One value for each group asked for.
  virtual Status Finish(const AggregateWish& wish, const FinishedGroups& finished,
                        Vector* result) = 0;

  /// Takes `rows` rows of group 0 from the statistics of their column, if that is enough: nullptr
  /// is a column of NULLs. False when the rows have to be read.
  virtual Result<bool> UpdateFromStatistics(const engine::ColumnStatistics* statistics,
                                            std::uint32_t rows) {
    static_cast<void>(statistics);
    static_cast<void>(rows);
    return false;
  }

  /// Called when all workers are merged: an accumulator to show all rows to once more, in the same
  /// groups, one for each worker, and to merge into this one. nullptr when it has seen enough.
  /// `wishes` are what Finish will be asked for.
  virtual std::unique_ptr<Accumulator> NextPass(std::span<const AggregateWish> wishes) {
    static_cast<void>(wishes);
    return nullptr;
  }

  /// Forgets all groups; memory is kept for the next ones.
  virtual void Clear() = 0;

  /// Takes cells as Update takes rows; only what keeps sums can.
  virtual Status UpdateFromCells(const CellArgument& argument, const std::uint32_t* groups,
                                 std::size_t rows, std::size_t group_count) {
    static_cast<void>(argument);
    static_cast<void>(groups);
    static_cast<void>(rows);
    static_cast<void>(group_count);
    return Status::Internal("an aggregate that takes rows got pre-aggregated cells");
  }

  /// Bytes held, roughly.
  virtual std::size_t memory() const = 0;
};

/// The accumulator for an aggregate; nullptr when the rows of the group say it all.
/// `repeatable_groups` is how many groups there can be, where all rows can be shown once more in
/// the same groups.
std::unique_ptr<Accumulator> MakeAccumulator(const AggregateCall& call,
                                             std::optional<std::size_t> repeatable_groups,
                                             const FunctionContext& context);

/// Whether one accumulator can serve both.
bool CanShareAccumulator(const AggregateCall& left, const AggregateCall& right);

/// The kind that decides what is counted: DISTINCT and count(x) are settled here.
AggregateKind EffectiveKind(const AggregateCall& call);

/// map[group], or the group itself when there is no map.
inline std::uint32_t MappedGroup(std::span<const std::uint32_t> map, std::size_t group) {
  return map.empty() ? static_cast<std::uint32_t>(group) : map[group];
}

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_ACCUMULATOR_H_
