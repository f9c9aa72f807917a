#ifndef COSTDB_QUERY_EXEC_QUERY_LIMITS_H_
#define COSTDB_QUERY_EXEC_QUERY_LIMITS_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

#include "costdb/status.h"
#include "query/exec/pipeline/batch.h"

namespace costdb::query {

/// What a running query may not exceed. Shared by its threads; thread-safe.
class QueryLimits {
 public:
  using Clock = std::chrono::steady_clock;

  /// `memory_bytes` 0 is no limit, and so is a `timeout` of 0; the time runs from here on.
  /// `cancelled` may be null.
  QueryLimits(std::uint64_t memory_bytes, std::chrono::nanoseconds timeout,
              const std::atomic<bool>* cancelled);

  /// kCancelled or kDeadlineExceeded when the query should stop. Asked once a block.
  Status Check() const;

 private:
  friend class MemoryCharge;

  Status Charge(std::uint64_t before, std::uint64_t now);

  std::uint64_t memory_limit_;
  std::chrono::nanoseconds timeout_;
  Clock::time_point start_ = Clock::now();
  const std::atomic<bool>* cancelled_;
  std::atomic<std::uint64_t> charged_{0};
};

/// The memory of one part of a query, counted against its limit while this lives. Not thread-safe.
class MemoryCharge {
 public:
  /// `limits` may be null: then nothing is counted.
  explicit MemoryCharge(QueryLimits* limits) : limits_(limits) {}
  ~MemoryCharge();
  MemoryCharge(const MemoryCharge&) = delete;
  MemoryCharge& operator=(const MemoryCharge&) = delete;

  /// The part takes so many bytes now. kResourceExhausted when that is too much for the query.
  Status Set(std::uint64_t bytes);

  /// It takes so many bytes more.
  Status Add(std::uint64_t bytes) { return Set(bytes_ + bytes); }

 private:
  QueryLimits* limits_;
  std::uint64_t bytes_ = 0;
};

/// Bytes that the rows of a batch take, roughly.
std::uint64_t BytesOf(const Batch& batch);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_QUERY_LIMITS_H_
