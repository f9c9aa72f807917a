#ifndef COSTDB_QUERY_ROW_FILTER_H_
#define COSTDB_QUERY_ROW_FILTER_H_

#include <string_view>

#include "costdb/status.h"
#include "engine/scan/snapshot.h"
#include "engine/store/reprice.h"

namespace costdb::query {

/// Makes a selector of the rows for which a CostQL condition over the columns of `spans` is true.
/// For one thread; the snapshot must outlive it. An error shows the place in the condition.
Result<engine::RowSelector> MakeRowFilter(std::string_view condition,
                                          const engine::Snapshot& snapshot);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_ROW_FILTER_H_
