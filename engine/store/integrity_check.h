#ifndef COSTDB_ENGINE_STORE_INTEGRITY_CHECK_H_
#define COSTDB_ENGINE_STORE_INTEGRITY_CHECK_H_

#include <functional>

#include "costdb/status.h"
#include "engine/store/environment.h"
#include "engine/store/integrity_report.h"
#include "engine/trace/trace_resolver.h"

namespace costdb::engine {

/// Reads everything: every checksum, every statistic, every span. Each sealed trace is resolved
/// again from its spans and must cost what is stored; no trace may be there twice, no span
/// twice in a trace. `price` prices amended spans. `progress` is called with the share done; it may
/// be empty. Fails only when the check itself cannot go on.
Result<IntegrityReport> CheckIntegrity(const Transaction& transaction, const PriceFunction& price,
                                       const std::function<void(double)>& progress);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_INTEGRITY_CHECK_H_
