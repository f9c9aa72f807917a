#ifndef COSTDB_ENGINE_PRICES_BUILT_IN_PRICES_H_
#define COSTDB_ENGINE_PRICES_BUILT_IN_PRICES_H_

#include "engine/prices/price_source.h"

namespace costdb::engine {

/// The prices that costdb is delivered with, and the spellings of their models that no rule covers.
PriceSource BuiltInSource();

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_BUILT_IN_PRICES_H_
