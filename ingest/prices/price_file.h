#ifndef COSTDB_INGEST_PRICES_PRICE_FILE_H_
#define COSTDB_INGEST_PRICES_PRICE_FILE_H_

#include <string>
#include <string_view>

#include "costdb/status.h"
#include "engine/prices/price_source.h"

namespace costdb::ingest {

/// Reads costdb's own price file, TOML as docs/prices.md describes it. Numbers are read as the
/// decimals that they are written as. Prices of a model without an end hold until the model's next
/// price. A key that is not known is an error; every error gives the line and the key.
Result<engine::PriceSource> ReadPriceFile(std::string_view toml);

/// The same source as a file that ReadPriceFile reads back.
std::string WritePriceFile(const engine::PriceSource& source);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_PRICES_PRICE_FILE_H_
