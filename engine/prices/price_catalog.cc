#include "engine/prices/price_catalog.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "engine/error/propagate.h"
#include "engine/prices/built_in_prices.h"
#include "engine/prices/call_cost.h"
#include "engine/prices/model_name.h"

namespace costdb::engine {
namespace {

Status CheckPrices(const ModelPrice& price, const TokenPrices& prices) {
  for (const PicodollarsPerToken value : {prices.input, prices.output}) {
    if (value >= 0 && value <= kMaximumPrice) continue;
    return Status::InvalidArgument(
        fmt::format("{}: {} picodollars a token is no price", price.model, value));
  }
  for (const PicodollarsPerToken value :
       {prices.cached, prices.cache_write, prices.cache_write_1h}) {
    if (value == kNullInteger || (value >= 0 && value <= kMaximumPrice)) continue;
    return Status::InvalidArgument(
        fmt::format("{}: {} picodollars a token is no price", price.model, value));
  }
  return Status::Ok();
}

Status CheckPrice(const ModelPrice& price) {
  if (price.model.empty()) return Status::InvalidArgument("a price without a model");
  if (price.valid_from_unix_ns >= price.valid_to_unix_ns) {
    return Status::InvalidArgument(fmt::format("{}: a price ends before it starts", price.model));
  }
  COSTDB_RETURN_IF_ERROR(CheckPrices(price, price.base));
  std::int64_t threshold = -1;
  for (const PriceTier& tier : price.tiers) {
    if (tier.above_input_tokens <= threshold) {
      return Status::InvalidArgument(fmt::format("{}: the tiers do not ascend", price.model));
    }
    threshold = tier.above_input_tokens;
    COSTDB_RETURN_IF_ERROR(CheckPrices(price, tier.prices));
  }
  return Status::Ok();
}

}  // namespace

const PriceCatalog& PriceCatalog::BuiltIn() {
  // Never destroyed, so that it outlives every other static. A table that Make refuses is a bug
  // that the catalog's tests find; without it every model is unknown, which shows.
  static const PriceCatalog* const kCatalog = [] {
    Result<PriceCatalog> catalog = Make(BuiltInPrices(), BuiltInAliases());
    return new PriceCatalog(catalog.ok() ? std::move(catalog).value() : PriceCatalog());
  }();
  return *kCatalog;
}

Result<PriceCatalog> PriceCatalog::Make(std::vector<ModelPrice> prices,
                                        const std::vector<ModelAlias>& aliases) {
  for (const ModelPrice& price : prices) COSTDB_RETURN_IF_ERROR(CheckPrice(price));
  std::sort(prices.begin(), prices.end(), [](const ModelPrice& a, const ModelPrice& b) {
    return std::tie(a.model, a.valid_from_unix_ns) < std::tie(b.model, b.valid_from_unix_ns);
  });
  PriceCatalog catalog;
  catalog.prices_ = std::move(prices);
  COSTDB_RETURN_IF_ERROR(catalog.IndexModels());
  COSTDB_RETURN_IF_ERROR(catalog.IndexNames(aliases));
  return catalog;
}

Status PriceCatalog::IndexModels() {
  for (std::uint32_t i = 0; i < prices_.size(); ++i) {
    const ModelPrice& price = prices_[i];
    Range& range = models_.try_emplace(price.model, Range{i, 0}).first->second;
    if (range.count > 0 && prices_[i - 1].valid_to_unix_ns > price.valid_from_unix_ns) {
      return Status::InvalidArgument(
          fmt::format("{}: two prices hold at the same time", price.model));
    }
    ++range.count;
  }
  return Status::Ok();
}

Status PriceCatalog::IndexNames(const std::vector<ModelAlias>& aliases) {
  for (const auto& [model, range] : models_) COSTDB_RETURN_IF_ERROR(AddName(model, model));
  for (const ModelAlias& alias : aliases) {
    const auto model = models_.find(alias.model);
    if (model == models_.end()) {
      return Status::InvalidArgument(
          fmt::format("{} stands for {}, which has no price", alias.name, alias.model));
    }
    COSTDB_RETURN_IF_ERROR(AddName(alias.name, model->first));
  }
  return Status::Ok();
}

Status PriceCatalog::AddName(std::string_view name, std::string_view canonical) {
  const auto [entry, is_new] = names_.try_emplace(ComparableSpelling(name), canonical);
  if (is_new) return Status::Ok();
  return Status::InvalidArgument(
      fmt::format("the name {} is both {} and {}", name, entry->second, canonical));
}

std::string_view PriceCatalog::Find(std::string_view name) const {
  const auto found = names_.find(ComparableSpelling(name));
  return found == names_.end() ? std::string_view() : found->second;
}

// The name as it stands goes first, so that a dated version with prices of its own keeps them.
std::string_view PriceCatalog::CanonicalName(std::string_view provider,
                                             std::string_view model) const {
  if (IsSelfHosted(provider)) return {};
  const std::optional<std::string> full = WithoutRoute(model);
  if (!full) return {};
  std::string_view name = *full;
  do {
    const std::string_view canonical = Find(name);
    if (!canonical.empty()) return canonical;
  } while (StripVersion(&name));
  return {};
}

const ModelPrice* PriceCatalog::PriceAt(std::string_view canonical_model,
                                        std::int64_t time_unix_ns) const {
  const auto model = models_.find(canonical_model);
  if (model == models_.end()) return nullptr;
  const std::span<const ModelPrice> intervals(prices_.data() + model->second.first,
                                              model->second.count);
  const auto starts_later = [time_unix_ns](const ModelPrice& price) {
    return price.valid_from_unix_ns > time_unix_ns;
  };
  const auto next = std::find_if(intervals.begin(), intervals.end(), starts_later);
  if (next == intervals.begin()) return next->is_first_known ? &intervals.back() : nullptr;
  const ModelPrice& price = *(next - 1);
  const bool has_ended = price.valid_to_unix_ns != kNoEnd && time_unix_ns >= price.valid_to_unix_ns;
  return has_ended ? nullptr : &price;
}

CallCost PriceCatalog::Price(std::string_view canonical_model, const Usage& usage,
                             std::int64_t time_unix_ns) const {
  if (!usage.is_reported()) return {};
  const ModelPrice* price = PriceAt(canonical_model, time_unix_ns);
  return price == nullptr ? CallCost{} : CostOf(*price, usage);
}

}  // namespace costdb::engine
