#ifndef COSTDB_ENGINE_STORE_PREAGGREGATE_CELLS_H_
#define COSTDB_ENGINE_STORE_PREAGGREGATE_CELLS_H_

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstdint>
#include <utility>

#include "costdb/int128.h"
#include "costdb/status.h"
#include "engine/scan/preaggregates.h"
#include "engine/scan/snapshot.h"
#include "engine/store/dictionaries.h"

namespace costdb::engine {

/// What names a cell: an hour, and a code of each dimension; 0 where the level has no such one.
struct PreaggregateCell {
  std::int64_t hour = 0;
  std::array<TextCode, kPreaggregateDimensions.size()> dimensions{};

  auto operator<=>(const PreaggregateCell&) const = default;  // NOLINT(modernize-use-nullptr)
  template <typename H>
  friend H AbslHashValue(H state, const PreaggregateCell& cell) {
    state = H::combine(std::move(state), cell.hour);
    // One by one: mostly they were just written, one by one.
    for (const TextCode code : cell.dimensions) state = H::combine(std::move(state), code);
    return state;
  }
};

/// What a cell holds: of calls, or of a change of them.
struct PreaggregateSums {
  std::int64_t calls = 0;
  std::array<Int128, kPreaggregateMeasures.size()> sums{};
  std::array<std::int64_t, kPreaggregateMeasures.size()> known{};  ///< Calls that have a value.

  void Add(const PreaggregateSums& other);
};

using PreaggregateCells = absl::flat_hash_map<PreaggregateCell, PreaggregateSums>;

/// Adds the calls of a row group, `factor` times: 1 or -1. `left_out` has one bit a call, set where
/// it does not count; nullptr leaves none out.
Status AddCalls(const RowGroup& row_group, const std::uint64_t* left_out, int factor,
                PreaggregateCells* cells);

/// Adds stored cells of a level, `factor` times.
Status AddCells(const RowGroup& stored, PreaggregateLevel level, int factor,
                PreaggregateCells* cells);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_PREAGGREGATE_CELLS_H_
