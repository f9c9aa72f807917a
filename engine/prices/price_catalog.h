#ifndef COSTDB_ENGINE_PRICES_PRICE_CATALOG_H_
#define COSTDB_ENGINE_PRICES_PRICE_CATALOG_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "costdb/status.h"
#include "engine/prices/price_source.h"
#include "engine/prices/price_timeline.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {

class SourceIndex;

/// What becomes of a cost that a span brings itself. Numbers are stored: append only.
enum class ReportedCostPolicy : std::uint8_t {
  kCatalogFirst,  ///< Billed where the catalog has no price.
  kSpanFirst,     ///< Billed; the catalog prices the calls that bring none.
  kCompare,       ///< Never billed, only compared (`prices audit`).
};
inline constexpr std::array<std::string_view, 3> kReportedCostPolicyNames = {
    "catalog-first", "span-first", "compare"};

/// A database's catalog as it is stored and edited: everything but what is built in.
struct CatalogContents {
  std::uint64_t version = 0;  ///< 0: never changed.
  std::int64_t changed_unix_ns = 0;
  std::string change;  ///< What made this version: "import genai-prices.json".
  ReportedCostPolicy policy = ReportedCostPolicy::kCatalogFirst;
  std::vector<PriceSource> sources;  ///< In the order in which they are asked.
};

/// A model as calls name it, found: its canonical name and its prices over time.
struct ResolvedModel {
  std::string name;
  /// The model in each source that has it, in the order in which they are asked, and the index of
  /// that source.
  std::vector<std::pair<std::size_t, const PricedModel*>> layers;
  std::shared_ptr<const PriceTimeline> timeline;
};

/// How a call names its model.
struct CallNames {
  std::string_view provider;
  std::string_view response_model;
  std::string_view request_model;
};

/// The prices of all models: the built-in ones, under what was imported, under what the user set.
/// Thread-safe. docs/prices.md gives the rules.
class PriceCatalog {
 public:
  /// The models built into costdb, alone.
  static const PriceCatalog& BuiltIn();
  static std::shared_ptr<const PriceCatalog> SharedBuiltIn();

  /// Fails when CheckSource does for one of the sources.
  static Result<std::shared_ptr<const PriceCatalog>> Make(CatalogContents contents);

  /// The same of these sources alone, without the built-in one. For tests.
  static Result<std::shared_ptr<const PriceCatalog>> MakeOnly(CatalogContents contents);

  ~PriceCatalog();
  PriceCatalog(const PriceCatalog&) = delete;
  PriceCatalog& operator=(const PriceCatalog&) = delete;

  /// The model of a call: the one that answered, else the one that was asked for; nullptr when the
  /// catalog knows neither. A different model never matches. The result lives as long as the
  /// catalog.
  std::shared_ptr<const ResolvedModel> Resolve(const CallNames& names) const;

  /// The same for one name.
  std::shared_ptr<const ResolvedModel> ResolveName(std::string_view provider,
                                                   std::string_view model) const;

  /// The canonical name of a model as spans write it; empty when the catalog does not know it.
  std::string CanonicalName(std::string_view provider, std::string_view model) const;

  /// What a call of a model costs at the standard tier; all NULL when usage is not reported or the
  /// model has no price at that time.
  CallCost Price(std::string_view model, const Usage& usage, std::int64_t time_unix_ns) const;

  /// What is billed: `cost` by the catalog, or what the span reports, as the policy says.
  CallCost Bill(const CallCost& cost, const Usage& usage, std::int64_t reported_cost_pico) const;

  /// The sources in the order in which they are asked; the built-in one is the last.
  std::span<const PriceSource> sources() const { return sources_; }
  /// Without the sources, which are moved into sources().
  const CatalogContents& contents() const { return contents_; }

  /// Every name of a model, for suggestions. Views into the catalog.
  std::vector<std::string_view> ModelNames() const;

 private:
  explicit PriceCatalog(CatalogContents contents);
  static Result<std::shared_ptr<const PriceCatalog>> Build(CatalogContents contents);
  std::shared_ptr<const ResolvedModel> Find(std::string_view provider,
                                            std::string_view model) const;

  CatalogContents contents_;
  std::vector<PriceSource> sources_;
  std::vector<std::unique_ptr<const SourceIndex>> indexes_;  ///< Of the same sources.

  mutable std::mutex mutex_;
  /// By "provider\0model"; bounded, since names arrive from outside. Under mutex_.
  mutable absl::flat_hash_map<std::string, std::shared_ptr<const ResolvedModel>> resolved_;
  /// By the models that are laid over one another. Under mutex_.
  mutable absl::flat_hash_map<std::vector<const PricedModel*>, std::shared_ptr<const PriceTimeline>>
      timelines_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_PRICE_CATALOG_H_
