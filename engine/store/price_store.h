#ifndef COSTDB_ENGINE_STORE_PRICE_STORE_H_
#define COSTDB_ENGINE_STORE_PRICE_STORE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "costdb/status.h"
#include "engine/prices/price_catalog.h"
#include "engine/store/environment.h"

namespace costdb::engine {

/// The number of the newest version of the database's catalog; 0 when it has none, as older files
/// do, and the built-in catalog holds alone.
Result<std::uint64_t> NewestCatalogVersion(const Transaction& transaction);

/// One version as it was stored; an empty catalog for version 0.
Result<CatalogContents> ReadCatalog(const Transaction& transaction, std::uint64_t version);

/// Every version's number, ascending.
Result<std::vector<std::uint64_t>> ListCatalogVersions(const Transaction& transaction);

/// Changes the newest catalog and stores what comes out as the next version, whose number is
/// returned. Nothing is written when `change` fails or makes a catalog that PriceCatalog refuses.
Result<std::uint64_t> ChangeCatalog(Transaction& transaction,
                                    const std::function<Status(CatalogContents*)>& change);

/// Makes the catalog of a version once. Thread-safe.
class PriceCache {
 public:
  /// The newest catalog that the transaction sees.
  Result<std::shared_ptr<const PriceCatalog>> Load(const Transaction& transaction);

  /// The catalog of a version, which the transaction must see.
  Result<std::shared_ptr<const PriceCatalog>> LoadVersion(const Transaction& transaction,
                                                          std::uint64_t version);

 private:
  std::mutex mutex_;
  std::map<std::uint64_t, std::shared_ptr<const PriceCatalog>> catalogs_;  ///< A few, by version.
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_PRICE_STORE_H_
