#ifndef COSTDB_ENGINE_STORE_SEALED_CHANGE_H_
#define COSTDB_ENGINE_STORE_SEALED_CHANGE_H_

#include "costdb/status.h"
#include "engine/error/propagate.h"
#include "engine/store/environment.h"
#include "engine/store/preaggregates.h"
#include "engine/store/trace_runs.h"

namespace costdb::engine {

/// What one transaction that writes or removes row groups changes beside them. Not thread-safe.
struct SealedChange {
  PreaggregateChange calls;
  TraceRunsChange traces;

  /// Writes what changed, and starts anew.
  Status Apply(Transaction& transaction) {
    COSTDB_RETURN_IF_ERROR(calls.Apply(transaction));
    return traces.Apply(transaction);
  }
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SEALED_CHANGE_H_
