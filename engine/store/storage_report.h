#ifndef COSTDB_ENGINE_STORE_STORAGE_REPORT_H_
#define COSTDB_ENGINE_STORE_STORAGE_REPORT_H_

#include "costdb/status.h"
#include "engine/store/database.h"
#include "engine/store/environment.h"

namespace costdb::engine {

/// Sums up what a transaction sees: rows, bytes a column, encodings, dictionaries, the head, and
/// what each of the file's `file_bytes` is for.
Result<StorageReport> MakeStorageReport(const Transaction& transaction, std::uint64_t file_bytes);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_STORAGE_REPORT_H_
