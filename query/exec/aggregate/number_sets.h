#ifndef COSTDB_QUERY_EXEC_AGGREGATE_NUMBER_SETS_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_NUMBER_SETS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "query/exec/aggregate/id_table.h"

namespace costdb::query {

/// A set of small numbers for each group, to be counted. Numbers are cut into pages. What a group
/// has of a page is kept as pairs in one hash table at first; once they would take more than a bit
/// for every number of the page, it has bits, and adding to it is a store. So sparse sets take what
/// their members take, and dense ones a bit a number. Not thread-safe.
class NumberSets {
 public:
  /// `number_count` is how many numbers there are, where that is known beforehand.
  explicit NumberSets(std::optional<std::size_t> number_count);

  /// Adds numbers[i] to the set of group groups[i], or of group 0 where `groups` is nullptr. All
  /// groups and numbers are below these counts.
  void Add(const std::uint32_t* groups, const std::uint32_t* numbers, std::size_t rows,
           std::size_t group_count, std::size_t number_count);

  /// Adds the sets of another worker, made alike: what is group g or number n there is the entry of
  /// that index here, or the same where a map is empty.
  void Merge(const NumberSets& other, std::span<const std::uint32_t> group_map,
             std::span<const std::uint32_t> number_map, std::size_t group_count,
             std::size_t number_count);

  /// The size of each group's set; all groups are below `group_count`. `ignored` is not counted.
  std::vector<std::int64_t> Count(std::size_t group_count, std::uint32_t ignored) const;

  /// Forgets all sets; memory is kept.
  void Clear();

  /// Bytes held, roughly.
  std::size_t memory() const {
    return cells_.capacity() * 4 + bits_.capacity() * 8 + pairs_.memory();
  }

 private:
  /// What a group has of a page: so many pairs, or this and the place of its bits.
  static constexpr std::uint32_t kHasBits = std::uint32_t{1} << 31;

  std::size_t page_words() const { return (std::size_t{1} << page_bits_) / 64; }
  std::uint32_t& CellOf(std::uint32_t group, std::uint32_t number) {
    return cells_[group * pages_ + (number >> page_bits_)];
  }
  std::size_t WordOf(std::uint32_t cell, std::uint32_t number) const {
    return (cell & ~kHasBits) * page_words() + number % (page_words() * 64) / 64;
  }
  void MakeRoom(std::size_t group_count, std::size_t number_count);
  void GiveBits(std::uint32_t* cell);
  void AddPairs(const std::uint32_t* groups, const std::uint32_t* numbers);
  void MergeBits(const NumberSets& other, std::uint32_t group_here, std::size_t cell_there,
                 std::span<const std::uint32_t> number_map);

  std::uint32_t page_bits_;           ///< A page is 2^page_bits_ numbers, 64 at least.
  std::size_t pages_ = 1;             ///< Of every group.
  std::vector<std::uint32_t> cells_;  ///< By group, then by page.
  std::vector<std::uint64_t> bits_;   ///< page_words() for every cell that has bits.
  IdTable pairs_;                     ///< Group in the high half, number in the low half.
  std::vector<std::uint32_t> rows_;   ///< Rows of a batch whose cells have no bits.
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> ids_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_NUMBER_SETS_H_
