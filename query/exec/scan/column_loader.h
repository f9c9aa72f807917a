#ifndef COSTDB_QUERY_EXEC_SCAN_COLUMN_LOADER_H_
#define COSTDB_QUERY_EXEC_SCAN_COLUMN_LOADER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "costdb/status.h"
#include "query/exec/scan/scan_plan.h"
#include "query/vector/vector.h"

namespace costdb::query {

/// Opens the columns of one morsel when they are first asked for, and decodes blocks of them. Not
/// thread-safe.
class ColumnLoader {
 public:
  explicit ColumnLoader(const LogicalPlan& scan)
      : scan_(scan), readers_(scan.columns.size()), bounds_(scan.columns.size()) {}

  void StartMorsel(const Morsel& morsel);

  /// What no value of the block from `first_row` on lies outside of; nothing where there may be
  /// NULLs, and for codes and texts.
  Result<std::optional<engine::kernels::ValueBounds>> BoundsWithoutNulls(std::uint32_t column,
                                                                         std::uint32_t first_row);

  /// The same as Load, by run where the column comes in runs. For columns of codes.
  Status LoadRuns(std::uint32_t column, std::uint32_t first_row, std::uint32_t rows,
                  Vector* vector);

  /// The same as Load, as offsets where the column comes so.
  Status LoadOffsets(std::uint32_t column, std::uint32_t first_row, std::uint32_t rows,
                     Vector* vector);

  /// Decodes rows [first_row, first_row + rows), `rows` at most a block, of column `column`.
  Status Load(std::uint32_t column, std::uint32_t first_row, std::uint32_t rows, Vector* vector);

 private:
  Result<const engine::ColumnReader*> ReaderOf(std::uint32_t column);

  const LogicalPlan& scan_;
  Morsel morsel_;
  std::vector<std::unique_ptr<const engine::ColumnReader>> readers_;
  std::vector<engine::kernels::ValueBounds> bounds_;  ///< Of the columns that are open.
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_SCAN_COLUMN_LOADER_H_
