#ifndef COSTDB_QUERY_EXEC_EXECUTOR_H_
#define COSTDB_QUERY_EXEC_EXECUTOR_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "costdb/query_result.h"
#include "costdb/status.h"
#include "engine/scan/snapshot.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// How to run a plan.
struct ExecutionOptions {
  std::uint32_t threads = 1;
  std::int64_t now_unix_ns = 0;
  const std::atomic<bool>* cancelled = nullptr;  ///< Polled once a block; may be null.
  std::chrono::nanoseconds timeout{0};           ///< 0 is none.
  /// Answer from pre-aggregates and the sums of row groups where that gives the same result.
  bool preaggregates = true;
  /// What groupings, sorting and the result may take, over all threads; 0 is no limit.
  std::uint64_t memory_limit_bytes = 0;
};

/// What EXPLAIN says beneath a node of a plan about how it would run: one line each.
Result<std::vector<std::string>> ExplainNode(const LogicalPlan& node,
                                             const engine::Snapshot& snapshot,
                                             const ExecutionOptions& options);

/// Runs a plan against a snapshot. The result does not depend on the number of threads.
Result<QueryResult> Execute(const LogicalPlan& plan, const engine::Snapshot& snapshot,
                            const ExecutionOptions& options);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_EXECUTOR_H_
