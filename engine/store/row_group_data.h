#ifndef COSTDB_ENGINE_STORE_ROW_GROUP_DATA_H_
#define COSTDB_ENGINE_STORE_ROW_GROUP_DATA_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "engine/encoding/encoded_column.h"
#include "engine/scan/snapshot.h"

namespace costdb::engine {

/// The directory entry of one row group: what is known without touching a column. Columns whose
/// rows are all NULL are not listed.
struct RowGroupDirectory {
  struct SectionEntry {
    std::uint32_t rows = 0;
    std::map<ColumnId, ColumnStatistics> columns;
  };
  std::array<SectionEntry, kSectionCount> sections;
  /// Small columns stand in the row group's pack; in older files each has a value of its own.
  bool has_pack = true;

  const SectionEntry& operator[](Section section) const {
    return sections[static_cast<std::size_t>(section)];
  }
  SectionEntry& operator[](Section section) { return sections[static_cast<std::size_t>(section)]; }
};

/// The stored form of a directory entry, checksum included; docs/file-format.md has its bytes.
std::string EncodeDirectory(const RowGroupDirectory& directory);
Result<RowGroupDirectory> DecodeDirectory(std::string_view bytes);

/// A row group in memory: its directory and its encoded columns.
struct RowGroupData {
  RowGroupDirectory directory;
  std::array<std::map<ColumnId, std::string>, kSectionCount> columns;
  std::vector<std::uint32_t> trace_hashes;  ///< HashOfTrace of each.
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_ROW_GROUP_DATA_H_
