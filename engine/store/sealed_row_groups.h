#ifndef COSTDB_ENGINE_STORE_SEALED_ROW_GROUPS_H_
#define COSTDB_ENGINE_STORE_SEALED_ROW_GROUPS_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "costdb/status.h"
#include "engine/store/environment.h"
#include "engine/store/preaggregates.h"
#include "engine/store/row_group_data.h"
#include "engine/store/stored_row_group.h"

namespace costdb::engine {

/// The key of a row group's directory entry and filter.
std::string RowGroupKey(std::uint32_t row_group);

/// Stores a row group under a number that is not in use, and tells `change` of its calls.
Status WriteRowGroup(Transaction& transaction, std::uint32_t row_group, const RowGroupData& data,
                     PreaggregateChange* change);

/// Replaces or removes one column of a stored row group; its directory entry is the caller's to
/// set.
Status WriteColumn(Transaction& transaction, std::uint32_t row_group, Section section,
                   ColumnId column, std::string_view bytes);
Status DeleteColumn(Transaction& transaction, std::uint32_t row_group, Section section,
                    ColumnId column);

/// The directory entry of a stored row group.
Result<std::shared_ptr<const RowGroupDirectory>> ReadDirectory(const Transaction& transaction,
                                                               std::uint32_t row_group);

/// A stored row group as `transaction` sees it, deletions included. `mutex` serializes reads of the
/// map; it, the transaction and `dictionaries` must outlive the row group. Codes are checked
/// against the dictionaries where these are given. `ordinal` numbers the row group in its snapshot.
Result<std::unique_ptr<StoredRowGroup>> OpenRowGroup(
    const Transaction& transaction, std::mutex& mutex, const Dictionaries* dictionaries,
    std::uint32_t row_group, std::uint32_t ordinal,
    std::shared_ptr<const RowGroupDirectory> directory);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SEALED_ROW_GROUPS_H_
