#ifndef COSTDB_ENGINE_STORE_ERROR_LATCH_H_
#define COSTDB_ENGINE_STORE_ERROR_LATCH_H_

#include <mutex>

#include "costdb/status.h"

namespace costdb::engine {

/// Keeps the first failure of reads that answer without a Status, since they are many and small.
/// Who uses their answers asks here before passing them on. Thread-safe.
class ErrorLatch {
 public:
  void Record(const Status& failure) {
    const std::lock_guard lock(mutex_);
    if (first_.ok()) first_ = failure;
  }
  Status first() const {
    const std::lock_guard lock(mutex_);
    return first_;
  }

 private:
  mutable std::mutex mutex_;
  Status first_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_ERROR_LATCH_H_
