#ifndef COSTDB_ENGINE_STORE_DATABASE_H_
#define COSTDB_ENGINE_STORE_DATABASE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "costdb/status.h"
#include "engine/scan/snapshot.h"
#include "engine/span/span_record.h"
#include "engine/store/integrity_report.h"

namespace costdb::engine {

enum class OpenMode {
  kReadOnly,   ///< The file must exist.
  kReadWrite,  ///< The file is created when it does not exist.
};

struct DatabaseOptions {
  OpenMode mode = OpenMode::kReadWrite;
  /// Address space reserved for the map at first; the file takes only what it needs, and the map
  /// grows by itself. Tests make it small.
  std::uint64_t initial_map_bytes = std::uint64_t{1} << 38;
  /// Memory that resolving the head may take, about. When an Append makes the head larger, the
  /// traces that have been quiet longest are sealed at once; a span that comes for one of them
  /// later takes it back.
  std::uint64_t head_bytes_max = std::uint64_t{256} << 20;
  /// A trace of which no span has arrived for so long is sealed by the next Append.
  std::int64_t settle_ms = 60'000;
  /// The time, in milliseconds since the Unix epoch; the system's clock when empty. For tests.
  std::function<std::int64_t()> now_unix_ms = {};
};

class PriceCatalog;      // engine/prices/price_catalog.h
struct CatalogContents;  // engine/prices/price_catalog.h

struct RepriceOptions;  // engine/store/reprice.h
struct RepriceReport;   // engine/store/reprice.h

/// What one Seal did.
struct SealReport {
  std::uint64_t traces = 0;
  std::uint64_t spans = 0;
  std::uint64_t duplicates = 0;  ///< Resent spans that an older costdb took in; dropped.
  std::uint64_t conflicts = 0;   ///< Of these, the ones that differ from the span kept.
  std::uint64_t row_groups = 0;
  std::uint64_t spans_left = 0;  ///< Still in the head.

  /// Adds what a later sealing did.
  void Add(const SealReport& later) {
    traces += later.traces;
    spans += later.spans;
    duplicates += later.duplicates;
    conflicts += later.conflicts;
    row_groups += later.row_groups;
    spans_left = later.spans_left;
  }
};

/// What one Append did.
struct AppendReport {
  std::uint64_t spans = 0;               ///< New spans taken in.
  std::uint64_t duplicates = 0;          ///< Spans that the database already had; dropped.
  std::uint64_t conflicts = 0;           ///< Of these, the ones that differ from the span kept.
  std::uint64_t late = 0;                ///< Of `spans`, those of traces that were sealed.
  std::uint64_t unsealed_spans = 0;      ///< Earlier spans of those traces, in the head again.
  std::uint64_t unsealed_traces = 0;     ///< Sealed traces that late spans took back to the head.
  SealReport relief;                     ///< Of the sealing that relieved a large head, if any.
  Status relief_status;                  ///< How that sealing went; the batch is durable anyway.
  std::uint64_t attributes_dropped = 0;  ///< Attributes beyond the limit of distinct keys.
};

/// One stored column of the whole database, for `costdb stats`.
struct ColumnStorage {
  std::string name;
  std::uint64_t bytes = 0;                                       ///< Of all rows, dead ones too.
  std::uint64_t rows = 0;                                        ///< That count.
  std::uint64_t dead_rows = 0;                                   ///< Deleted, but still stored.
  std::vector<std::pair<std::string, std::uint32_t>> encodings;  ///< Name, row groups that use it.
};

/// What `costdb stats` shows.
struct StorageReport {
  std::uint64_t file_bytes = 0;
  /// What the file's bytes are for, whole pages each; together they are file_bytes.
  std::vector<std::pair<std::string, std::uint64_t>> parts;
  std::uint64_t spans = 0;
  std::uint64_t calls = 0;
  std::uint64_t traces = 0;
  std::uint64_t head_spans = 0;
  std::uint64_t head_traces = 0;
  std::uint64_t head_batches = 0;
  std::uint64_t head_bytes = 0;
  std::uint64_t row_groups = 0;
  std::uint64_t deleted_spans = 0;      ///< Rows of row groups that no longer count.
  std::uint64_t conflicting_spans = 0;  ///< Dropped: they had the id of another span.
  std::uint64_t dictionary_entries = 0;
  std::uint64_t dictionary_bytes = 0;
  std::int64_t first_unix_ns = 0;      ///< Start of the earliest span that counts, or kNullInteger.
  std::int64_t last_unix_ns = 0;       ///< Start of the latest span that counts.
  std::vector<ColumnStorage> columns;  ///< Calls and other spans, largest first.
};

/// One database file. Append and Seal may be called from one thread at a time; OpenSnapshot from
/// any. Several processes may have the file open; one writes at a time.
class Database {
 public:
  virtual ~Database() = default;

  static Result<std::unique_ptr<Database>> Open(const std::string& path,
                                                const DatabaseOptions& options);

  /// Makes a batch durable in one transaction: when it returns ok, the batch survives a crash; when
  /// it fails, nothing of it is stored.
  virtual Result<AppendReport> Append(const SpanBatch& batch) = 0;

  /// Seals every trace of the head into row groups, in one transaction. `progress` is called with
  /// the share done, in [0, 1]; it may be empty.
  virtual Result<SealReport> SealAll(const std::function<void(double)>& progress) = 0;

  virtual Result<std::unique_ptr<const Snapshot>> OpenSnapshot() const = 0;

  /// The prices that hold now. A database that keeps none has the built-in ones, and refuses to
  /// change them.
  virtual Result<std::shared_ptr<const PriceCatalog>> Prices() const;
  /// An earlier version of them (0: none but the built-in ones), and the numbers of all.
  virtual Result<CatalogContents> PricesOfVersion(std::uint64_t version) const;
  virtual Result<std::vector<std::uint64_t>> PriceVersions() const;

  /// Changes the catalog's contents, in one transaction, and returns the number of the new version.
  /// Nothing changes when `change` fails or what it made is refused.
  virtual Result<std::uint64_t> ChangePrices(const std::function<Status(CatalogContents*)>& change);

  /// Prices what is stored again by the prices that hold now; reprice.h has the contract.
  virtual Result<RepriceReport> RepriceCalls(const RepriceOptions& options);

  virtual Result<StorageReport> ReportStorage() const = 0;

  /// Reads and verifies everything; integrity_check.h says what.
  virtual Result<IntegrityReport> CheckIntegrity(
      const std::function<void(double)>& progress) const = 0;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_DATABASE_H_
