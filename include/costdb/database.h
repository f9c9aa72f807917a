#ifndef COSTDB_DATABASE_H_
#define COSTDB_DATABASE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/query_result.h"
#include "costdb/status.h"
#include "costdb/value.h"

namespace costdb {

/// How a database is opened.
struct OpenOptions {
  /// Ingest and Seal are refused, and the file must exist. Otherwise it is created when it does
  /// not.
  bool read_only = false;
  /// Threads that one query may use; 0: as many as the machine has cores.
  std::uint32_t query_threads = 0;
};

/// What one Ingest took in.
struct IngestResult {
  std::uint64_t spans = 0;       ///< New spans, now durable.
  std::uint64_t duplicates = 0;  ///< Spans known to be there already; counted once.
  std::uint64_t late = 0;        ///< Of `spans`, those whose trace was sealed before.
  std::uint64_t rejected = 0;    ///< Spans that cannot be read.
  /// Why spans were rejected, and how often.
  std::map<std::string, std::uint64_t> rejected_by_reason;
  /// Attributes and events with prompts or completions; they are not stored.
  std::uint64_t contents_dropped = 0;
};

/// Values of $1 (under the name "1") and :name.
using Parameters = std::map<std::string, Value>;

/// One costdb database: a file of LLM calls with their cost. Any number of processes may have the
/// file open; one at a time writes, the others read consistent snapshots meanwhile.
///
/// Query may be called from any number of threads at once, also while one thread is in Ingest or
/// Seal. Ingest and Seal are called from one thread at a time.
class Database {
 public:
  /// Opens the database file `path`. Fails when it is no database, when it is of a newer format, or
  /// when it cannot be read.
  static Result<std::unique_ptr<Database>> Open(const std::string& path,
                                                const OpenOptions& options = {});

  /// Closes the file. No other method may be running.
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Takes OTLP trace data as an exporter sends it: JSON (a document, or one a line) or protobuf
  /// (one ExportTraceServiceRequest, or several, each after a 4-byte big-endian length), plain or
  /// compressed with gzip or zstd. When it returns ok, what it took is durable. Spans that are
  /// no good are counted in the result; bytes that cannot be read are an error that names the first
  /// such place, and all spans that can be read are kept.
  Result<IngestResult> Ingest(std::string_view otlp);

  /// The same for files; "-" is standard input.
  Result<IngestResult> IngestFiles(const std::vector<std::string>& paths);

  /// Turns all that was ingested into compressed columns. Queries see the same before and after,
  /// and are faster after. Best called when traces are complete: a span that comes later still
  /// finds its trace, which is then sealed anew.
  Status Seal();

  /// Runs one CostQL statement (after any SET statements, with ';' between) in a snapshot of its
  /// own. An error's message shows the place with a caret.
  Result<QueryResult> Query(std::string_view costql, const Parameters& parameters = {}) const;

 private:
  struct Implementation;
  explicit Database(std::unique_ptr<Implementation> implementation);

  std::unique_ptr<Implementation> implementation_;
};

}  // namespace costdb

#endif  // COSTDB_DATABASE_H_
