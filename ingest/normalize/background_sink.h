#ifndef COSTDB_INGEST_NORMALIZE_BACKGROUND_SINK_H_
#define COSTDB_INGEST_NORMALIZE_BACKGROUND_SINK_H_

#include <condition_variable>
#include <mutex>
#include <thread>

#include "costdb/status.h"
#include "engine/span/span_record.h"
#include "ingest/ingest.h"

namespace costdb::ingest {

/// Hands batches to a sink on a thread of its own, one after another and in order, so that the next
/// are read meanwhile. At most one batch waits while one is worked on. Take and Finish are called
/// from one thread.
class BackgroundSink {
 public:
  explicit BackgroundSink(BatchSink sink);
  ~BackgroundSink();
  BackgroundSink(const BackgroundSink&) = delete;
  BackgroundSink& operator=(const BackgroundSink&) = delete;

  /// Takes what `batch` holds, and leaves it empty. Returns the error of an earlier batch, after
  /// which the sink gets no more.
  Status Take(engine::SpanBatch& batch);

  /// Waits until the sink has had all batches; the first error, if any.
  Status Finish();

 private:
  void Run();

  BatchSink sink_;
  std::mutex mutex_;
  std::condition_variable changed_;
  engine::SpanBatch waiting_;
  bool has_waiting_ = false;
  bool is_ending_ = false;
  Status status_;
  std::thread thread_;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_NORMALIZE_BACKGROUND_SINK_H_
