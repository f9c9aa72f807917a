#include "engine/store/database.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <optional>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/prices/price_catalog.h"
#include "engine/store/byte_codec.h"
#include "engine/store/environment.h"
#include "engine/store/head.h"
#include "engine/store/head_index.h"
#include "engine/store/integrity_check.h"
#include "engine/store/meta.h"
#include "engine/store/preaggregates.h"
#include "engine/store/price_store.h"
#include "engine/store/reprice.h"
#include "engine/store/row_group_merger.h"
#include "engine/store/sealed_row_groups.h"
#include "engine/store/sealed_traces.h"
#include "engine/store/span_codec.h"
#include "engine/store/span_coder.h"
#include "engine/store/span_intake.h"
#include "engine/store/storage_report.h"
#include "engine/store/stored_snapshot.h"
#include "engine/store/stored_span_pricer.h"

namespace costdb::engine {
namespace {

// What a batch writes, roughly. A transaction that needs more meets a full map, and is done again
// in a larger one: that costs time, so it should be rare.
constexpr std::uint64_t kHeadroomBytes = std::uint64_t{16} << 20;
constexpr std::uint64_t kHeadroomBytesPerSpan = 4096;

class StoredDatabase final : public Database {
 public:
  StoredDatabase(std::unique_ptr<Environment> environment, const DatabaseOptions& options)
      : environment_(std::move(environment)),
        coder_(PriceCatalog::SharedBuiltIn()),
        options_(options) {
    settled_unix_ms_ = NowUnixMs();
  }

  Result<AppendReport> Append(const SpanBatch& batch) override;
  Result<SealReport> SealAll(const std::function<void(double)>& progress) override;
  Result<std::unique_ptr<const Snapshot>> OpenSnapshot() const override;
  Result<StorageReport> ReportStorage() const override;
  Result<IntegrityReport> CheckIntegrity(
      const std::function<void(double)>& progress) const override;
  Result<std::shared_ptr<const PriceCatalog>> Prices() const override;
  Result<CatalogContents> PricesOfVersion(std::uint64_t version) const override;
  Result<std::vector<std::uint64_t>> PriceVersions() const override;
  Result<std::uint64_t> ChangePrices(
      const std::function<Status(CatalogContents*)>& change) override;
  Result<RepriceReport> RepriceCalls(const RepriceOptions& options) override {
    return Reprice(*environment_, cache_, options);
  }

 private:
  /// A batch of the head as it was written.
  struct WrittenBatch {
    std::uint64_t number = 0;
    EncodedBatch batch;
  };

  Result<AppendReport> AppendInside(Transaction& transaction, const SpanBatch& batch,
                                    WrittenBatch* written);
  /// Returns the batch's number.
  static Result<std::uint64_t> WriteBatch(Transaction& transaction, std::string_view batch);
  static Status WriteYoung(Transaction& transaction, std::span<const StoredSpan> young);
  /// Seals all traces but those that `policy` leaves, then merges row groups that have grown thin.
  Result<SealReport> Seal(const SealPolicy& policy, const std::function<void(double)>& progress);
  Result<SealReport> SealInside(Transaction& transaction, const SealPolicy& policy,
                                const std::function<void(double)>& progress);
  Status MergeRowGroups();
  /// Seals a part of the head when it has grown too large, and what has settled now and then; adds
  /// that to the report.
  Status RelieveHead(AppendReport* appended);
  std::int64_t NowUnixMs() const;

