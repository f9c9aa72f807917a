#ifndef COSTDB_ENGINE_STORE_SEALED_ROW_GROUPS_H_
#define COSTDB_ENGINE_STORE_SEALED_ROW_GROUPS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "costdb/status.h"
#include "engine/store/environment.h"
#include "engine/store/row_group_data.h"
#include "engine/store/sealed_change.h"
#include "engine/store/stored_row_group.h"

namespace costdb::engine {

/// The key of a row group's directory entry.
std::string RowGroupKey(std::uint32_t row_group);

/// Stores a row group under a number that was never in use, and tells `change` of it.
Status WriteRowGroup(Transaction& transaction, std::uint32_t row_group, const RowGroupData& data,
                     SealedChange* change);

/// Where the bytes of a stored column lie: a part of a value of the table `columns`.
struct ColumnPlace {
  std::string key;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::uint64_t value_bytes = 0;  ///< Of the whole value.
};

/// The place of a listed column. Small columns of a row group share one value, its pack, so that
/// they do not take a page each.
ColumnPlace PlaceOf(std::uint32_t row_group, const RowGroupDirectory& directory, Section section,
                    ColumnId column);

/// How many values of the table `columns` a row group has.
std::uint64_t CountColumnValues(const RowGroupDirectory& directory);

/// A column that is rewritten; nothing where it is NULL in every row now.
using ChangedColumns = std::map<std::pair<Section, ColumnId>, std::optional<EncodedColumn>>;

/// Replaces columns of `stored`, and its directory entry. Columns that do not change and are not
/// small stay where they are. `stored` was read in another transaction.
Status RewriteColumns(Transaction& transaction, std::uint32_t row_group,
                      const StoredRowGroup& stored, const ChangedColumns& changed);

/// The directory entry of a stored row group.
Result<std::shared_ptr<const RowGroupDirectory>> ReadDirectory(const Transaction& transaction,
                                                               std::uint32_t row_group);

/// A stored row group as `transaction` sees it, deletions included. `mutex` serializes reads of the
/// map; it, the transaction and `dictionaries` must outlive the row group. Codes are checked
/// against the dictionaries where these are given. `ordinal` numbers the row group in its snapshot.
Result<std::unique_ptr<StoredRowGroup>> OpenRowGroup(const Transaction& transaction,
                                                     std::mutex& mutex,
                                                     const Dictionaries* dictionaries,
                                                     std::uint32_t row_group, std::uint32_t ordinal,
                                                     RowGroupEntry entry);

/// The same by its number alone: without dictionaries, and of no snapshot.
Result<std::unique_ptr<StoredRowGroup>> OpenRowGroup(const Transaction& transaction,
                                                     std::mutex& mutex, std::uint32_t row_group);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SEALED_ROW_GROUPS_H_
