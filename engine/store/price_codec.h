#ifndef COSTDB_ENGINE_STORE_PRICE_CODEC_H_
#define COSTDB_ENGINE_STORE_PRICE_CODEC_H_

#include <string>
#include <string_view>

#include "costdb/status.h"
#include "engine/prices/price_catalog.h"

namespace costdb::engine {

/// The stored form of one version of a catalog, checksum included; docs/file-format.md has its
/// bytes. The version's number is the key, not a part of it.
std::string EncodeCatalog(const CatalogContents& contents);

/// Fails on anything that EncodeCatalog does not write.
Result<CatalogContents> DecodeCatalog(std::string_view bytes);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_PRICE_CODEC_H_
