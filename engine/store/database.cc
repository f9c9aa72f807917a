#include "engine/store/database.h"

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <iterator>
#include <optional>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/prices/price_catalog.h"
#include "engine/store/byte_codec.h"
#include "engine/store/environment.h"
#include "engine/store/head.h"
#include "engine/store/meta.h"
#include "engine/store/price_store.h"
#include "engine/store/reprice.h"
#include "engine/store/sealed_row_groups.h"
#include "engine/store/sealed_traces.h"
#include "engine/store/span_codec.h"
#include "engine/store/span_coder.h"
#include "engine/store/storage_report.h"
#include "engine/store/stored_snapshot.h"

namespace costdb::engine {
namespace {

// Far more than a batch or a sealing can write, so that a transaction never meets a full map.
constexpr std::uint64_t kHeadroomBytes = std::uint64_t{16} << 20;
constexpr std::uint64_t kHeadroomBytesPerSpan = 4096;

class StoredDatabase final : public Database {
 public:
  StoredDatabase(std::unique_ptr<Environment> environment, const DatabaseOptions& options)
      : environment_(std::move(environment)),
        coder_(PriceCatalog::SharedBuiltIn()),
        head_spans_max_(options.head_spans_max) {}

  Result<AppendReport> Append(const SpanBatch& batch) override;
  Result<SealReport> SealAll(const std::function<void(double)>& progress) override;
  Result<std::unique_ptr<const Snapshot>> OpenSnapshot() const override;
  Result<StorageReport> ReportStorage() const override;
  Result<std::shared_ptr<const PriceCatalog>> Prices() const override;
  Result<CatalogContents> PricesOfVersion(std::uint64_t version) const override;
  Result<std::vector<std::uint64_t>> PriceVersions() const override;
  Result<std::uint64_t> ChangePrices(
      const std::function<Status(CatalogContents*)>& change) override;
  Result<RepriceReport> RepriceCalls(const RepriceOptions& options) override {
    return Reprice(*environment_, cache_, options);
  }

 private:
  Result<AppendReport> AppendInside(Transaction& transaction, const SpanBatch& batch);
  /// Drops spans that are sealed already, and unseals the traces that the others belong to: their
  /// spans go into the batch before the late ones.
  Status MeetSealed(Transaction& transaction, std::vector<CodedSpan>* spans, AppendReport* report);
  Status WriteBatch(Transaction& transaction, std::string_view batch);
  /// Seals all but the traces with a span among the last `young_spans` that arrived.
  Result<SealReport> Seal(std::uint64_t young_spans, const std::function<void(double)>& progress);
  /// Seals a part of the head when it has grown too large, and adds that to the report.
  Status RelieveHead(AppendReport* appended);

