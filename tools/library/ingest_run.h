#ifndef COSTDB_TOOLS_LIBRARY_INGEST_RUN_H_
#define COSTDB_TOOLS_LIBRARY_INGEST_RUN_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "engine/store/database.h"
#include "ingest/ingest.h"

namespace costdb::tools {

/// What an ingest read and what the database made of it.
struct IngestRun {
  ingest::IngestReport read;
  engine::AppendReport appended;
  engine::SealReport sealed;

  /// Spans of this run that came for the first time, and those that were there before or twice
  /// among them. Together they are the spans read, as far as the database took them.
  std::uint64_t new_spans() const { return appended.spans; }
  std::uint64_t duplicates() const { return appended.duplicates; }

  /// All spans that stood in the input, whatever became of them.
  std::uint64_t spans_read() const { return read.spans + read.rejected + read.pending_dropped; }

  /// Adds what another piece of the same ingest did.
  void Add(const ingest::IngestReport& report);
};

/// Reads OTLP files ("-" is standard input) into the database, batch by batch, each durable at
/// once. Adds to `run` what was done, also when it fails.
Status IngestFilesInto(const std::vector<std::string>& paths, const ingest::IngestOptions& options,
                       engine::Database* database, IngestRun* run);

/// Opens a database, or returns the one that it has opened before.
using DatabaseOpener = std::function<Result<engine::Database*>()>;

/// The same, into a database that is opened when the first spans have been read.
Status IngestFilesInto(const std::vector<std::string>& paths, const ingest::IngestOptions& options,
                       const DatabaseOpener& open, IngestRun* run);

/// The same for bytes in memory; `name` stands for the file in messages.
Status IngestBytesInto(std::string_view bytes, const std::string& name,
                       const ingest::IngestOptions& options, engine::Database* database,
                       IngestRun* run);

/// Seals what the head holds, and adds to `run` what was found. `progress` may be empty.
Status SealInto(const std::function<void(double)>& progress, engine::Database* database,
                IngestRun* run);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_LIBRARY_INGEST_RUN_H_
