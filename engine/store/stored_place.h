#ifndef COSTDB_ENGINE_STORE_STORED_PLACE_H_
#define COSTDB_ENGINE_STORE_STORED_PLACE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "costdb/status.h"
#include "engine/scan/snapshot.h"
#include "engine/schema/column.h"

namespace costdb::engine {

/// What a stored column is called in messages and reports: as a query names it, or what it is for.
/// Attribute columns, whose keys are in a dictionary, are called by their number.
std::string StoredColumnName(ColumnId column);

/// Where a row group lies, for messages: in the file, in the pre-aggregates, or else in the head.
struct RowGroupPlace {
  std::string_view path;                            ///< Of the database; outlives the place.
  std::optional<std::uint32_t> row_group;           ///< Its number in the file.
  std::optional<std::int64_t> preaggregated_day{};  ///< Counted from the Unix epoch.
};

/// "a.costdb: row group 7"
std::string PlaceText(const RowGroupPlace& place);
/// "a.costdb: row group 7, section calls, column cost"
std::string PlaceText(const RowGroupPlace& place, Section section, ColumnId column);
/// "a.costdb: head batch 12"
std::string HeadBatchText(std::string_view path, std::uint64_t batch);

/// A failure with the place where it happened in front.
Status InPlace(const std::string& place, const Status& failure);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_STORED_PLACE_H_
