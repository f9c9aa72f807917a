#ifndef COSTDB_ENGINE_PRICES_SOURCE_INDEX_H_
#define COSTDB_ENGINE_PRICES_SOURCE_INDEX_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "costdb/status.h"
#include "engine/prices/match_rule.h"
#include "engine/prices/price_source.h"

namespace costdb::engine {

/// A provider and a model as a call writes them, taken apart once for all sources.
struct NameCandidates {
  std::string provider;            ///< In lower case.
  std::string provider_name;       ///< By ProviderName.
  std::string route;               ///< The provider that stands in front of the model's name.
  std::vector<std::string> names;  ///< What to look up, in this order.
  bool is_self_hosted = false;
};
NameCandidates CandidatesOf(std::string_view provider, std::string_view model);

/// Finds the models of one source. Immutable, hence thread-safe; the source must outlive it.
class SourceIndex {
 public:
  /// The source has passed CheckSource.
  static Result<SourceIndex> Make(const PriceSource& source);

  /// The model that a call names; nullptr when the source has none.
  const PricedModel* Find(const NameCandidates& candidates) const;

 private:
  struct Provider {
    const PriceProvider* provider = nullptr;
    std::optional<Matcher> provider_match;
    std::optional<Matcher> model_match;
  };
  struct RuledModel {
    const PricedModel* model;
    Matcher matcher;
  };

  void AddImpliedProviders(const PriceSource& source);
  const Provider* FindProvider(std::string_view provider, std::string_view provider_name) const;
  const Provider* ProviderOfModel(std::string_view lower_name) const;
  const PricedModel* FindOf(const Provider& provider, std::string_view name, int depth) const;
  const PricedModel* FindIn(std::string_view provider_id, std::string_view name) const;
  const PricedModel* FindReaching(std::string_view name, bool is_provider_known) const;

  SourceKind kind_ = SourceKind::kImported;
  /// Providers that models name and the source does not list.
  std::vector<std::unique_ptr<const PriceProvider>> implied_;
  std::vector<Provider> providers_;
  /// By "provider id\0comparable name".
  absl::flat_hash_map<std::string, const PricedModel*> by_name_;
  absl::flat_hash_map<std::string, std::vector<RuledModel>> by_rule_;  ///< By provider id.
  absl::flat_hash_map<std::string, const PricedModel*> reaching_;      ///< By comparable name.
  std::vector<RuledModel> reaching_by_rule_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_SOURCE_INDEX_H_
