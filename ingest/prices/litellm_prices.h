#ifndef COSTDB_INGEST_PRICES_LITELLM_PRICES_H_
#define COSTDB_INGEST_PRICES_LITELLM_PRICES_H_

#include "costdb/status.h"
#include "engine/prices/price_source.h"
#include "ingest/prices/import_notes.h"
#include "ingest/prices/json_tree.h"

namespace costdb::ingest {

/// Reads LiteLLM's model_prices_and_context_window.json: a map from a model's name to dollars per
/// single token. Numbers are read as the decimals that they are written as. Models without a price
/// for tokens, and ones whose price is finer than 10^-18 dollars a token, are passed over and
/// noted. The message of an error names the model and the key.
Result<engine::PriceSource> ReadLitellmPrices(const JsonNode& root, ImportNotes* notes);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_PRICES_LITELLM_PRICES_H_
