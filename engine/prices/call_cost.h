#ifndef COSTDB_ENGINE_PRICES_CALL_COST_H_
#define COSTDB_ENGINE_PRICES_CALL_COST_H_

#include "engine/prices/price_catalog.h"

namespace costdb::engine {

/// What `usage` costs at `price`, exactly; price_catalog.h says when it is NULL. Cached and written
/// tokens beyond the input, which ingest never lets through, are cut to it: no part is negative.
CallCost CostOf(const ModelPrice& price, const Usage& usage);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_CALL_COST_H_
