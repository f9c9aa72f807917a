#ifndef COSTDB_ENGINE_STORE_ROW_GROUP_IN_MEMORY_H_
#define COSTDB_ENGINE_STORE_ROW_GROUP_IN_MEMORY_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "engine/store/dictionaries.h"
#include "engine/store/row_group_data.h"
#include "engine/store/stored_row_group.h"

namespace costdb::engine {

/// A row group that was encoded and is not, or not yet, in the file: it shares `data`. `path`
/// outlives it. `ordinal` numbers it in its snapshot; codes are checked against the dictionaries
/// where these are given.
std::unique_ptr<StoredRowGroup> OpenInMemory(const std::shared_ptr<const RowGroupData>& data,
                                             std::string_view path, std::uint32_t ordinal,
                                             const Dictionaries* dictionaries);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_ROW_GROUP_IN_MEMORY_H_
