#include "engine/store/map_gate.h"

namespace costdb::engine {

void MapGate::Enter() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !is_moving_; });
  ++open_;
}

void MapGate::EnterBeside() {
  const std::lock_guard lock(mutex_);
  ++open_;
}

void MapGate::Leave() {
  {
    const std::lock_guard lock(mutex_);
    --open_;
  }
  changed_.notify_all();
}

void MapGate::BeginWaitForLock() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !is_moving_; });
  ++waiting_for_lock_;
}

void MapGate::EndWaitForLock(bool has_lock) {
  {
    const std::lock_guard lock(mutex_);
    --waiting_for_lock_;
    if (has_lock) ++open_;
  }
  changed_.notify_all();
}

bool MapGate::Move(std::chrono::milliseconds patience, const std::function<void()>& move) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !is_moving_; });
  is_moving_ = true;
  changed_.wait(lock, [this] { return waiting_for_lock_ == 0; });
  const bool is_free = changed_.wait_for(lock, patience, [this] { return open_ == 0; });
  if (is_free) move();
  is_moving_ = false;
  lock.unlock();
  changed_.notify_all();
  return is_free;
}

}  // namespace costdb::engine
