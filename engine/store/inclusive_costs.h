#ifndef COSTDB_ENGINE_STORE_INCLUSIVE_COSTS_H_
#define COSTDB_ENGINE_STORE_INCLUSIVE_COSTS_H_

#include <cstdint>
#include <vector>

#include "costdb/status.h"
#include "engine/store/stored_row_group.h"

namespace costdb::engine {

/// The sums over a row group's traces that follow from the costs of its calls, as the columns that
/// a row group stores; kNullInteger is NULL.
struct InclusiveCosts {
  std::vector<std::int64_t> beneath_calls;   ///< Cost beneath each call.
  std::vector<std::int64_t> beneath_others;  ///< Cost beneath each other span.
  std::vector<std::int64_t> of_traces;       ///< Cost of each trace.
  std::vector<std::int64_t> unpriced_calls;  ///< Billed calls of each trace without a cost.
};

/// Sums `call_costs`, the costs of the billed calls, upward. Takes time linear in the spans.
Result<InclusiveCosts> SumCosts(const StoredRowGroup& row_group,
                                const std::vector<std::int64_t>& call_costs,
                                const std::vector<bool>& is_billed);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_INCLUSIVE_COSTS_H_
