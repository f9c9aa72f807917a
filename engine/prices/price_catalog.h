#ifndef COSTDB_ENGINE_PRICES_PRICE_CATALOG_H_
#define COSTDB_ENGINE_PRICES_PRICE_CATALOG_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/span/span_record.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// Picodollars a token: dollars per million tokens x 10^6. Exact for six decimals of a $/M price.
using PicodollarsPerToken = std::int64_t;

/// One set of prices. A missing cache price is the input price (kNullInteger here).
struct TokenPrices {
  PicodollarsPerToken input = 0;
  PicodollarsPerToken cached = kNullInteger;
  PicodollarsPerToken cache_write = kNullInteger;
  PicodollarsPerToken cache_write_1h = kNullInteger;
  PicodollarsPerToken output = 0;
};

/// Prices that hold for calls whose total input is above `above_input_tokens` (a cliff: for every
/// token of the call).
struct PriceTier {
  std::int64_t above_input_tokens = 0;
  TokenPrices prices;
};

/// What a model costs in an interval of time.
struct ModelPrice {
  std::string provider;
  std::string model;  ///< The canonical name.
  std::int64_t valid_from_unix_ns = 0;
  std::int64_t valid_to_unix_ns = INT64_MAX;  ///< Exclusive.
  TokenPrices base;
  std::vector<PriceTier> tiers;  ///< Ascending by above_input_tokens.
};

/// The prices of all models. Immutable, hence thread-safe.
class PriceCatalog {
 public:
  /// A catalog of these prices; the intervals of one model do not overlap.
  explicit PriceCatalog(std::vector<ModelPrice> prices);

  /// The models built into costdb.
  static const PriceCatalog& BuiltIn();

  /// The canonical name of a model as spans write it (see NormalizeModelName); empty when the
  /// catalog does not know it. Valid as long as the catalog.
  std::string_view CanonicalName(std::string_view model) const;

  /// What a call costs. `canonical_model` comes from CanonicalName. All fields are kNullInteger
  /// when usage is not reported or the model has no price at that time.
  CallCost Price(std::string_view canonical_model, const Usage& usage,
                 std::int64_t time_unix_ns) const;

  std::span<const ModelPrice> prices() const { return prices_; }

 private:
  std::vector<ModelPrice> prices_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> by_model_;  ///< Into prices_.
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_PRICE_CATALOG_H_
