#ifndef COSTDB_ENGINE_STORE_COLUMN_PREDICTIONS_H_
#define COSTDB_ENGINE_STORE_COLUMN_PREDICTIONS_H_

#include <cstdint>
#include <span>

#include "engine/encoding/encoded_column.h"
#include "engine/scan/snapshot.h"

namespace costdb::engine {

/// The columns of a row group that is being written.
class RowGroupValues {
 public:
  virtual ~RowGroupValues() = default;

  /// All values of an integer or code column; kNullInteger, or code 0, is NULL. Empty when all are.
  /// Valid as long as this.
  virtual std::span<const std::int64_t> Of(Section section, ColumnId column) const = 0;

  /// Whether the column, encoded before, is predicted by others.
  virtual bool IsPredicted(Section section, ColumnId column) const = 0;
};

/// Encodes a column of `row_group`, predicted by others where that saves enough: the parts of a
/// cost by prices and tokens, names by the model, what a trace adds up to by its calls. Columns
/// that queries scan most are never predicted, so that they are read alone. Columns must be encoded
/// in the order of their sections and numbers.
EncodedColumn EncodeColumn(Section section, ColumnId column, const RowGroupValues& row_group);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_COLUMN_PREDICTIONS_H_
