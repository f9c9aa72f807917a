#include "engine/prices/price_source.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "engine/error/propagate.h"
#include "engine/prices/model_name.h"

namespace costdb::engine {
namespace {

Status InModel(const PricedModel& model, std::string_view what, const Status& status) {
  return {status.code(), fmt::format("{}: {}{}", ModelTitle(model), what, status.message())};
}

bool Overlap(std::int64_t from_a, std::int64_t to_a, std::int64_t from_b, std::int64_t to_b) {
  return from_a < to_b && from_b < to_a;
}

bool HoursOverlap(const DayHours& a, const DayHours& b) {
  // The start of one of two circular intervals that meet lies in the other.
  return a.Contains(b.from_ns) || b.Contains(a.from_ns);
}

bool HoldTogether(const ModelPrice& a, const ModelPrice& b) {
  if (!Overlap(a.valid_from_unix_ns, a.valid_to_unix_ns, b.valid_from_unix_ns,
               b.valid_to_unix_ns)) {
    return false;
  }
  if (a.hours.has_value() != b.hours.has_value()) return false;
  return !a.hours || HoursOverlap(*a.hours, *b.hours);
}

Status CheckHours(const DayHours& hours) {
  const auto is_inside = [](std::int64_t ns) { return ns >= 0 && ns <= kNanosecondsPerDay; };
  if (!is_inside(hours.from_ns) || !is_inside(hours.to_ns) || hours.from_ns == hours.to_ns) {
    return Status::InvalidArgument("hours that are no part of a day");
  }
  return Status::Ok();
}

Status CheckPrice(const ModelPrice& price) {
  if (price.valid_from_unix_ns >= price.valid_to_unix_ns) {
    return Status::InvalidArgument("a price ends before it starts");
  }
  if (price.hours) COSTDB_RETURN_IF_ERROR(CheckHours(*price.hours));
  COSTDB_RETURN_IF_ERROR(CheckSchedule(price.standard));
  for (const ServicePrice& other : price.others) {
    const Status status = CheckSchedule(other.schedule);
    if (status.ok()) continue;
    return Status::InvalidArgument(fmt::format(
        "{}: {}", kServiceTierNames[static_cast<std::size_t>(other.tier)], status.message()));
  }
  return Status::Ok();
}

// Sorted by start, only neighbours can overlap, unless prices of some hours lie between.
Status CheckOverlaps(const PricedModel& model) {
  std::vector<const ModelPrice*> sorted;
  for (const ModelPrice& price : model.prices) sorted.push_back(&price);
  std::sort(sorted.begin(), sorted.end(), [](const ModelPrice* a, const ModelPrice* b) {
    return a->valid_from_unix_ns < b->valid_from_unix_ns;
  });
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    for (std::size_t j = i + 1; j < sorted.size(); ++j) {
      if (sorted[j]->valid_from_unix_ns >= sorted[i]->valid_to_unix_ns) break;
      if (HoldTogether(*sorted[i], *sorted[j])) {
        return Status::InvalidArgument("two prices hold at the same time");
      }
    }
  }
  return Status::Ok();
}

Status CheckModel(const PricedModel& model) {
  if (model.name.empty()) return Status::InvalidArgument("a price without a model");
  if (model.name.size() > kMaximumModelNameBytes) {
    return Status::InvalidArgument(fmt::format("a model's name of {} bytes: {}...",
                                               model.name.size(),
                                               std::string_view(model.name).substr(0, 40)));
  }
  if (model.prices.empty()) {
    return Status::InvalidArgument(fmt::format("{}: a model without a price", ModelTitle(model)));
  }
  for (const ModelPrice& price : model.prices) {
    const Status status = CheckPrice(price);
    if (!status.ok()) return InModel(model, "", status);
  }
  const Status overlaps = CheckOverlaps(model);
  if (!overlaps.ok()) return InModel(model, "", overlaps);
  if (!model.match) return Status::Ok();
  const Result<Matcher> matcher = Matcher::Compile(*model.match);
  return matcher.ok() ? Status::Ok() : InModel(model, "match: ", matcher.status());
}

Status CheckProvider(const PriceProvider& provider) {
  if (provider.id.empty()) return Status::InvalidArgument("a provider without a name");
  for (const auto& rule : {provider.provider_match, provider.model_match}) {
    if (!rule) continue;
    const Result<Matcher> matcher = Matcher::Compile(*rule);
    if (!matcher.ok()) {
      return Status::InvalidArgument(
          fmt::format("provider {}: match: {}", provider.id, matcher.status().message()));
    }
  }
  return Status::Ok();
}

// A name means one model of a provider.
Status CheckNames(const PriceSource& source) {
  absl::flat_hash_map<std::string, const PricedModel*> names;
  for (const PricedModel& model : source.models) {
    if (model.match) continue;
    const auto add = [&](std::string_view name) -> Status {
      std::string key = model.provider + '\0' + ComparableSpelling(LowerCaseName(name));
      const auto [entry, is_new] = names.try_emplace(std::move(key), &model);
      if (is_new) return Status::Ok();
      if (entry->second->name == model.name) {
        return Status::InvalidArgument(fmt::format("{}: listed twice", ModelTitle(model)));
      }
      return Status::InvalidArgument(
          fmt::format("the name {} is both {} and {}", name, entry->second->name, model.name));
    };
    COSTDB_RETURN_IF_ERROR(add(model.name));
    for (const std::string& alias : model.aliases) COSTDB_RETURN_IF_ERROR(add(alias));
  }
  return Status::Ok();
}

}  // namespace

bool DayHours::Contains(std::int64_t unix_ns) const {
  const std::int64_t remainder = unix_ns % kNanosecondsPerDay;
  const std::int64_t of_day = remainder < 0 ? remainder + kNanosecondsPerDay : remainder;
  if (from_ns > to_ns) return of_day >= from_ns || of_day < to_ns;
  return of_day >= from_ns && of_day < to_ns;
}

const PriceSchedule* ModelPrice::For(ServiceTier tier) const {
  if (tier == ServiceTier::kStandard) return &standard;
  for (const ServicePrice& other : others) {
    if (other.tier == tier) return &other.schedule;
  }
  return nullptr;
}

void ModelPrice::Set(ServiceTier tier, PriceSchedule schedule) {
  if (tier == ServiceTier::kStandard) {
    standard = std::move(schedule);
    return;
  }
  const auto place = std::find_if(others.begin(), others.end(),
                                  [tier](const ServicePrice& other) { return other.tier >= tier; });
  if (place != others.end() && place->tier == tier) {
    place->schedule = std::move(schedule);
  } else {
    others.insert(place, {tier, std::move(schedule)});
  }
}

Status CheckSource(const PriceSource& source) {
  for (const PriceProvider& provider : source.providers) {
    COSTDB_RETURN_IF_ERROR(CheckProvider(provider));
  }
  for (const PricedModel& model : source.models) COSTDB_RETURN_IF_ERROR(CheckModel(model));
  return CheckNames(source);
}

std::string ModelTitle(const PricedModel& model) {
  return model.provider.empty() ? model.name : fmt::format("{} {}", model.provider, model.name);
}

}  // namespace costdb::engine
