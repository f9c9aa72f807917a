#ifndef COSTDB_TESTS_ENGINE_TEMPORARY_DATABASE_H_
#define COSTDB_TESTS_ENGINE_TEMPORARY_DATABASE_H_

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "engine/store/database.h"

namespace costdb::engine {

/// A folder of its own for one test, removed at the end.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(
      const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
    std::string name = (parent / "costdb-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline std::unique_ptr<Database> OpenOrDie(const std::string& path,
                                           const DatabaseOptions& options = {}) {
  Result<std::unique_ptr<Database>> database = Database::Open(path, options);
  EXPECT_TRUE(database.ok()) << database.status().message();
  return database.ok() ? std::move(*database) : nullptr;
}

}  // namespace costdb::engine

#endif  // COSTDB_TESTS_ENGINE_TEMPORARY_DATABASE_H_
