#ifndef COSTDB_QUERY_PRICES_PRICE_RELATION_H_
#define COSTDB_QUERY_PRICES_PRICE_RELATION_H_

#include <span>
#include <string_view>
#include <vector>

#include "costdb/value.h"
#include "engine/prices/price_rows.h"
#include "query/exec/pipeline/batch.h"

namespace costdb::query {

/// One column of the relation `prices`.
struct PriceColumn {
  std::string_view name;
  Type type;
  std::string_view documentation;
  Value (*value)(const engine::PriceRow& row);
};

/// Every column, in the order that SELECT * shows.
std::span<const PriceColumn> PriceColumns();

/// These columns (indexes into PriceColumns) of rows of prices.
Batch MakePriceBatch(std::span<const engine::PriceRow> rows,
                     std::span<const std::uint32_t> columns);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PRICES_PRICE_RELATION_H_
