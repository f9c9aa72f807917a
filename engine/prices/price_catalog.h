#ifndef COSTDB_ENGINE_PRICES_PRICE_CATALOG_H_
#define COSTDB_ENGINE_PRICES_PRICE_CATALOG_H_

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "costdb/status.h"
#include "engine/span/span_record.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// Picodollars a token: dollars per million tokens x 10^6. Exact for six decimals of a $/M price.
using PicodollarsPerToken = std::int64_t;

/// No price is higher ($4,000 per million tokens); with kMaximumTokens it keeps every call's cost
/// inside 64 bits.
inline constexpr PicodollarsPerToken kMaximumPrice = 4'000'000'000;

/// One set of prices. A missing cache price is the input price, a missing one-hour cache-write
/// price the cache-write price (kNullInteger here).
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

/// An interval without an end.
inline constexpr std::int64_t kNoEnd = std::numeric_limits<std::int64_t>::max();

/// What a model costs in an interval of time.
struct ModelPrice {
  std::string provider;
  std::string model;  ///< The canonical name.
  std::int64_t valid_from_unix_ns = 0;
  std::int64_t valid_to_unix_ns = kNoEnd;  ///< Exclusive.
  /// No earlier price is known: the interval begins with the model itself, mostly. A call dated
  /// earlier has a wrong clock, and costs what the model costs now (its last interval's prices).
  bool is_first_known = false;
  TokenPrices base;
  std::vector<PriceTier> tiers;  ///< Ascending by above_input_tokens.
};

/// A further spelling of a model's name that no rule covers.
struct ModelAlias {
  std::string name;
  std::string model;  ///< The canonical name.
};

/// The prices of all models. Immutable, hence thread-safe. docs/prices.md gives the rules.
class PriceCatalog {
 public:
  /// The models built into costdb.
  static const PriceCatalog& BuiltIn();

  /// A catalog of `prices`, in any order. Fails when a price is negative or above kMaximumPrice,
  /// when tiers do not ascend, when two intervals of a model overlap, or when a name is ambiguous.
  static Result<PriceCatalog> Make(std::vector<ModelPrice> prices,
                                   const std::vector<ModelAlias>& aliases);

  PriceCatalog(PriceCatalog&&) = default;
  PriceCatalog& operator=(PriceCatalog&&) = default;
  PriceCatalog(const PriceCatalog&) = delete;
  PriceCatalog& operator=(const PriceCatalog&) = delete;

  /// The canonical name of a model as spans write it (provider prefixes, dates, versions and
  /// "-latest" stripped by rule); empty when the catalog does not know it. A different model never
  /// matches. The view is valid as long as the catalog.
  std::string_view CanonicalName(std::string_view provider, std::string_view model) const;

  /// What a call costs. `canonical_model` comes from CanonicalName. All fields are kNullInteger
  /// when usage is not reported, lies outside [0, kMaximumTokens], or the model has no price at
  /// that time. Input or output that is missing beside the other counts as no tokens.
  CallCost Price(std::string_view canonical_model, const Usage& usage,
                 std::int64_t time_unix_ns) const;

  /// Every price, by model, then by time.
  std::span<const ModelPrice> prices() const { return prices_; }

 private:
  // A model's intervals in prices_.
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };

  PriceCatalog() = default;
  Status IndexModels();
  Status IndexNames(const std::vector<ModelAlias>& aliases);
  Status AddName(std::string_view name, std::string_view canonical);
  std::string_view Find(std::string_view name) const;
  const ModelPrice* PriceAt(std::string_view canonical_model, std::int64_t time_unix_ns) const;

  std::vector<ModelPrice> prices_;
  // Keys and names are views into prices_, whose elements never move: the catalog is immutable.
  absl::flat_hash_map<std::string_view, Range> models_;
  absl::flat_hash_map<std::string, std::string_view> names_;  // Comparable name -> canonical name.
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_PRICE_CATALOG_H_
