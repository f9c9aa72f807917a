#ifndef COSTDB_ENGINE_STORE_MAP_GATE_H_
#define COSTDB_ENGINE_STORE_MAP_GATE_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>

namespace costdb::engine {

/// Lets the map of a file move only while no transaction of this process is open. It counts
/// transactions rather than holding a lock for each: one thread may have several open, and end one
/// that another thread began. Thread-safe.
class MapGate {
 public:
  /// A transaction opens; waits while the map is about to move.
  void Enter();
  /// The same for one that opens while another of the same thread is open, which keeps the map
  /// where it is: it must not wait for a move that waits for that other one.
  void EnterBeside();
  /// A transaction is over.
  void Leave();

  /// Around waiting for the lock on writing, which another process may hold for long. The map must
  /// not move meanwhile either, but such a wait is not held against the transactions of this
  /// process.
  void BeginWaitForLock();
  /// The wait is over; when `has_lock`, a transaction is open from now on.
  void EndWaitForLock(bool has_lock);

  /// Calls `move` when no transaction is open, and holds new ones back until then. False, without
  /// calling it, when transactions stay open for `patience` (which starts when no one waits for the
  /// lock any more).
  bool Move(std::chrono::milliseconds patience, const std::function<void()>& move);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t open_ = 0;
  std::size_t waiting_for_lock_ = 0;
  bool is_moving_ = false;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_MAP_GATE_H_
