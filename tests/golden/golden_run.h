#ifndef COSTDB_TESTS_GOLDEN_GOLDEN_RUN_H_
#define COSTDB_TESTS_GOLDEN_GOLDEN_RUN_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/store/database.h"
#include "tools/output/result_writer.h"

namespace costdb {

/// In which shape the data is when it is asked about, and how.
struct GoldenSetting {
  bool sealed = true;         ///< In row groups, or still in the head.
  std::uint32_t threads = 0;  ///< 0: one a core.
  bool preaggregates = true;
};

/// A database of its own for one test, removed at the end.
class GoldenRun {
 public:
  explicit GoldenRun(const GoldenSetting& setting);
  ~GoldenRun();
  GoldenRun(const GoldenRun&) = delete;
  GoldenRun& operator=(const GoldenRun&) = delete;

  /// Takes in files below tests/data; fails the test when that fails.
  void Ingest(const std::vector<std::string>& files);

  /// The result, or the error's message; each line ends with a line feed.
  std::string Answer(const std::string& costql, tools::OutputFormat format, bool* failed);

 private:
  GoldenSetting setting_;
  std::string folder_;
  std::unique_ptr<engine::Database> database_;
};

}  // namespace costdb

#endif  // COSTDB_TESTS_GOLDEN_GOLDEN_RUN_H_
