#include "engine/store/stored_span_pricer.h"

#include <utility>

namespace costdb::engine {

CallCost StoredSpanPricer::operator()(const CodedSpan& span) const {
  std::unique_ptr<SpanPricer>& pricer = pricers_[span.price_version];
  if (pricer == nullptr) {
    auto catalog = prices_.LoadVersion(transaction_, span.price_version);
    if (!catalog.ok()) {
      errors_.Record(catalog.status());
      return {};
    }
    pricer = std::make_unique<SpanPricer>(std::move(catalog).value(), dictionaries_);
  }
  return (*pricer)(span);
}

}  // namespace costdb::engine
