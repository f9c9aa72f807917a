#ifndef COSTDB_QUERY_EXEC_SCAN_COLUMN_FORM_H_
#define COSTDB_QUERY_EXEC_SCAN_COLUMN_FORM_H_

#include <cstdint>

#include "query/plan/bound_expression.h"

namespace costdb::query {

/// In what form those above a scan take one of its columns.
struct ColumnForm {
  enum class Kind : std::uint8_t {
    kUnused,   ///< Nobody reads it.
    kRows,     ///< One value a row.
    kRuns,     ///< Layout::kInt64Runs or kCodeRuns too.
    kOffsets,  ///< Layout::kOffsets too.
    /// Read by the expression `step` only, which never falls where the column rises: where it has
    /// one value at both ends of a block's range, one value of the column stands for all rows.
    kStep,
  };
  Kind kind = Kind::kUnused;
  const BoundExpression* step = nullptr;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_SCAN_COLUMN_FORM_H_
