#ifndef COSTDB_ENGINE_STORE_CHECKED_COLUMNS_H_
#define COSTDB_ENGINE_STORE_CHECKED_COLUMNS_H_

#include <mutex>
#include <set>
#include <utility>

#include "engine/scan/snapshot.h"

namespace costdb::engine {

/// Which columns of a row group have been found to match their checksums, so that this is looked at
/// once and not by every query. True as long as the row group's bytes do not change. Thread-safe.
class CheckedColumns {
 public:
  bool Has(Section section, ColumnId column) const {
    const std::lock_guard lock(mutex_);
    return columns_.contains({section, column});
  }
  void Add(Section section, ColumnId column) {
    const std::lock_guard lock(mutex_);
    columns_.emplace(section, column);
  }

 private:
  mutable std::mutex mutex_;
  std::set<std::pair<Section, ColumnId>> columns_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_CHECKED_COLUMNS_H_
