#include "engine/scan/snapshot.h"

#include "engine/prices/price_catalog.h"

namespace costdb::engine {

std::shared_ptr<const PriceCatalog> Snapshot::prices() const {
  return PriceCatalog::SharedBuiltIn();
}

std::size_t Snapshot::sealed_row_group_count() const {
  return 0;
}

Result<std::optional<PreaggregateDays>> Snapshot::OpenPreaggregates(
    PreaggregateLevel /*level*/, std::int64_t /*first_day*/, std::int64_t /*last_day*/) const {
  return std::optional<PreaggregateDays>();
}

}  // namespace costdb::engine
