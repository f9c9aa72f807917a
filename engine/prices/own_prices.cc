#include "engine/prices/own_prices.h"

#include <algorithm>
#include <utility>

#include "engine/prices/model_name.h"

namespace costdb::engine {
namespace {

bool IsSameModel(const PricedModel& model, std::string_view provider, std::string_view name) {
  return !model.match && model.provider == provider &&
         ComparableSpelling(LowerCaseName(model.name)) == ComparableSpelling(LowerCaseName(name));
}

// What is left of a price outside of [from, to).
void AddRemains(const ModelPrice& price, std::int64_t from, std::int64_t to,
                std::vector<ModelPrice>* kept) {
  if (price.valid_from_unix_ns < from) {
    ModelPrice before = price;
    before.valid_to_unix_ns = std::min(price.valid_to_unix_ns, from);
    kept->push_back(std::move(before));
  }
  if (price.valid_to_unix_ns > to) {
    ModelPrice after = price;
    after.valid_from_unix_ns = std::max(price.valid_from_unix_ns, to);
    kept->push_back(std::move(after));
  }
}

}  // namespace

PriceSource* OwnSourceOf(CatalogContents* contents) {
  for (PriceSource& source : contents->sources) {
    if (source.kind == SourceKind::kOwn) return &source;
  }
  PriceSource own;
  own.kind = SourceKind::kOwn;
  own.name = kOwnSource;
  return &*contents->sources.insert(contents->sources.begin(), std::move(own));
}

void SetOwnPrice(std::string_view provider, std::string_view model, ModelPrice price,
                 CatalogContents* contents) {
  PriceSource* source = OwnSourceOf(contents);
  auto known =
      std::find_if(source->models.begin(), source->models.end(),
                   [&](const PricedModel& each) { return IsSameModel(each, provider, model); });
  if (known == source->models.end()) {
    PricedModel added;
    added.provider = provider;
    added.name = model;
    added.reach = provider.empty() ? Reach::kEvery : Reach::kProvider;
    known = source->models.insert(source->models.end(), std::move(added));
  }
  if (price.valid_to_unix_ns == kNoEnd) {
    for (const ModelPrice& other : known->prices) {
      if (other.hours == price.hours && other.valid_from_unix_ns > price.valid_from_unix_ns) {
        price.valid_to_unix_ns = std::min(price.valid_to_unix_ns, other.valid_from_unix_ns);
      }
    }
  }
  std::vector<ModelPrice> kept;
  for (const ModelPrice& other : known->prices) {
    if (other.hours == price.hours) {
      AddRemains(other, price.valid_from_unix_ns, price.valid_to_unix_ns, &kept);
    } else {
      kept.push_back(other);
    }
  }
  kept.push_back(std::move(price));
  std::sort(kept.begin(), kept.end(), [](const ModelPrice& a, const ModelPrice& b) {
    return a.valid_from_unix_ns < b.valid_from_unix_ns;
  });
  known->prices = std::move(kept);
}

bool RemoveOwnPrice(std::string_view provider, std::string_view model, CatalogContents* contents) {
  PriceSource* source = OwnSourceOf(contents);
  return std::erase_if(source->models, [&](const PricedModel& each) {
           return each.provider == provider &&
                  (each.name == model || IsSameModel(each, provider, model));
         }) != 0;
}

void ImportSource(PriceSource source, bool replace_all, CatalogContents* contents) {
  if (source.kind != SourceKind::kOwn) {
    std::erase_if(contents->sources,
                  [&](const PriceSource& known) { return known.name == source.name; });
    const auto first =
        std::find_if(contents->sources.begin(), contents->sources.end(),
                     [](const PriceSource& known) { return known.kind != SourceKind::kOwn; });
    contents->sources.insert(first, std::move(source));
    return;
  }
  PriceSource* own = OwnSourceOf(contents);
  if (replace_all) {
    *own = std::move(source);
    return;
  }
  own->providers = std::move(source.providers);
  for (PricedModel& model : source.models) {
    std::erase_if(own->models, [&](const PricedModel& known) {
      return known.provider == model.provider && known.name == model.name &&
             known.match == model.match;
    });
    own->models.push_back(std::move(model));
  }
}

}  // namespace costdb::engine
