#ifndef COSTDB_TOOLS_COMMAND_PRICES_DIFF_H_
#define COSTDB_TOOLS_COMMAND_PRICES_DIFF_H_

#include <cstdint>
#include <span>

#include "costdb/query_result.h"
#include "engine/prices/price_source.h"

namespace costdb::tools {

/// What is different between two lists of sources.
struct PriceChanges {
  QueryResult table;        ///< change, source, provider, model, ..., price, old, new
  std::uint64_t added = 0;  ///< Rows of `prices` that are new, changed or gone.
  std::uint64_t changed = 0;
  std::uint64_t removed = 0;
};
PriceChanges DiffSources(std::span<const engine::PriceSource> before,
                         std::span<const engine::PriceSource> after);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_COMMAND_PRICES_DIFF_H_
