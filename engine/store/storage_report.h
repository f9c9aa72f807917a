#ifndef COSTDB_ENGINE_STORE_STORAGE_REPORT_H_
#define COSTDB_ENGINE_STORE_STORAGE_REPORT_H_

#include "costdb/status.h"
#include "engine/store/database.h"
#include "engine/store/environment.h"

namespace costdb::engine {

/// Sums up what a transaction sees: rows, bytes a column, encodings, dictionaries, the head.
Result<StorageReport> MakeStorageReport(const Transaction& transaction);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_STORAGE_REPORT_H_
