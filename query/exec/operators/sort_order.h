#ifndef COSTDB_QUERY_EXEC_OPERATORS_SORT_ORDER_H_
#define COSTDB_QUERY_EXEC_OPERATORS_SORT_ORDER_H_

#include <cstdint>
#include <vector>

#include "query/exec/pipeline/batch.h"
#include "query/functions/scalar_function.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// The row numbers of a batch in the order of sort keys; rows with equal keys stay in their order.
/// With `limit` below the number of rows only the first `limit` are returned. Every key column
/// becomes words that compare as unsigned numbers, codes by the rank of their text.
std::vector<std::uint32_t> SortedRows(const Batch& batch, const std::vector<SortKey>& keys,
                                      std::uint64_t limit, const FunctionContext& context);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_OPERATORS_SORT_ORDER_H_
