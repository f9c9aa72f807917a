#ifndef COSTDB_QUERY_RESULT_H_
#define COSTDB_QUERY_RESULT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "costdb/value.h"

namespace costdb {

/// One column of a result. A value is either NULL or of the column's type.
struct ResultColumn {
  std::string name;
  Type type = Type::kNull;
  std::vector<Value> values;
};

/// The answer to one statement: equally long columns. Owns everything it shows.
struct QueryResult {
  std::vector<ResultColumn> columns;
  std::uint64_t rows_scanned = 0;  ///< Rows of the relation that the scan looked at.

  std::size_t row_count() const { return columns.empty() ? 0 : columns.front().values.size(); }
};

}  // namespace costdb

#endif  // COSTDB_QUERY_RESULT_H_
