#ifndef COSTDB_ENGINE_STORE_PREAGGREGATE_DAY_H_
#define COSTDB_ENGINE_STORE_PREAGGREGATE_DAY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "costdb/status.h"
#include "engine/store/dictionaries.h"
#include "engine/store/preaggregate_cells.h"
#include "engine/store/stored_row_group.h"

namespace costdb::engine {

/// A day with more cells than this is not kept: reading its calls is as good.
inline constexpr std::size_t kMostCellsADay = std::size_t{1} << 16;

/// The cells of one day and level as they are stored; docs/file-format.md has the bytes. Where
/// there are too many, or one does not fit into 64 bits, the day is stored as not kept.
std::string EncodePreaggregateDay(PreaggregateLevel level,
                                  std::vector<std::pair<PreaggregateCell, PreaggregateSums>> cells);

/// A stored day, read in place: `bytes`, `path` and `dictionaries` (which may be null) outlive it.
/// nullptr when the day is not kept.
Result<std::unique_ptr<const StoredRowGroup>> OpenPreaggregateDay(std::string_view bytes,
                                                                  std::string_view path,
                                                                  std::int64_t day,
                                                                  const Dictionaries* dictionaries);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_PREAGGREGATE_DAY_H_
