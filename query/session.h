#ifndef COSTDB_QUERY_SESSION_H_
#define COSTDB_QUERY_SESSION_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "costdb/query_result.h"
#include "costdb/status.h"
#include "engine/store/database.h"

namespace costdb::query {

/// What SET changes, for the statements after it.
struct SessionSettings {
  std::uint32_t threads = 0;     ///< 0: as many as the machine has cores.
  bool preaggregates = true;     ///< Answer from row group sums where that gives the same result.
  std::int64_t now_unix_ns = 0;  ///< 0: the wall clock. `SET now = '2026-04-01T00:00:00Z'`.
  std::uint64_t memory_limit_bytes = 0;  ///< 0: 80 % of the memory there is. `SET memory_limit`.
  std::int64_t timeout_ns = 0;           ///< 0: none. `SET timeout = 30s`.
  std::string time_zone = "UTC";         ///< Of calendar units and of times written without a zone.
};

/// Runs CostQL statements against one database, one after the other. Not thread-safe, but Cancel.
class Session {
 public:
  explicit Session(const engine::Database& database);
  ~Session();

  /// Values for $1 (name "1") and :name.
  void SetParameter(std::string name, Value value);
  SessionSettings& settings() { return settings_; }

  /// Runs every statement of `text` (split at ';') and hands each result to `consume`; SET has
  /// none. Stops at the first error, whose message shows the place with a caret.
  Status Run(std::string_view text, const std::function<Status(QueryResult)>& consume);

  /// Runs text that is exactly one statement with a result, after any SET statements before it.
  Result<QueryResult> RunOne(std::string_view text);

  /// Asks a running statement to stop. From any thread, or a signal handler.
  void Cancel() { cancelled_.store(true, std::memory_order_relaxed); }

 private:
  const engine::Database& database_;
  SessionSettings settings_;
  std::map<std::string, Value, std::less<>> parameters_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_SESSION_H_
