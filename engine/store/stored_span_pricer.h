#ifndef COSTDB_ENGINE_STORE_STORED_SPAN_PRICER_H_
#define COSTDB_ENGINE_STORE_STORED_SPAN_PRICER_H_

#include <mutex>

#include "engine/prices/price_catalog.h"
#include "engine/store/dictionary_store.h"
#include "engine/store/error_latch.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// Prices coded spans by the name of their model, as a transaction's dictionaries have it: what
/// resolving takes as a SpanPricer, by std::cref. Both arguments must outlive it. Not thread-safe.
class StoredSpanPricer {
 public:
  StoredSpanPricer(const Transaction& transaction, const PriceCatalog& catalog)
      : dictionaries_(transaction, mutex_, errors_), catalog_(catalog) {}

  CallCost operator()(const CodedSpan& span) const {
    return catalog_.Price(dictionaries_.TextOf(ColumnId::kModel, span.model), span.usage,
                          span.start_unix_ns);
  }

  /// Not ok when a model's name could not be read: prices given since are wrong.
  Status status() const { return errors_.first(); }

 private:
  mutable std::mutex mutex_;
  mutable ErrorLatch errors_;
  DictionaryReader dictionaries_;
  const PriceCatalog& catalog_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_STORED_SPAN_PRICER_H_
