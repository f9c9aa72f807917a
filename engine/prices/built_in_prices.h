#ifndef COSTDB_ENGINE_PRICES_BUILT_IN_PRICES_H_
#define COSTDB_ENGINE_PRICES_BUILT_IN_PRICES_H_

#include <vector>

#include "engine/prices/price_catalog.h"

namespace costdb::engine {

/// The prices that costdb is delivered with.
std::vector<ModelPrice> BuiltInPrices();

/// The spellings of their models that no rule covers.
std::vector<ModelAlias> BuiltInAliases();

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_BUILT_IN_PRICES_H_
