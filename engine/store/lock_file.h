#ifndef COSTDB_ENGINE_STORE_LOCK_FILE_H_
#define COSTDB_ENGINE_STORE_LOCK_FILE_H_

#include <string>

#include "costdb/status.h"

namespace costdb::engine {

/// For reading a database whose lock file this user may not write, so that a writer would not know
/// of the reader and might use its pages again: fails when another process has the database `path`
/// open, or may have. Not to be called while this process has it open with locks.
Status CheckNoOneHasOpen(const std::string& path);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_LOCK_FILE_H_
