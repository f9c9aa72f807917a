#include "engine/store/span_pricer.h"

namespace costdb::engine {

PricedCall PricedCall::Of(const CodedSpan& span) {
  PricedCall call;
  call.provider = span[SpanText::kProvider];
  call.response_model = span[SpanText::kResponseModel];
  call.request_model = span[SpanText::kRequestModel];
  call.service_tier = span[SpanText::kServiceTier];
  call.usage = span.usage;
  call.start_unix_ns = span.start_unix_ns;
  call.reported_cost_pico = span.reported_cost_pico;
  return call;
}

CallCost SpanPricer::operator()(const CodedSpan& span) {
  const PricedCall call = PricedCall::Of(span);
  const ResolvedModel* model = ModelOf(call);
  if (model != nullptr || span.model == kNullCode) return Price(call, model);
  const auto named = catalog_->Resolve({dictionaries_.TextOf(ColumnId::kProvider, call.provider),
                                        dictionaries_.TextOf(ColumnId::kModel, span.model),
                                        {}});
  return Price(call, named.get());
}

const ResolvedModel* SpanPricer::ModelOf(const PricedCall& call) {
  const ModelNames names = {call.provider, call.response_model, call.request_model};
  if (names == last_names_) return last_model_;
  const auto [entry, is_new] = models_.try_emplace(names);
  if (is_new) {
    entry->second =
        catalog_->Resolve({dictionaries_.TextOf(ColumnId::kProvider, call.provider),
                           dictionaries_.TextOf(ColumnId::kResponseModel, call.response_model),
                           dictionaries_.TextOf(ColumnId::kRequestModel, call.request_model)});
  }
  last_names_ = names;
  last_model_ = entry->second.get();
  return last_model_;
}

CallCost SpanPricer::Price(const PricedCall& call, const ResolvedModel* model) {
  CallCost cost;
  if (model != nullptr) {
    cost = model->timeline->Price(call.usage, call.start_unix_ns, TierOf(call.service_tier));
  }
  return catalog_->Bill(cost, call.usage, call.reported_cost_pico);
}

ServiceTier SpanPricer::TierOf(TextCode code) {
  if (code == kNullCode) return ServiceTier::kStandard;
  const auto [entry, is_new] = tiers_.try_emplace(code);
  if (is_new) entry->second = ServiceTierOf(dictionaries_.TextOf(ColumnId::kServiceTier, code));
  return entry->second;
}

}  // namespace costdb::engine
