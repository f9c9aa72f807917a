#include "engine/prices/price_timeline.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/prices/provider_name.h"

namespace costdb::engine {
namespace {

constexpr PriceFactor kHalf = kFactorOne / 2;

struct ProviderFactor {
  std::string_view provider;
  ServiceTier tier;
  PriceFactor factor;
};

// Batches are half price at these makers, whatever the model; OpenAI bills flex at the batch price.
constexpr ProviderFactor kFactors[] = {
    {"anthropic", ServiceTier::kBatch, kHalf},
    {"google", ServiceTier::kBatch, kHalf},
    {"openai", ServiceTier::kBatch, kHalf},
    {"openai", ServiceTier::kFlex, kHalf},
};

// A call before the model's beginning has a wrong clock and costs what the model costs now.
std::int64_t ClockOf(const PricedModel& model, std::int64_t unix_ns) {
  if (!model.began_with_first_price) return unix_ns;
  std::int64_t first = kNoEnd;
  std::int64_t last = kNoStart;
  for (const ModelPrice& price : model.prices) {
    first = std::min(first, price.valid_from_unix_ns);
    last = std::max(last, price.valid_from_unix_ns);
  }
  return unix_ns < first ? last : unix_ns;
}

// Whose discounts hold: the first provider of the layers that has any.
std::string MakerOf(std::span<const PricedModel* const> layers) {
  for (const PricedModel* model : layers) {
    std::string provider = ProviderName(model->provider);
    if (KnownFactor(provider, ServiceTier::kBatch) != 0) return provider;
  }
  return {};
}

bool IsInForce(const ModelPrice& price, std::int64_t unix_ns) {
  const bool has_ended = price.valid_to_unix_ns != kNoEnd && unix_ns >= price.valid_to_unix_ns;
  return unix_ns >= price.valid_from_unix_ns && !has_ended;
}

}  // namespace

PriceFactor KnownFactor(std::string_view provider, ServiceTier tier) {
  for (const ProviderFactor& known : kFactors) {
    if (known.provider == provider && known.tier == tier) return known.factor;
  }
  return 0;
}

PriceTimeline::PriceTimeline(std::span<const PricedModel* const> layers) {
  std::vector<std::int64_t> starts;
  for (const PricedModel* model : layers) {
    if (model->began_with_first_price) starts.push_back(kNoStart);
    for (const ModelPrice& price : model->prices) {
      starts.push_back(price.valid_from_unix_ns);
      if (price.valid_to_unix_ns != kNoEnd) starts.push_back(price.valid_to_unix_ns);
    }
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  for (const std::int64_t start : starts) {
    Segment& segment = segments_.emplace_back();
    segment.from_unix_ns = start;
    for (const PricedModel* model : layers) AddChoices(*model, MakerOf(layers), start, &segment);
  }
}

// Within a source, prices of some hours go before the price of the whole day.
void PriceTimeline::AddChoices(const PricedModel& model, std::string_view maker,
                               std::int64_t unix_ns, Segment* segment) {
  const std::string provider = ProviderName(model.provider);
  const std::int64_t clock_unix_ns = ClockOf(model, unix_ns);
  for (const bool with_hours : {true, false}) {
    for (const ModelPrice& price : model.prices) {
      if (price.hours.has_value() != with_hours || !IsInForce(price, clock_unix_ns)) continue;
      for (std::size_t i = 0; i < kServiceTierCount; ++i) {
        const auto tier = static_cast<ServiceTier>(i);
        if (const PriceSchedule* schedule = price.For(tier)) {
          segment->choices[i].push_back({&price, schedule});
          continue;
        }
        // The user's own price of a maker's model is discounted as the maker's.
        const PriceFactor of_provider = KnownFactor(provider, tier);
        const PriceFactor factor = of_provider != 0 ? of_provider : KnownFactor(maker, tier);
        if (factor == 0) continue;
        std::optional<PriceSchedule> scaled = ScaleSchedule(price.standard, factor);
        if (!scaled) continue;
        scaled_.push_back(std::make_unique<const PriceSchedule>(std::move(*scaled)));
        segment->choices[i].push_back({&price, scaled_.back().get()});
      }
    }
  }
}

const PriceSchedule* PriceTimeline::At(std::int64_t unix_ns, ServiceTier tier) const {
  const auto later =
      std::find_if(segments_.begin(), segments_.end(),
                   [unix_ns](const Segment& segment) { return segment.from_unix_ns > unix_ns; });
  if (later == segments_.begin()) return nullptr;
  for (const Choice& choice : (later - 1)->choices[static_cast<std::size_t>(tier)]) {
    if (!choice.price->hours || choice.price->hours->Contains(unix_ns)) return choice.schedule;
  }
  return nullptr;
}

}  // namespace costdb::engine
