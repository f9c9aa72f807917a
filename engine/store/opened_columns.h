#ifndef COSTDB_ENGINE_STORE_OPENED_COLUMNS_H_
#define COSTDB_ENGINE_STORE_OPENED_COLUMNS_H_

#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "engine/encoding/column_decoder.h"
#include "engine/scan/snapshot.h"

namespace costdb::engine {

/// The columns of a row group that someone has open, so that a query that reads a column, and
/// others that are predicted by it, opens it once. Keeps none open itself. Thread-safe.
class OpenedColumns {
 public:
  /// Null when no one has the column open.
  std::shared_ptr<const IntegerColumn> Find(Section section, ColumnId column) const {
    const std::lock_guard lock(mutex_);
    const auto found = columns_.find({section, column});
    return found == columns_.end() ? nullptr : found->second.lock();
  }
  std::shared_ptr<const IntegerColumn> Add(Section section, ColumnId column,
                                           std::unique_ptr<const IntegerColumn> opened) {
    std::shared_ptr<const IntegerColumn> shared = std::move(opened);
    const std::lock_guard lock(mutex_);
    columns_[{section, column}] = shared;
    return shared;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<Section, ColumnId>, std::weak_ptr<const IntegerColumn>> columns_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_OPENED_COLUMNS_H_
