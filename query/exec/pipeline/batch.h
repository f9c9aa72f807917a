#ifndef COSTDB_QUERY_EXEC_PIPELINE_BATCH_H_
#define COSTDB_QUERY_EXEC_PIPELINE_BATCH_H_

#include <cstddef>
#include <vector>

#include "query/vector/vector.h"

namespace costdb::query {

/// Rows on their way through a plan: a block of a scan, or all that an operator has gathered.
/// Columns that nobody above needs are constant NULLs.
struct Batch {
  std::size_t rows = 0;
  std::vector<Vector> columns;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_PIPELINE_BATCH_H_
