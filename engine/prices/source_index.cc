#include "engine/prices/source_index.h"

#include <algorithm>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/prices/model_name.h"
#include "engine/prices/provider_name.h"

namespace costdb::engine {
namespace {

constexpr int kMaximumFallbackDepth = 2;

void AddName(std::string name, std::vector<std::string>* names) {
  if (!name.empty() && std::find(names->begin(), names->end(), name) == names->end()) {
    names->push_back(std::move(name));
  }
}

// The name and what stays when version markers go from its end one by one.
void AddVersions(std::string_view name, std::vector<std::string>* names) {
  do {
    AddName(std::string(name), names);
    AddName(WithDashedDates(name), names);
  } while (StripVersion(&name));
}

std::string Key(std::string_view provider_id, std::string_view name) {
  return std::string(provider_id).append(1, '\0').append(ComparableSpelling(name));
}

}  // namespace

NameCandidates CandidatesOf(std::string_view provider, std::string_view model) {
  NameCandidates candidates;
  candidates.provider = LowerCaseName(provider);
  candidates.provider_name = ProviderName(provider);
  candidates.is_self_hosted = IsSelfHosted(provider);
  const std::string lower = LowerCaseName(model);
  if (lower.empty() || lower.size() > kMaximumModelNameBytes) return candidates;
  AddName(lower, &candidates.names);
  AddName(WithDashedDates(lower), &candidates.names);
  const std::string_view word = RouteWord(lower);
  if (!word.empty()) candidates.route = ProviderName(word);
  const std::optional<std::string> without_route = WithoutRoute(lower);
  if (without_route) {
    AddVersions(*without_route, &candidates.names);
    return candidates;
  }
  // A party that is no word of a route may still be a provider of a price list.
  const std::size_t slash = lower.find('/');
  candidates.route = ProviderName(std::string_view(lower).substr(0, slash));
  AddVersions(lower, &candidates.names);
  return candidates;
}

Result<SourceIndex> SourceIndex::Make(const PriceSource& source) {
  SourceIndex index;
  index.kind_ = source.kind;
  for (const PriceProvider& provider : source.providers) {
    Provider entry{&provider, std::nullopt, std::nullopt};
    if (provider.provider_match) {
      COSTDB_ASSIGN_OR_RETURN(entry.provider_match, Matcher::Compile(*provider.provider_match));
    }
    if (provider.model_match) {
      COSTDB_ASSIGN_OR_RETURN(entry.model_match, Matcher::Compile(*provider.model_match));
    }
    index.providers_.push_back(std::move(entry));
  }
  index.AddImpliedProviders(source);
  for (const PricedModel& model : source.models) {
    if (model.match) {
      COSTDB_ASSIGN_OR_RETURN(const Matcher matcher, Matcher::Compile(*model.match));
      index.by_rule_[model.provider].push_back({&model, matcher});
      if (model.reach != Reach::kProvider) index.reaching_by_rule_.push_back({&model, matcher});
      continue;
    }
    const auto add = [&](std::string_view name) {
      const std::string lower = LowerCaseName(name);
      index.by_name_.try_emplace(Key(model.provider, lower), &model);
      if (model.reach != Reach::kProvider) {
        index.reaching_.try_emplace(ComparableSpelling(lower), &model);
      }
    };
    add(model.name);
    for (const std::string& alias : model.aliases) add(alias);
  }
  return index;
}

void SourceIndex::AddImpliedProviders(const PriceSource& source) {
  for (const PricedModel& model : source.models) {
    const bool is_listed = std::any_of(
        providers_.begin(), providers_.end(),
        [&model](const Provider& known) { return known.provider->id == model.provider; });
    if (model.provider.empty() || is_listed) continue;
    auto implied = std::make_unique<PriceProvider>();
    implied->id = model.provider;
    providers_.push_back({implied.get(), std::nullopt, std::nullopt});
    implied_.push_back(std::move(implied));
  }
}

const PricedModel* SourceIndex::Find(const NameCandidates& candidates) const {
  // No maker's price holds for what runs on the user's own machines; the user's own price does.
  if (candidates.is_self_hosted && kind_ != SourceKind::kOwn) return nullptr;
  const Provider* provider = FindProvider(candidates.provider, candidates.provider_name);
  bool is_provider_known = provider != nullptr;
  if (provider == nullptr && !candidates.route.empty()) {
    provider = FindProvider(candidates.route, candidates.route);
    is_provider_known = provider != nullptr;
  }
  if (provider == nullptr && !candidates.names.empty()) {
    provider = ProviderOfModel(candidates.names.front());
  }
  const std::string_view slashed =
      candidates.names.empty() ? std::string_view() : std::string_view(candidates.names[0]);
  if (provider != nullptr) {
    for (const std::string& name : candidates.names) {
      const PricedModel* found = FindOf(*provider, name, 0);
      if (found != nullptr) return found;
    }
    const std::size_t slash = slashed.find('/');
    if (slash != std::string_view::npos && candidates.route == provider->provider->id) {
      const PricedModel* found = FindOf(*provider, slashed.substr(slash + 1), 0);
      if (found != nullptr) return found;
    }
  }
  for (const std::string& name : candidates.names) {
    const PricedModel* found = FindReaching(name, is_provider_known);
    if (found != nullptr) return found;
  }
  return nullptr;
}

const SourceIndex::Provider* SourceIndex::FindProvider(std::string_view provider,
                                                       std::string_view provider_name) const {
  if (provider.empty()) return nullptr;
  for (const std::string_view text : {provider_name, provider}) {
    for (const Provider& known : providers_) {
      if (known.provider->id == text) return &known;
    }
  }
  for (const Provider& known : providers_) {
    if (known.provider_match && known.provider_match->Matches(provider)) return &known;
  }
  return nullptr;
}

const SourceIndex::Provider* SourceIndex::ProviderOfModel(std::string_view lower_name) const {
  for (const Provider& known : providers_) {
    if (known.model_match && known.model_match->Matches(lower_name)) return &known;
  }
  return nullptr;
}

const PricedModel* SourceIndex::FindOf(const Provider& provider, std::string_view name,
                                       int depth) const {
  const PricedModel* found = FindIn(provider.provider->id, name);
  if (found != nullptr || depth == kMaximumFallbackDepth) return found;
  for (const std::string& fallback : provider.provider->fallbacks) {
    for (const Provider& other : providers_) {
      if (other.provider->id != fallback) continue;
      found = FindOf(other, name, depth + 1);
      if (found != nullptr) return found;
    }
  }
  return nullptr;
}

const PricedModel* SourceIndex::FindIn(std::string_view provider_id, std::string_view name) const {
  const auto named = by_name_.find(Key(provider_id, name));
  if (named != by_name_.end()) return named->second;
  const auto ruled = by_rule_.find(std::string(provider_id));
  if (ruled == by_rule_.end()) return nullptr;
  for (const RuledModel& candidate : ruled->second) {
    if (candidate.matcher.Matches(name)) return candidate.model;
  }
  return nullptr;
}

const PricedModel* SourceIndex::FindReaching(std::string_view name, bool is_provider_known) const {
  const auto reaches = [is_provider_known](const PricedModel& model) {
    return model.reach == Reach::kEvery || !is_provider_known;
  };
  const auto named = reaching_.find(ComparableSpelling(name));
  if (named != reaching_.end() && reaches(*named->second)) return named->second;
  for (const RuledModel& candidate : reaching_by_rule_) {
    if (reaches(*candidate.model) && candidate.matcher.Matches(name)) return candidate.model;
  }
  return nullptr;
}

}  // namespace costdb::engine
