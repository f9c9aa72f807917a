#ifndef COSTDB_ENGINE_STORE_SPAN_PRICER_H_
#define COSTDB_ENGINE_STORE_SPAN_PRICER_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "engine/prices/price_catalog.h"
#include "engine/store/dictionaries.h"
#include "engine/store/model_names.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// What prices a call, as dictionary codes and numbers.
struct PricedCall {
  TextCode provider = kNullCode;
  TextCode response_model = kNullCode;
  TextCode request_model = kNullCode;
  TextCode service_tier = kNullCode;
  Usage usage;
  std::int64_t start_unix_ns = 0;
  std::int64_t reported_cost_pico = kNullInteger;

  static PricedCall Of(const CodedSpan& span);
};

/// Prices spans that are dictionary codes already: the one way from a catalog to a span's cost.
/// Remembers what names resolve to. Not thread-safe; the dictionaries must outlive it.
class SpanPricer {
 public:
  SpanPricer(std::shared_ptr<const PriceCatalog> catalog, const Dictionaries& dictionaries)
      : catalog_(std::move(catalog)), dictionaries_(dictionaries) {}

  /// The model of a call; nullptr when the catalog does not know it. Lives as long as the pricer.
  const ResolvedModel* ModelOf(const PricedCall& call);

  /// What is billed for a call of that model (ModelOf): by the catalog or as the span reports.
  CallCost Price(const PricedCall& call, const ResolvedModel* model);

  /// The cost of a span by the models that it names, or else by the name in its `model`, which it
  /// may have of a twin.
  CallCost operator()(const CodedSpan& span);

 private:
  ServiceTier TierOf(TextCode code);

  std::shared_ptr<const PriceCatalog> catalog_;
  const Dictionaries& dictionaries_;
  absl::flat_hash_map<ModelNames, std::shared_ptr<const ResolvedModel>> models_;
  ModelNames last_names_;
  const ResolvedModel* last_model_ = nullptr;
  absl::flat_hash_map<TextCode, ServiceTier> tiers_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SPAN_PRICER_H_
