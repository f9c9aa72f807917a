#include "engine/scan/snapshot.h"

#include "engine/prices/price_catalog.h"

namespace costdb::engine {

std::shared_ptr<const PriceCatalog> Snapshot::prices() const {
  return PriceCatalog::SharedBuiltIn();
}

}  // namespace costdb::engine
