#ifndef COSTDB_INGEST_PRICES_PRICE_IMPORT_H_
#define COSTDB_INGEST_PRICES_PRICE_IMPORT_H_

#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "engine/prices/price_source.h"

namespace costdb::ingest {

/// The most that a price list may have, decompressed.
inline constexpr std::size_t kMaximumPriceListBytes = std::size_t{64} << 20;

/// A price list, read and checked.
struct ImportedPrices {
  engine::PriceSource source;
  std::string format;              ///< "genai-prices", "litellm" or "costdb".
  std::vector<std::string> notes;  ///< What was passed over, and why.
};

/// Reads a price list: genai-prices' JSON, LiteLLM's JSON, or costdb's own TOML (price_file.h),
/// which the content tells. Bad input is refused as a whole; the message begins with `name` and
/// gives the place.
Result<ImportedPrices> ReadPriceList(std::string_view bytes, const std::string& name);

/// The same from a file, which may be .gz or .zst; "-" is standard input.
Result<ImportedPrices> ReadPriceListFile(const std::string& path);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_PRICES_PRICE_IMPORT_H_
