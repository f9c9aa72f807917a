#ifndef COSTDB_ENGINE_PRICES_BUILT_IN_PRICES_H_
#define COSTDB_ENGINE_PRICES_BUILT_IN_PRICES_H_

#include <vector>

#include "engine/prices/price_catalog.h"

namespace costdb::engine {

/// The prices that costdb brings along.
std::vector<ModelPrice> BuiltInPrices();

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_BUILT_IN_PRICES_H_
