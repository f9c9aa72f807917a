#include "ingest/normalize/background_sink.h"

#include <utility>

namespace costdb::ingest {

BackgroundSink::BackgroundSink(BatchSink sink)
    : sink_(std::move(sink)), thread_([this] { Run(); }) {}

BackgroundSink::~BackgroundSink() {
  static_cast<void>(Finish());
}

Status BackgroundSink::Take(engine::SpanBatch& batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !has_waiting_ || !status_.ok(); });
  if (!status_.ok()) return status_;
  std::swap(waiting_, batch);
  batch.Clear();
  has_waiting_ = true;
  changed_.notify_all();
  return Status::Ok();
}

Status BackgroundSink::Finish() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  return status_;
}

void BackgroundSink::Run() {
  engine::SpanBatch batch;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return has_waiting_ || is_ending_; });
      if (!has_waiting_) return;
      std::swap(waiting_, batch);
      has_waiting_ = false;
      changed_.notify_all();
    }
    Status status = sink_(batch);
    if (status.ok()) continue;
    const std::lock_guard lock(mutex_);
    status_ = std::move(status);
    changed_.notify_all();
    return;
  }
}

}  // namespace costdb::ingest
