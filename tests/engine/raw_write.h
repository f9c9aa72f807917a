#ifndef COSTDB_TESTS_ENGINE_RAW_WRITE_H_
#define COSTDB_TESTS_ENGINE_RAW_WRITE_H_

#include <gtest/gtest.h>

#include <string>

#include "engine/store/environment.h"

namespace costdb::engine {

/// Writes into the tables of a database file behind the back of Database.
inline void WriteRaw(const std::string& path, const Environment::Work& work) {
  const auto environment =
      Environment::Open(path, true, 1 << 24, [](Transaction&) { return Status::Ok(); });
  ASSERT_TRUE(environment.ok()) << environment.status().message();
  const Status written = (*environment)->Write(0, work);
  ASSERT_TRUE(written.ok()) << written.message();
}

}  // namespace costdb::engine

#endif  // COSTDB_TESTS_ENGINE_RAW_WRITE_H_
