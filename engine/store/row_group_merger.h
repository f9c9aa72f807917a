#ifndef COSTDB_ENGINE_STORE_ROW_GROUP_MERGER_H_
#define COSTDB_ENGINE_STORE_ROW_GROUP_MERGER_H_

#include "costdb/status.h"
#include "engine/store/environment.h"
#include "engine/store/sealed_traces.h"
#include "engine/trace/trace_resolver.h"

namespace costdb::engine {

/// Removes row groups without a live span, and writes thin ones anew as fuller ones: those that
/// many small ingests left, and those from which late spans took traces. Does nothing while there
/// are too few for it to pay, so that the rewriting stays in proportion to what was sealed.
/// `reading` sees what `writing` began with.
Status MergeThinRowGroups(const PriceFunction& price, SealedIds& sealed_ids,
                          const Transaction& reading, Transaction& writing);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_ROW_GROUP_MERGER_H_
