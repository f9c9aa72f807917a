#include "engine/store/price_store.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/price_codec.h"

namespace costdb::engine {
namespace {

// Versions that are kept at once, the newest ones.
constexpr std::size_t kMaximumCatalogs = 8;

std::int64_t NowUnixNs() {
  return std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

Result<std::uint64_t> NewestCatalogVersion(const Transaction& transaction) {
  if (!transaction.Has(Table::kPrices)) return std::uint64_t{0};
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kPrices));
  COSTDB_ASSIGN_OR_RETURN(const bool found, cursor.Last());
  return found ? BigEndianPart<std::uint64_t>(cursor.key(), 0) : 0;
}

Result<CatalogContents> ReadCatalog(const Transaction& transaction, std::uint64_t version) {
  if (version == 0) return CatalogContents();
  if (!transaction.Has(Table::kPrices)) {
    return Status::NotFound(fmt::format("there is no version {} of the prices", version));
  }
  COSTDB_ASSIGN_OR_RETURN(const auto bytes, transaction.Get(Table::kPrices, BigEndianKey(version)));
  if (!bytes) return Status::NotFound(fmt::format("there is no version {} of the prices", version));
  COSTDB_ASSIGN_OR_RETURN(CatalogContents contents, DecodeCatalog(*bytes));
  contents.version = version;
  return contents;
}

Result<std::vector<std::uint64_t>> ListCatalogVersions(const Transaction& transaction) {
  std::vector<std::uint64_t> versions;
  if (!transaction.Has(Table::kPrices)) return versions;
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kPrices));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
  while (found) {
    versions.push_back(BigEndianPart<std::uint64_t>(cursor.key(), 0));
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
  }
  return versions;
}

Result<std::uint64_t> ChangeCatalog(Transaction& transaction,
                                    const std::function<Status(CatalogContents*)>& change) {
  COSTDB_ASSIGN_OR_RETURN(const std::uint64_t newest, NewestCatalogVersion(transaction));
  COSTDB_ASSIGN_OR_RETURN(CatalogContents contents, ReadCatalog(transaction, newest));
  COSTDB_RETURN_IF_ERROR(change(&contents));
  contents.changed_unix_ns = NowUnixNs();
  COSTDB_RETURN_IF_ERROR(PriceCatalog::Make(contents).status());
  COSTDB_RETURN_IF_ERROR(
      transaction.Put(Table::kPrices, BigEndianKey(newest + 1), EncodeCatalog(contents)));
  return newest + 1;
}

Result<std::shared_ptr<const PriceCatalog>> PriceCache::Load(const Transaction& transaction) {
  COSTDB_ASSIGN_OR_RETURN(const std::uint64_t newest, NewestCatalogVersion(transaction));
  return LoadVersion(transaction, newest);
}

Result<std::shared_ptr<const PriceCatalog>> PriceCache::LoadVersion(const Transaction& transaction,
                                                                    std::uint64_t version) {
  if (version == 0) return PriceCatalog::SharedBuiltIn();
  const std::lock_guard lock(mutex_);
  const auto known = catalogs_.find(version);
  if (known != catalogs_.end()) return known->second;
  COSTDB_ASSIGN_OR_RETURN(CatalogContents contents, ReadCatalog(transaction, version));
  COSTDB_ASSIGN_OR_RETURN(auto catalog, PriceCatalog::Make(std::move(contents)));
  if (catalogs_.size() >= kMaximumCatalogs) catalogs_.erase(catalogs_.begin());
  catalogs_.emplace(version, catalog);
  return catalog;
}

}  // namespace costdb::engine
