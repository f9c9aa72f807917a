#ifndef COSTDB_QUERY_EXEC_AGGREGATE_PAIR_TABLE_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_PAIR_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "query/exec/aggregate/grouped_rows.h"
#include "query/exec/aggregate/id_table.h"

namespace costdb::query {

/// Numbers distinct pairs of small numbers 0, 1, 2, ... in the order of their first appearance.
/// Where one side is known to be small, such as the codes of a dictionary of models, the pairs are
/// an array of as many cells for each number of the other side, so that hours by models need no
/// hashing; else, and once that array would be large, they are a hash table. Not thread-safe.
class PairTable {
 public:
  /// All numbers of a side are below its size; nothing where that is not known beforehand.
  PairTable(std::optional<std::size_t> left_size, std::optional<std::size_t> right_size);

  /// Sets numbers[i] to the number of the pair of row i; new pairs get new numbers. Each side has a
  /// number a row, or one run of all rows; `numbers` overlaps neither.
  void FindOrAdd(const GroupedRows& left, const GroupedRows& right, std::uint32_t* numbers);

  /// Forgets all pairs; memory is kept.
  void Clear();

  /// The pairs by number: left in the high half.
  const std::vector<std::uint64_t>& pairs() const { return is_dense() ? pairs_ : hashed_.keys(); }
  std::size_t size() const { return pairs().size(); }
  std::size_t memory() const {
    return cells_.capacity() * sizeof(cells_[0]) + pairs_.capacity() * sizeof(pairs_[0]) +
           hashed_.memory();
  }

 private:
  bool is_dense() const { return small_size_ != 0; }
  void MakeRoom(std::uint32_t largest);
  void BecomeHashed();
  std::uint64_t PairOf(std::uint32_t large, std::uint32_t small) const;
  void FindDensely(const GroupedRows& large, const GroupedRows& small, std::uint32_t* numbers);
  void AddMissing(const GroupedRows& large, const GroupedRows& small, std::uint32_t* numbers);
  void FindHashed(const GroupedRows& left, const GroupedRows& right, std::uint32_t* numbers);

  std::size_t small_size_ = 0;  ///< Of the side that is known to be small; 0 when hashed.
  bool small_is_left_ = false;
  std::vector<std::uint32_t>
      cells_;  ///< Number of pair (large, small) at large * small_size_ + small.
  std::vector<std::uint64_t> pairs_;
  IdTable hashed_;
  std::vector<std::uint64_t> keys_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_PAIR_TABLE_H_
