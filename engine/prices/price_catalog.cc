#include "engine/prices/price_catalog.h"

#include <algorithm>

#include "engine/error/propagate.h"
#include "engine/prices/built_in_prices.h"
#include "engine/prices/source_index.h"

namespace costdb::engine {
namespace {

// Names arrive from outside without bound; the memory of what they resolve to has one.
constexpr std::size_t kMaximumResolved = 100'000;

}  // namespace

PriceCatalog::PriceCatalog(CatalogContents contents) : contents_(std::move(contents)) {
  sources_ = std::move(contents_.sources);
  contents_.sources.clear();
}

PriceCatalog::~PriceCatalog() = default;

std::shared_ptr<const PriceCatalog> PriceCatalog::SharedBuiltIn() {
  // Never destroyed, so that it outlives every other static. A table that Make refuses is a bug
  // that the catalog's tests find; without it every model is unknown, which shows.
  static const auto* const kCatalog = [] {
    Result<std::shared_ptr<const PriceCatalog>> catalog = Make({});
    return new std::shared_ptr<const PriceCatalog>(
        catalog.ok() ? std::move(catalog).value()
                     : std::shared_ptr<const PriceCatalog>(new PriceCatalog({})));
  }();
  return *kCatalog;
}

const PriceCatalog& PriceCatalog::BuiltIn() {
  return *SharedBuiltIn();
}

Result<std::shared_ptr<const PriceCatalog>> PriceCatalog::Make(CatalogContents contents) {
  contents.sources.push_back(BuiltInSource());
  return Build(std::move(contents));
}

Result<std::shared_ptr<const PriceCatalog>> PriceCatalog::MakeOnly(CatalogContents contents) {
  return Build(std::move(contents));
}

Result<std::shared_ptr<const PriceCatalog>> PriceCatalog::Build(CatalogContents contents) {
  std::shared_ptr<PriceCatalog> catalog(new PriceCatalog(std::move(contents)));
  for (const PriceSource& source : catalog->sources_) {
    COSTDB_RETURN_IF_ERROR(CheckSource(source));
    COSTDB_ASSIGN_OR_RETURN(SourceIndex index, SourceIndex::Make(source));
    catalog->indexes_.push_back(std::make_unique<const SourceIndex>(std::move(index)));
  }
  return std::shared_ptr<const PriceCatalog>(std::move(catalog));
}

std::shared_ptr<const ResolvedModel> PriceCatalog::Resolve(const CallNames& names) const {
  std::shared_ptr<const ResolvedModel> found = ResolveName(names.provider, names.response_model);
  if (found == nullptr) found = ResolveName(names.provider, names.request_model);
  return found;
}

std::shared_ptr<const ResolvedModel> PriceCatalog::ResolveName(std::string_view provider,
                                                               std::string_view model) const {
  if (model.empty()) return nullptr;
  std::string key(provider);
  key.append(1, '\0').append(model);
  const std::lock_guard lock(mutex_);
  const auto known = resolved_.find(key);
  if (known != resolved_.end()) return known->second;
  if (resolved_.size() >= kMaximumResolved) resolved_.clear();
  return resolved_.emplace(std::move(key), Find(provider, model)).first->second;
}

// The built-in name of a model is its name in every catalog, so that a later import does not split
// it in two.
std::shared_ptr<const ResolvedModel> PriceCatalog::Find(std::string_view provider,
                                                        std::string_view model) const {
  const NameCandidates candidates = CandidatesOf(provider, model);
  std::vector<const PricedModel*> layers;
  auto resolved = std::make_shared<ResolvedModel>();
  std::string_view name;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const PricedModel* found = indexes_[i]->Find(candidates);
    if (found == nullptr) continue;
    layers.push_back(found);
    resolved->layers.emplace_back(i, found);
    if (name.empty() || sources_[i].kind == SourceKind::kBuiltIn) name = found->name;
  }
  if (layers.empty()) return nullptr;
  std::shared_ptr<const PriceTimeline>& timeline = timelines_[layers];
  if (timeline == nullptr) timeline = std::make_shared<const PriceTimeline>(layers);
  resolved->name = name;
  resolved->timeline = timeline;
  return resolved;
}

std::string PriceCatalog::CanonicalName(std::string_view provider, std::string_view model) const {
  const auto found = ResolveName(provider, model);
  return found == nullptr ? std::string() : found->name;
}

CallCost PriceCatalog::Price(std::string_view model, const Usage& usage,
                             std::int64_t time_unix_ns) const {
  const auto found = ResolveName({}, model);
  if (found == nullptr) return {};
  return found->timeline->Price(usage, time_unix_ns, ServiceTier::kStandard);
}

CallCost PriceCatalog::Bill(const CallCost& cost, const Usage& usage,
                            std::int64_t reported_cost_pico) const {
  const bool may_report = contents_.policy != ReportedCostPolicy::kCompare &&
                          reported_cost_pico != kNullInteger && usage.is_reported();
  if (!may_report) return cost;
  const bool has_price = cost.total != kNullInteger;
  if (has_price && contents_.policy == ReportedCostPolicy::kCatalogFirst) return cost;
  CallCost reported;
  reported.total = reported_cost_pico;
  reported.source = CostSource::kSpan;
  return reported;
}

std::vector<std::string_view> PriceCatalog::ModelNames() const {
  std::vector<std::string_view> names;
  for (const PriceSource& source : sources_) {
    for (const PricedModel& model : source.models) {
      names.push_back(model.name);
      names.insert(names.end(), model.aliases.begin(), model.aliases.end());
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace costdb::engine
