#ifndef COSTDB_ENGINE_STORE_INTEGRITY_REPORT_H_
#define COSTDB_ENGINE_STORE_INTEGRITY_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

namespace costdb::engine {

/// What a check of a whole database found.
struct IntegrityReport {
  std::uint64_t row_groups = 0;
  std::uint64_t columns = 0;
  std::uint64_t head_batches = 0;
  std::uint64_t traces = 0;  ///< Live ones, the head's included.
  std::uint64_t spans = 0;
  std::uint64_t conflicting_spans = 0;  ///< Dropped so far: they had the id of another span.
  /// What is wrong, each with its place; the first few.
  std::vector<std::string> problems;
  std::uint64_t problem_count = 0;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_INTEGRITY_REPORT_H_