  std::unique_ptr<Environment> environment_;
  SpanCoder coder_;
  SealedIds sealed_ids_;
  std::uint64_t head_spans_ = 0;  ///< Appended by this process and not sealed since.
  const std::uint64_t head_spans_max_;
  mutable SnapshotCache cache_;
};

Result<AppendReport> StoredDatabase::Append(const SpanBatch& batch) {
  COSTDB_ASSIGN_OR_RETURN(
      const auto transaction,
      environment_->BeginWrite(kHeadroomBytes + kHeadroomBytesPerSpan * batch.spans.size()));
  // Codes that an aborted transaction gave do not exist, whatever aborted it.
  auto forget = std::unique_ptr<SpanCoder, void (*)(SpanCoder*)>(
      &coder_, [](SpanCoder* coder) { coder->Forget(); });
  COSTDB_ASSIGN_OR_RETURN(AppendReport report, AppendInside(*transaction, batch));
  COSTDB_RETURN_IF_ERROR(transaction->Commit());
  static_cast<void>(forget.release());
  const Status relieved = RelieveHead(&report);
  if (relieved.ok()) return report;
  return Status(relieved.code(),
                "the batch is durable, but sealing after it failed: " + relieved.message());
}

Result<AppendReport> StoredDatabase::AppendInside(Transaction& transaction,
                                                  const SpanBatch& batch) {
  AppendReport report;
  // Another process may have changed the prices since the last batch.
  COSTDB_ASSIGN_OR_RETURN(auto catalog, cache_.prices().Load(transaction));
  coder_.UseCatalog(std::move(catalog));
  COSTDB_ASSIGN_OR_RETURN(auto spans, coder_.Code(transaction, batch, &report.attributes_dropped));
  COSTDB_RETURN_IF_ERROR(MeetSealed(transaction, &spans, &report));
  if (!spans.empty()) COSTDB_RETURN_IF_ERROR(WriteBatch(transaction, EncodeBatch(spans)));
  return report;
}

Status StoredDatabase::MeetSealed(Transaction& transaction, std::vector<CodedSpan>* spans,
                                  AppendReport* report) {
  COSTDB_ASSIGN_OR_RETURN(const auto row_groups, transaction.CountEntries(Table::kTraceFilter));
  if (row_groups == 0) {
    report->spans = spans->size();
    return Status::Ok();
  }
  sealed_ids_.Trim();
  SealedTraces sealed(transaction, sealed_ids_);
  absl::flat_hash_map<TraceId, std::optional<TraceLocation>> locations;
  absl::flat_hash_set<TraceId> unsealed;
  std::vector<CodedSpan> kept;
  kept.reserve(spans->size());
  for (CodedSpan& span : *spans) {
    const auto [entry, is_new] = locations.try_emplace(span.trace_id);
    if (is_new) {
      COSTDB_ASSIGN_OR_RETURN(entry->second, sealed.Find(span.trace_id));
    }
    if (entry->second) {
      COSTDB_ASSIGN_OR_RETURN(const bool is_known, sealed.HasSpan(*entry->second, span.span_id));
      if (is_known) {
        ++report->duplicates;
        continue;
      }
      ++report->late;
      if (unsealed.insert(span.trace_id).second) {
        COSTDB_ASSIGN_OR_RETURN(auto earlier, sealed.Unseal(*entry->second));
        report->unsealed_spans += earlier.size();
        std::move(earlier.begin(), earlier.end(), std::back_inserter(kept));
      }
    }
    ++report->spans;
    kept.push_back(std::move(span));
  }
  report->unsealed_traces = unsealed.size();
  *spans = std::move(kept);
  return sealed.Finish();
}

Status StoredDatabase::WriteBatch(Transaction& transaction, std::string_view batch) {
  COSTDB_ASSIGN_OR_RETURN(const auto number, ReadCounter(transaction, Counter::kNextBatch));
  COSTDB_RETURN_IF_ERROR(transaction.Put(Table::kHead, BigEndianKey(number), batch));
  return WriteCounter(transaction, Counter::kNextBatch, number + 1);
}

Status StoredDatabase::RelieveHead(AppendReport* appended) {
  head_spans_ += appended->spans + appended->unsealed_spans;
  if (head_spans_ <= head_spans_max_) return Status::Ok();
  COSTDB_ASSIGN_OR_RETURN(appended->relief, Seal(head_spans_max_ / 4, {}));
  if (head_spans_ <= head_spans_max_ / 2) return Status::Ok();
  // Traces that all grow at once leave little to seal; then none may stay.
  COSTDB_ASSIGN_OR_RETURN(const SealReport rest, Seal(0, {}));
  appended->relief.Add(rest);
  return Status::Ok();
}

Result<SealReport> StoredDatabase::SealAll(const std::function<void(double)>& progress) {
  return Seal(0, progress);
}

Result<SealReport> StoredDatabase::Seal(std::uint64_t young_spans,
                                        const std::function<void(double)>& progress) {
  COSTDB_ASSIGN_OR_RETURN(
      const auto transaction,
      environment_->BeginWrite(kHeadroomBytes + 2 * environment_->used_bytes()));
  // The head is read through a transaction of its own: its views then stay put while this one
  // writes. Holding the write lock, it sees all that was committed.
  COSTDB_ASSIGN_OR_RETURN(const auto reading, environment_->BeginRead());
  COSTDB_ASSIGN_OR_RETURN(Head head, Head::Read(*reading));
  SealReport report;
  if (head.trace_count() == 0) return report;
  const std::vector<StoredSpan> young = head.TakeYoung(young_spans);
  COSTDB_ASSIGN_OR_RETURN(auto next, ReadCounter(*transaction, Counter::kNextRowGroup));
  const auto write = [&](const RowGroupData& data) {
    return WriteRowGroup(*transaction, static_cast<std::uint32_t>(next++), data);
  };
  COSTDB_ASSIGN_OR_RETURN(const Head::Outcome outcome, head.Resolve(write, progress));
  COSTDB_RETURN_IF_ERROR(WriteCounter(*transaction, Counter::kNextRowGroup, next));
  COSTDB_RETURN_IF_ERROR(transaction->Clear(Table::kHead));
  if (!young.empty()) COSTDB_RETURN_IF_ERROR(WriteBatch(*transaction, EncodeBatch(young)));
  COSTDB_RETURN_IF_ERROR(transaction->Commit());
  head_spans_ = young.size();
  report.spans_left = young.size();
  report.traces = head.trace_count();
  report.spans = outcome.spans;
  report.duplicates = outcome.duplicates;
  report.row_groups = outcome.row_groups;
  return report;
}

Result<std::unique_ptr<const Snapshot>> StoredDatabase::OpenSnapshot() const {
  COSTDB_ASSIGN_OR_RETURN(auto transaction, environment_->BeginRead());
  return StoredSnapshot::Open(std::move(transaction), cache_);
}

Result<StorageReport> StoredDatabase::ReportStorage() const {
  COSTDB_ASSIGN_OR_RETURN(const auto transaction, environment_->BeginRead());
  COSTDB_ASSIGN_OR_RETURN(StorageReport report, MakeStorageReport(*transaction));
  report.file_bytes = environment_->used_bytes();
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
  COSTDB_ASSIGN_OR_RETURN(const auto transaction, environment_->BeginWrite(kHeadroomBytes));
  COSTDB_ASSIGN_OR_RETURN(const std::uint64_t version, ChangeCatalog(*transaction, change));
  COSTDB_RETURN_IF_ERROR(transaction->Commit());
  return version;
}

// A new file gets its format version; an old one must have a version that we know.
Status Prepare(Environment& environment, bool writable) {
  if (writable) {
    COSTDB_ASSIGN_OR_RETURN(const auto transaction, environment.BeginWrite(kHeadroomBytes));
    COSTDB_RETURN_IF_ERROR(InitializeOrCheck(*transaction, environment.path()));
    return transaction->Commit();
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
  COSTDB_ASSIGN_OR_RETURN(auto environment,
                          Environment::Open(path, writable, options.initial_map_bytes));
  COSTDB_RETURN_IF_ERROR(Prepare(*environment, writable));
  return std::unique_ptr<Database>(
      std::make_unique<StoredDatabase>(std::move(environment), options));
}

}  // namespace costdb::engine
