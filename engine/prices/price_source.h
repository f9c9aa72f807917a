#ifndef COSTDB_ENGINE_PRICES_PRICE_SOURCE_H_
#define COSTDB_ENGINE_PRICES_PRICE_SOURCE_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "engine/prices/match_rule.h"
#include "engine/prices/token_prices.h"

namespace costdb::engine {

/// Validity without a beginning or an end.
inline constexpr std::int64_t kNoStart = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kNoEnd = std::numeric_limits<std::int64_t>::max();

inline constexpr std::int64_t kNanosecondsPerDay = 86'400'000'000'000;

/// A part of every day, UTC, in nanoseconds after midnight: [from, to), or around midnight when
/// from > to.
struct DayHours {
  std::int64_t from_ns = 0;
  std::int64_t to_ns = kNanosecondsPerDay;

  bool Contains(std::int64_t unix_ns) const;
  bool operator==(const DayHours&) const = default;
};

/// The prices of calls that are served in another tier than the standard one.
struct ServicePrice {
  ServiceTier tier = ServiceTier::kBatch;
  PriceSchedule schedule;

  bool operator==(const ServicePrice&) const = default;
};

/// What a model costs in an interval of time, or in some hours of its days.
struct ModelPrice {
  std::int64_t valid_from_unix_ns = kNoStart;
  std::int64_t valid_to_unix_ns = kNoEnd;  ///< Exclusive.
  std::optional<DayHours> hours;           ///< Beside a price without hours, this one wins.
  PriceSchedule standard;
  /// The other tiers that have prices, in the order of ServiceTier, each once.
  std::vector<ServicePrice> others;

  /// The prices of a tier; nullptr where it has none.
  const PriceSchedule* For(ServiceTier tier) const;
  /// Sets the prices of a tier.
  void Set(ServiceTier tier, PriceSchedule schedule);
  bool operator==(const ModelPrice&) const = default;
};

/// Which calls a model's prices are for, beside those of its own provider. Numbers are stored.
enum class Reach : std::uint8_t {
  kProvider,  ///< No others.
  kUnknown,   ///< Those whose provider the source does not know.
  kEvery,     ///< All calls with the model's name.
};

/// A model and its prices.
struct PricedModel {
  std::string provider;  ///< Empty only where reach is kEvery.
  std::string name;
  std::vector<std::string> aliases;  ///< Further names, found like the name.
  /// What the model answers to; without a rule, its name and aliases, as model_name.h compares
  /// them.
  std::optional<MatchRule> match;
  Reach reach = Reach::kProvider;
  /// The first price holds for calls before it too, since there was no such model: their clock is
  /// wrong, and they cost what the model costs now.
  bool began_with_first_price = false;
  std::vector<ModelPrice> prices;

  bool operator==(const PricedModel&) const = default;
};

/// Whom a source has models of.
struct PriceProvider {
  std::string id;
  std::optional<MatchRule> provider_match = {};  ///< Further spellings of the provider.
  std::optional<MatchRule> model_match = {};  ///< Models that are its, where no provider is known.
  std::vector<std::string> fallbacks = {};    ///< Providers whose models it serves at their price.

  bool operator==(const PriceProvider&) const = default;
};

/// The order in which sources are asked: own prices first.
enum class SourceKind : std::uint8_t { kOwn, kImported, kBuiltIn };

/// One catalog: what was imported from a file, what the user set, or what is built in.
struct PriceSource {
  SourceKind kind = SourceKind::kImported;
  std::string name = {};  ///< "own", "genai-prices", "litellm", "built-in".
  std::vector<PriceProvider> providers = {};
  std::vector<PricedModel> models = {};  ///< Where rules overlap, the first of a provider wins.

  bool operator==(const PriceSource&) const = default;
};

inline constexpr std::string_view kOwnSource = "own";
inline constexpr std::string_view kBuiltInSource = "built-in";

/// Fails when a price is negative or too high, an interval is empty, two prices of a model hold at
/// the same time, tiers do not ascend, a rule does not compile, or a name is missing or ambiguous.
/// The message names the provider, the model and the price.
Status CheckSource(const PriceSource& source);

/// "openai gpt-5.4", or the model alone.
std::string ModelTitle(const PricedModel& model);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_PRICE_SOURCE_H_
