#ifndef COSTDB_QUERY_EXEC_AGGREGATE_GROUP_TABLE_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_GROUP_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "costdb/status.h"
#include "query/exec/aggregate/grouped_rows.h"
#include "query/exec/aggregate/key_coder.h"
#include "query/exec/aggregate/pair_table.h"

namespace costdb::query {

/// Assigns rows to groups: every row gets the number of its group, an index into the arrays of the
/// accumulators. Each key becomes a small number first (KeyCoder). Where all keys are dictionary
/// codes and few enough, the group is computed from them; else pairs of numbers are numbered again,
/// key by key, in order of appearance. Not thread-safe: every worker has its own, merged at the
/// end.
class GroupTable {
 public:
  /// `rows` is how many rows there can be: arrays much larger than that are not made. Without
  /// `counts_rows` it need only be known which groups have rows (StartCounting).
  GroupTable(std::span<const BoundExpressionPtr> keys, std::uint64_t rows, bool counts_rows,
             const FunctionContext& context);

  /// Without keys there is one group, 0.
  bool has_keys() const { return !coders_.empty(); }

  /// Groups the rows of a batch and counts the rows of each group. `keys` has one vector a key. The
  /// result is good until the next call, and as long as the keys.
  Result<GroupedRows> Assign(std::uint32_t morsel, std::span<const Vector* const> keys,
                             std::size_t rows);

  /// Makes the rows of the last Assign count as many rows each as `weights` says.
  void Weigh(const Vector& weights, const GroupedRows& grouped);

  /// Whether the groups are known before the first row, with the same numbers in every worker.
  bool has_fixed_groups() const { return coders_.empty() || is_direct_; }

  /// Every group's number is below it.
  std::size_t group_count() const { return met_.empty() ? row_counts_.size() : met_groups_; }

  /// From here on rows are counted. A group met before counts as one row, so call this before the
  /// first NULL: then a group has more rows than NULLs exactly when it has a value.
  void StartCounting();
  bool is_counting() const { return met_.empty(); }

  /// The rows of each group; groups that have none do not exist. Counting must have been started.
  const std::vector<std::int64_t>& row_counts() const { return row_counts_; }

  /// Counts rows of the one group without having seen them.
  void CountRows(std::int64_t rows) { row_counts_[0] += rows; }

  /// Takes over the groups of another worker; sets map[g] to the number here of its group g. An
  /// empty map means that the numbers are the same.
  Status Merge(const GroupTable& other, std::vector<std::uint32_t>* map);

  /// The groups that exist, in an order that does not depend on the number of threads: by code, or
  /// by first appearance.
  std::vector<std::uint32_t> OrderedGroups() const;

  /// The values of key `key` for groups.
  void DecodeKey(std::size_t key, std::span<const std::uint32_t> groups, Vector* values) const;

  /// Forgets all groups; memory is kept for the next ones.
  void Clear();

  /// Bytes held, roughly.
  std::size_t memory() const;

 private:
  Status NumberKeys(std::span<const Vector* const> keys, std::size_t rows);
  GroupedRows Combine(std::uint32_t morsel, std::size_t rows);
  void CombineDirectly(std::size_t rows);
  void CombineByTables(std::size_t rows);
  void NoteFirstSeen(std::uint32_t morsel);
  void FindMasks(GroupedRows* grouped);
  void CountRows(const GroupedRows& grouped);
  void Meet(const GroupedRows& grouped);
  void MergeDirectly(const GroupTable& other);
  bool HasMet(std::size_t group) const { return (met_[group / 64] >> (group % 64) & 1) != 0; }
  std::uint32_t CodeOfKey(std::size_t key, std::uint32_t group) const;

  std::vector<std::unique_ptr<KeyCoder>> coders_;
  bool is_direct_ = false;  ///< group = sum of code * stride.
  std::vector<std::size_t> strides_;
  /// folds_[i] numbers the pairs (fold i-1 or key 0, key i+1). A single key of fixed codes that is
  /// not direct has one fold too, with 0 for the other key.
  std::vector<PairTable> folds_;
  bool is_lone_fixed_ = false;
  std::vector<std::int64_t> row_counts_;  ///< Empty as long as met_ is not.
  std::vector<std::uint64_t> met_;  ///< A bit a group that has rows, where they are not counted.
  std::size_t met_groups_ = 0;      ///< The groups of met_.
  /// First morsel in the high half, number in its worker in the low half; not when is_direct_.
  std::vector<std::uint64_t> first_seen_;
  std::vector<GroupedRows> numbers_;                ///< Of the keys of the batch at hand.
  std::vector<std::vector<std::uint32_t>> by_row_;  ///< The same, spread over the rows of runs.
  std::vector<std::uint32_t> groups_;
  std::vector<std::uint32_t> left_;  ///< What the fold before has made.
  std::vector<std::uint64_t> masks_;
  std::vector<std::uint32_t> mask_rows_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_GROUP_TABLE_H_
