#ifndef COSTDB_ENGINE_STORE_DELETIONS_H_
#define COSTDB_ENGINE_STORE_DELETIONS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "costdb/status.h"
#include "engine/scan/snapshot.h"
#include "engine/store/environment.h"
#include "engine/store/row_group_data.h"

namespace costdb::engine {

/// The rows of a row group that no longer count: one bit a row and section, set when deleted.
class Deletions {
 public:
  /// None deleted, for a row group with these sections.
  explicit Deletions(const RowGroupDirectory& directory);

  void Delete(Section section, std::uint32_t first_row, std::uint32_t row_count);
  bool IsDeleted(Section section, std::uint32_t row) const {
    return (words(section)[row / 64] >> (row % 64) & 1) != 0;
  }
  std::uint32_t CountDeleted(Section section) const;
  /// 64 rows a word, rounded up to whole blocks; never empty.
  const std::vector<std::uint64_t>& words(Section section) const {
    return words_[static_cast<std::size_t>(section)];
  }

 private:
  friend Result<std::optional<Deletions>> ReadDeletions(const Transaction&, std::uint32_t,
                                                        const RowGroupDirectory&);

  std::array<std::vector<std::uint64_t>, kSectionCount> words_;
};

/// The stored deletions of a row group, if any of its rows is deleted.
Result<std::optional<Deletions>> ReadDeletions(const Transaction& transaction,
                                               std::uint32_t row_group,
                                               const RowGroupDirectory& directory);
Status WriteDeletions(Transaction& transaction, std::uint32_t row_group,
                      const Deletions& deletions);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_DELETIONS_H_
