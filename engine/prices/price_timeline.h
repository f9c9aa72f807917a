#ifndef COSTDB_ENGINE_PRICES_PRICE_TIMELINE_H_
#define COSTDB_ENGINE_PRICES_PRICE_TIMELINE_H_

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "engine/prices/call_cost.h"
#include "engine/prices/price_source.h"

namespace costdb::engine {

/// What a model costs over time, several sources laid over one another: at each moment, for each
/// service tier, the first source that knows a price. Immutable, hence thread-safe; points into the
/// models that it was made from.
class PriceTimeline {
 public:
  /// `layers`: the model in each source that has it, the first to be asked first.
  explicit PriceTimeline(std::span<const PricedModel* const> layers);

  /// The prices at a moment; nullptr when there are none.
  const PriceSchedule* At(std::int64_t unix_ns, ServiceTier tier) const;

  /// What a call costs; all NULL without a price or without usage.
  CallCost Price(const Usage& usage, std::int64_t unix_ns, ServiceTier tier) const {
    if (!usage.is_reported()) return {};
    const PriceSchedule* schedule = At(unix_ns, tier);
    return schedule == nullptr ? CallCost{} : CostOf(*schedule, usage);
  }

 private:
  struct Choice {
    const ModelPrice* price;
    const PriceSchedule* schedule;
  };
  /// From a moment on: what to look at, in this order; the first whose hours fit holds.
  struct Segment {
    std::int64_t from_unix_ns = kNoStart;
    std::array<std::vector<Choice>, kServiceTierCount> choices;
  };

  void AddChoices(const PricedModel& model, std::string_view maker, std::int64_t unix_ns,
                  Segment* segment);

  std::vector<Segment> segments_;  ///< By time.
  std::vector<std::unique_ptr<const PriceSchedule>> scaled_;
};

/// The factor that a provider (a canonical name of provider_name.h) is known to take for a service
/// tier where its price list says nothing else; 0 when none is known.
PriceFactor KnownFactor(std::string_view provider, ServiceTier tier);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_PRICE_TIMELINE_H_
