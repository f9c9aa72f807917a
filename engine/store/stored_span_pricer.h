#ifndef COSTDB_ENGINE_STORE_STORED_SPAN_PRICER_H_
#define COSTDB_ENGINE_STORE_STORED_SPAN_PRICER_H_

#include <memory>
#include <mutex>
#include <utility>

#include "engine/prices/price_catalog.h"
#include "engine/store/dictionary_store.h"
#include "engine/store/error_latch.h"
#include "engine/store/span_pricer.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// A SpanPricer with a transaction's own dictionaries, for resolving: a PriceFunction by std::cref.
/// The transaction must outlive it. Not thread-safe.
class StoredSpanPricer {
 public:
  StoredSpanPricer(const Transaction& transaction, std::shared_ptr<const PriceCatalog> catalog)
      : dictionaries_(transaction, mutex_, errors_), pricer_(std::move(catalog), dictionaries_) {}

  CallCost operator()(const CodedSpan& span) const { return pricer_(span); }

  /// Not ok when a name could not be read: prices given since are wrong.
  Status status() const { return errors_.first(); }

 private:
  mutable std::mutex mutex_;
  mutable ErrorLatch errors_;
  DictionaryReader dictionaries_;
  mutable SpanPricer pricer_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_STORED_SPAN_PRICER_H_
