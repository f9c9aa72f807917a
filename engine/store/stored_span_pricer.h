#ifndef COSTDB_ENGINE_STORE_STORED_SPAN_PRICER_H_
#define COSTDB_ENGINE_STORE_STORED_SPAN_PRICER_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <memory>
#include <mutex>

#include "engine/store/dictionary_store.h"
#include "engine/store/error_latch.h"
#include "engine/store/price_store.h"
#include "engine/store/span_pricer.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// Prices spans that resolving amends, each by the version of the catalog that priced it when it
/// came: a PriceFunction by std::cref. A later catalog changes no earlier call. Both arguments must
/// outlive it. Not thread-safe.
class StoredSpanPricer {
 public:
  StoredSpanPricer(const Transaction& transaction, PriceCache& prices)
      : transaction_(transaction), prices_(prices), dictionaries_(transaction, mutex_, errors_) {}

  CallCost operator()(const CodedSpan& span) const;

  /// Not ok when a name or a catalog could not be read: prices given since are wrong.
  Status status() const { return errors_.first(); }

 private:
  const Transaction& transaction_;
  PriceCache& prices_;
  mutable std::mutex mutex_;
  mutable ErrorLatch errors_;
  DictionaryReader dictionaries_;
  mutable absl::flat_hash_map<std::uint32_t, std::unique_ptr<SpanPricer>> pricers_;  // By version.
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_STORED_SPAN_PRICER_H_
