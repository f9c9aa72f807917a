#ifndef COSTDB_INGEST_PRICES_GENAI_PRICES_H_
#define COSTDB_INGEST_PRICES_GENAI_PRICES_H_

#include "costdb/status.h"
#include "engine/prices/price_source.h"
#include "ingest/prices/import_notes.h"
#include "ingest/prices/json_tree.h"

namespace costdb::ingest {

/// Reads the data file of genai-prices: a list of providers with their models, match rules and
/// prices. A model without prices in the list is free there, and becomes one whose prices are zero.
/// A price finer than 10^-18 dollars a token is rounded to that and noted.
/// The message of an error names the provider, the model and the key.
Result<engine::PriceSource> ReadGenaiPrices(const JsonNode& root, ImportNotes* notes);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_PRICES_GENAI_PRICES_H_
