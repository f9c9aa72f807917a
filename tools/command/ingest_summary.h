#ifndef COSTDB_TOOLS_COMMAND_INGEST_SUMMARY_H_
#define COSTDB_TOOLS_COMMAND_INGEST_SUMMARY_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "costdb/int128.h"
#include "costdb/status.h"
#include "engine/store/database.h"
#include "tools/library/ingest_run.h"

namespace costdb::tools {

/// How much a database holds.
struct DatabaseSize {
  Int128 calls = 0;
  Int128 traces = 0;
  Int128 cost_pico = 0;
};

/// What of it should be looked at.
struct DatabaseDoubts {
  Int128 ambiguous_calls = 0;  ///< Calls whose input may or may not include the cached tokens.
  Int128 unmetered_calls = 0;  ///< Calls that report no usage.
  /// Models without a price and their calls that report usage, most calls first.
  std::vector<std::pair<std::string, Int128>> unpriced_models;
};

/// By query: the size from statistics alone, however large the database is; doubts read columns.
Result<DatabaseSize> QuerySize(const engine::Database& database);
Result<DatabaseDoubts> QueryDoubts(const engine::Database& database);

/// One run of `costdb ingest`.
struct IngestSummary {
  const IngestRun& run;
  /// Of the whole database when it began and when it ended. Other processes may have written
  /// meanwhile, and spans may change what earlier ones are billed: their difference is not the
  /// run's.
  const DatabaseSize& before;
  const DatabaseSize& after;
  const DatabaseDoubts& doubts;  ///< When it ended.
  double seconds = 0;
  bool has_database = true;  ///< False when nothing was read for a database that is not there yet.
};

/// Why the run did not do all that was asked for: faults of the input and rejected spans, which one
/// should mend and send again. Ok when there are none.
Status ShortfallOf(const IngestRun& run);

/// For people, several lines.
std::string SummaryText(const IngestSummary& summary, const std::string& database_path);

/// For programs, one line; money as exact decimals.
std::string SummaryJson(const IngestSummary& summary);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_COMMAND_INGEST_SUMMARY_H_
