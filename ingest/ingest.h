#ifndef COSTDB_INGEST_INGEST_H_
#define COSTDB_INGEST_INGEST_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "engine/span/span_record.h"

namespace costdb::ingest {

/// At most so many rejected spans, and so many faults, are described one by one.
inline constexpr std::size_t kMaximumExamples = 10;

/// What reading OTLP found, summed over all input.
struct IngestReport {
  std::uint64_t bytes = 0;     ///< Read from the files, before decompression.
  std::uint64_t requests = 0;  ///< ExportTraceServiceRequests.
  std::uint64_t spans = 0;     ///< Handed on.
  std::uint64_t rejected = 0;  ///< Spans that could not be taken.
  std::map<std::string, std::uint64_t> rejected_by_reason;
  /// The first few rejected spans with their place: file, line or offset, and reason.
  std::vector<std::string> rejected_examples;
  /// Places where the input could not be read. What follows such a place is read if it can be
  /// found.
  std::uint64_t faults = 0;
  std::vector<std::string> fault_examples;    ///< The first few of them.
  std::vector<std::string> incomplete_files;  ///< Those that hold faults, in order.
  bool reached_end = false;                   ///< No cancellation and no error of the sink.
  std::uint64_t contents_dropped = 0;    ///< Attributes and events with prompts or completions.
  std::uint64_t attributes_dropped = 0;  ///< Attributes too long, or of a kind that is no column.
  std::uint64_t pending_dropped = 0;     ///< Placeholders of unfinished spans.
  std::uint64_t records_skipped = 0;     ///< Metrics and logs between the traces.
};

/// How far an ingest is; called every few batches.
struct IngestProgress {
  std::uint64_t spans = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_total = 0;  ///< 0 when the input is a pipe.
};

struct IngestOptions {
  std::uint32_t spans_a_batch = 32768;
  /// With more than one, the sink takes a batch on a thread of its own while the next is read.
  std::uint32_t threads = 1;
  std::function<void(const IngestProgress&)> progress;
  const std::atomic<bool>* cancelled = nullptr;
};

/// Takes a batch of normalized spans, which it may swap for another; an error stops the ingest. It
/// is called by one thread at a time.
using BatchSink = std::function<Status(engine::SpanBatch&)>;

/// Reads OTLP traces from files, "-" being standard input: JSON (documents or lines) and protobuf
/// (one message, or 4-byte length-prefixed), each also gzip or zstd compressed; the format is found
/// from the content. Batches go to `sink` in order. What cannot be read (a file, a line, a message)
/// is a fault; all else is read all the same, and the first fault is returned at the end, with its
/// file and place. An error of the sink, or the wish of the caller (kCancelled), ends the ingest at
/// once; in the latter case what was read by then is handed on. `report` is filled in either way.
Status IngestFiles(const std::vector<std::string>& paths, const IngestOptions& options,
                   const BatchSink& sink, IngestReport* report);

/// The same for bytes in memory; `name` stands for the file in messages.
Status IngestBytes(std::string_view bytes, const std::string& name, const IngestOptions& options,
                   const BatchSink& sink, IngestReport* report);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_INGEST_H_