  std::unique_ptr<Environment> environment_;
  SpanCoder coder_;
  bool coder_is_sound_ = true;  ///< What it remembers was committed.
  SealedIds sealed_ids_;
  HeadIndex head_index_;
  std::int64_t settled_unix_ms_;  ///< When traces that have settled were last looked for.
  const DatabaseOptions options_;
  mutable SnapshotCache cache_;
};

Result<AppendReport> StoredDatabase::Append(const SpanBatch& batch) {
  AppendReport report;
  WrittenBatch written;
  const std::uint64_t headroom = kHeadroomBytes + kHeadroomBytesPerSpan * batch.spans.size();
  const Status appended = environment_->Write(headroom, [&](Transaction& transaction) -> Status {
    // Codes that an aborted transaction gave do not exist, whatever aborted it.
    if (!std::exchange(coder_is_sound_, false)) coder_.Forget();
    COSTDB_ASSIGN_OR_RETURN(report, AppendInside(transaction, batch, &written));
    return Status::Ok();
  });
  COSTDB_RETURN_IF_ERROR(appended);
  coder_is_sound_ = true;
  if (written.batch.size() != 0) head_index_.Add(written.number, written.batch);
  report.relief_status = RelieveHead(&report);
  return report;
}

Result<AppendReport> StoredDatabase::AppendInside(Transaction& transaction, const SpanBatch& batch,
                                                  WrittenBatch* written) {
  AppendReport report;
  *written = {};
  // What is there is read through a transaction of its own: its views stay put while this one
  // writes. Holding the write lock, it sees all that was committed.
  COSTDB_ASSIGN_OR_RETURN(const auto reading, environment_->BeginRead(transaction));
  COSTDB_RETURN_IF_ERROR(head_index_.Follow(*reading));
  // Another process may have changed the prices since the last batch.
  COSTDB_ASSIGN_OR_RETURN(auto catalog, cache_.prices().Load(transaction));
  coder_.UseCatalog(std::move(catalog));
  // Encoded at once, while a span is in the cache.
  BatchEncoder encoder(batch.spans.size(), NowUnixMs());
  COSTDB_RETURN_IF_ERROR(coder_.Code(
      transaction, batch, [&encoder](const CodedSpan& span) { encoder.Add(span); },
      &report.attributes_dropped));
  const StoredSpanPricer pricer(*reading, cache_.prices());
  const PriceFunction price = std::cref(pricer);
  COSTDB_ASSIGN_OR_RETURN(Intake intake, TakeIn(encoder.Finish(), price, head_index_, sealed_ids_,
                                                *reading, transaction));
  COSTDB_RETURN_IF_ERROR(pricer.status());
  report.duplicates = intake.duplicates;
  report.conflicts = intake.conflicts;
  report.late = intake.late;
  report.unsealed_spans = intake.unsealed_spans;
  report.unsealed_traces = intake.unsealed_traces;
  report.spans = intake.batch.size() - intake.unsealed_spans;
  if (intake.batch.size() != 0) {
    COSTDB_ASSIGN_OR_RETURN(written->number, WriteBatch(transaction, intake.batch.bytes));
    written->batch = std::move(intake.batch);
  }
  COSTDB_RETURN_IF_ERROR(AddToCounter(transaction, Counter::kConflictingSpans, report.conflicts));
  return report;
}

Result<std::uint64_t> StoredDatabase::WriteBatch(Transaction& transaction, std::string_view batch) {
  COSTDB_ASSIGN_OR_RETURN(const auto number, ReadCounter(transaction, Counter::kNextBatch));
  COSTDB_RETURN_IF_ERROR(transaction.Put(Table::kHead, BigEndianKey(number), batch));
  COSTDB_RETURN_IF_ERROR(WriteCounter(transaction, Counter::kNextBatch, number + 1));
  return number;
}

// Spans of one arrival stay one batch.
Status StoredDatabase::WriteYoung(Transaction& transaction, std::span<const StoredSpan> young) {
  while (!young.empty()) {
    const auto end = std::find_if(young.begin(), young.end(), [&young](const StoredSpan& span) {
      return span.arrived_unix_ms != young.front().arrived_unix_ms;
    });
    const auto batch = young.first(static_cast<std::size_t>(end - young.begin()));
    COSTDB_RETURN_IF_ERROR(
        WriteBatch(transaction, EncodeBatch(batch, young.front().arrived_unix_ms)).status());
    young = young.subspan(batch.size());
  }
  return Status::Ok();
}

std::int64_t StoredDatabase::NowUnixMs() const {
  if (options_.now_unix_ms) return options_.now_unix_ms();
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Status StoredDatabase::RelieveHead(AppendReport* appended) {
  if (head_index_.resolving_bytes() > options_.head_bytes_max) {
    const std::uint64_t spans = head_index_.size();
    COSTDB_ASSIGN_OR_RETURN(appended->relief,
                            Seal({.young_spans = spans / 4, .whole_row_groups = true}, {}));
    if (appended->relief.spans_left <= spans / 4 * 3) return Status::Ok();
    // Traces that all grow at once leave little to seal; then none may stay.
    COSTDB_ASSIGN_OR_RETURN(const SealReport rest, Seal({}, {}));
    appended->relief.Add(rest);
    return Status::Ok();
  }
  const std::int64_t now_unix_ms = NowUnixMs();
  if (now_unix_ms - settled_unix_ms_ < options_.settle_ms) return Status::Ok();
  settled_unix_ms_ = now_unix_ms;
  COSTDB_ASSIGN_OR_RETURN(appended->relief,
                          Seal({.quiet_since_unix_ms = now_unix_ms - options_.settle_ms}, {}));
  return Status::Ok();
}

Result<SealReport> StoredDatabase::SealAll(const std::function<void(double)>& progress) {
  return Seal({}, progress);
}

Result<SealReport> StoredDatabase::Seal(const SealPolicy& policy,
                                        const std::function<void(double)>& progress) {
  environment_->ClearStaleReaders();
  SealReport report;
  const std::uint64_t headroom = kHeadroomBytes + 2 * environment_->used_bytes();
  COSTDB_RETURN_IF_ERROR(environment_->Write(headroom, [&](Transaction& transaction) -> Status {
    COSTDB_ASSIGN_OR_RETURN(report, SealInside(transaction, policy, progress));
    return Status::Ok();
  }));
  if (report.traces != 0) COSTDB_RETURN_IF_ERROR(MergeRowGroups());
  return report;
}

Result<SealReport> StoredDatabase::SealInside(Transaction& transaction, const SealPolicy& policy,
                                              const std::function<void(double)>& progress) {
  COSTDB_ASSIGN_OR_RETURN(const auto reading, environment_->BeginRead(transaction));
  COSTDB_ASSIGN_OR_RETURN(Head head, Head::Read(*reading));
  SealReport report;
  const std::vector<StoredSpan> young = head.TakeYoung(policy);
  report.spans_left = young.size();
  if (head.trace_count() == 0) return report;
  COSTDB_ASSIGN_OR_RETURN(auto next, ReadCounter(transaction, Counter::kNextRowGroup));
  SealedChange change;
  const auto write = [&](const RowGroupData& data) {
    return WriteRowGroup(transaction, static_cast<std::uint32_t>(next++), data, &change);
  };
  const StoredSpanPricer pricer(*reading, cache_.prices());
  COSTDB_ASSIGN_OR_RETURN(const Head::Outcome outcome,
                          head.Resolve(std::cref(pricer), write, progress));
  COSTDB_RETURN_IF_ERROR(pricer.status());
  COSTDB_RETURN_IF_ERROR(change.Apply(transaction));
  COSTDB_RETURN_IF_ERROR(WriteCounter(transaction, Counter::kNextRowGroup, next));
  COSTDB_RETURN_IF_ERROR(AddToCounter(transaction, Counter::kConflictingSpans, outcome.conflicts));
  COSTDB_RETURN_IF_ERROR(transaction.Clear(Table::kHead));
  COSTDB_RETURN_IF_ERROR(WriteYoung(transaction, young));
  report.traces = head.trace_count();
  report.spans = outcome.spans;
  report.duplicates = outcome.duplicates;
  report.conflicts = outcome.conflicts;
  report.row_groups = outcome.row_groups;
  return report;
}

Status StoredDatabase::MergeRowGroups() {
  return environment_->Write(kHeadroomBytes, [&](Transaction& transaction) -> Status {
    COSTDB_ASSIGN_OR_RETURN(const auto reading, environment_->BeginRead(transaction));
    const StoredSpanPricer pricer(*reading, cache_.prices());
    COSTDB_RETURN_IF_ERROR(
        MergeThinRowGroups(std::cref(pricer), sealed_ids_, *reading, transaction));
    return pricer.status();
  });
}

Result<std::unique_ptr<const Snapshot>> StoredDatabase::OpenSnapshot() const {
  COSTDB_ASSIGN_OR_RETURN(auto transaction, environment_->BeginRead());
  return StoredSnapshot::Open(std::move(transaction), cache_);
}

Result<StorageReport> StoredDatabase::ReportStorage() const {
  const std::uint64_t file_bytes = environment_->used_bytes();
  COSTDB_ASSIGN_OR_RETURN(const auto transaction, environment_->BeginRead());
  return MakeStorageReport(*transaction, file_bytes);
}

Result<IntegrityReport> StoredDatabase::CheckIntegrity(
    const std::function<void(double)>& progress) const {
  COSTDB_ASSIGN_OR_RETURN(const auto transaction, environment_->BeginRead());
  const StoredSpanPricer pricer(*transaction, cache_.prices());
  COSTDB_ASSIGN_OR_RETURN(IntegrityReport report,
                          engine::CheckIntegrity(*transaction, std::cref(pricer), progress));
  COSTDB_RETURN_IF_ERROR(pricer.status());
  return report;
}

Result<std::shared_ptr<const PriceCatalog>> StoredDatabase::Prices() const {
  COSTDB_ASSIGN_OR_RETURN(const auto transaction, environment_->BeginRead());
  return cache_.prices().Load(*transaction);
}

Result<CatalogContents> StoredDatabase::PricesOfVersion(std::uint64_t version) const {
  COSTDB_ASSIGN_OR_RETURN(const auto transaction, environment_->BeginRead());
  return ReadCatalog(*transaction, version);
}

Result<std::vector<std::uint64_t>> StoredDatabase::PriceVersions() const {
  COSTDB_ASSIGN_OR_RETURN(const auto transaction, environment_->BeginRead());
  return ListCatalogVersions(*transaction);
}

Result<std::uint64_t> StoredDatabase::ChangePrices(
    const std::function<Status(CatalogContents*)>& change) {
  std::uint64_t version = 0;
  COSTDB_RETURN_IF_ERROR(
      environment_->Write(kHeadroomBytes, [&](Transaction& transaction) -> Status {
        COSTDB_ASSIGN_OR_RETURN(version, ChangeCatalog(transaction, change));
        return Status::Ok();
      }));
  return version;
}

// A file must have a version that we know.
Status Prepare(Environment& environment, bool writable) {
  if (writable) {
    return environment.Write(kHeadroomBytes, [&environment](Transaction& transaction) -> Status {
      COSTDB_RETURN_IF_ERROR(InitializeOrCheck(transaction, environment.path()));
      COSTDB_RETURN_IF_ERROR(CompletePreaggregates(transaction));
      return CompleteTraceRuns(transaction);
    });
  }
  COSTDB_ASSIGN_OR_RETURN(const auto transaction, environment.BeginRead());
  return CheckFormat(*transaction, environment.path());
}

}  // namespace

Result<std::shared_ptr<const PriceCatalog>> Database::Prices() const {
  return PriceCatalog::SharedBuiltIn();
}

Result<CatalogContents> Database::PricesOfVersion(std::uint64_t /*version*/) const {
  return CatalogContents();
}

Result<std::vector<std::uint64_t>> Database::PriceVersions() const {
  return std::vector<std::uint64_t>();
}

Result<std::uint64_t> Database::ChangePrices(
    const std::function<Status(CatalogContents*)>& /*change*/) {
  return Status::InvalidArgument("this database keeps no prices");
}

Result<RepriceReport> Database::RepriceCalls(const RepriceOptions& /*options*/) {
  return Status::InvalidArgument("this database keeps no prices");
}

Result<std::unique_ptr<Database>> Database::Open(const std::string& path,
                                                 const DatabaseOptions& options) {
  const bool writable = options.mode == OpenMode::kReadWrite;
  const auto initialize = [&path](Transaction& transaction) {
    return InitializeOrCheck(transaction, path);
  };
  COSTDB_ASSIGN_OR_RETURN(auto environment,
                          Environment::Open(path, writable, options.initial_map_bytes, initialize));
  COSTDB_RETURN_IF_ERROR(Prepare(*environment, writable));
  // A newer costdb may raise the format while this one has the file open.
  environment->CheckEach(
      [path](const Transaction& transaction) { return CheckFormat(transaction, path); });
  return std::unique_ptr<Database>(
      std::make_unique<StoredDatabase>(std::move(environment), options));
}

}  // namespace costdb::engine
