#ifndef COSTDB_ENGINE_STORE_STORED_SNAPSHOT_H_
#define COSTDB_ENGINE_STORE_STORED_SNAPSHOT_H_

#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/scan/preaggregates.h"
#include "engine/scan/snapshot.h"
#include "engine/store/dictionary_store.h"
#include "engine/store/environment.h"
#include "engine/store/price_store.h"
#include "engine/store/row_group_data.h"
#include "engine/store/sound_runs.h"
#include "engine/store/stored_row_group.h"
#include "engine/store/trace_runs.h"

namespace costdb::engine {

/// The head of one moment, resolved into row groups. Immutable.
using ResolvedHead = std::vector<RowGroupData>;

/// What is read once and serves every snapshot of a database: row groups change only by repricing,
/// and the resolved head is good until the head changes. Thread-safe.
class SnapshotCache {
 public:
  /// What is known of the sealed row groups that the transaction sees, by their numbers.
  Result<std::vector<std::pair<std::uint32_t, RowGroupEntry>>> SealedOf(
      const Transaction& transaction);
  /// The head as the transaction sees it, resolved. Of several who ask for the same head at once,
  /// one resolves it and the others wait for that; those who ask for another do not wait for them.
  Result<std::shared_ptr<const ResolvedHead>> HeadOf(const Transaction& transaction);
  /// Fails when a run that leads to traces does not match its checksum; each is looked at once.
  Status CheckTraceRuns(const Transaction& transaction, const TraceRuns& runs);
  PriceCache& prices() { return prices_; }

 private:
  using SharedHead = Result<std::shared_ptr<const ResolvedHead>>;
  /// Only sealing removes batches, and it makes row groups or a batch; only repricing changes them:
  /// the counters of repricings, of the next row group and of the next batch name a state of the
  /// head. None ever falls, so states are in the order of time.
  using HeadState = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t>;

  /// Fails the queries that wait for it only: the next one tries anew.
  void ForgetFailed(const HeadState& state);

  /// Repricing writes row groups anew under their numbers; what was read before goes.
  Status ForgetRepriced(const Transaction& transaction);

  PriceCache prices_;
  std::mutex mutex_;
  std::uint64_t repricings_ = 0;  ///< What the following was read after.
  std::map<std::uint32_t, RowGroupEntry> row_groups_;
  HeadState head_state_{0, 0, 0};
  std::shared_future<SharedHead> head_;  ///< The latest that was asked for; may be in the making.
  std::mutex runs_mutex_;
  SoundRuns sound_runs_;
};

/// The Snapshot of the store: one reading transaction.
class StoredSnapshot final : public Snapshot {
 public:
  static Result<std::unique_ptr<const Snapshot>> Open(std::unique_ptr<Transaction> transaction,
                                                      SnapshotCache& cache);

  const Dictionaries& dictionaries() const override { return dictionaries_; }
  std::shared_ptr<const PriceCatalog> prices() const override { return prices_; }
  const std::vector<std::unique_ptr<const RowGroup>>& row_groups() const override {
    return row_groups_;
  }
  std::size_t sealed_row_group_count() const override { return sealed_count_; }
  Result<std::optional<PreaggregateDays>> OpenPreaggregates(PreaggregateLevel level,
                                                            std::int64_t first_day,
                                                            std::int64_t last_day) const override;
  std::optional<ColumnId> FindAttribute(std::string_view key, bool of_resource) const override;
  std::vector<AttributeColumn> attribute_columns() const override;
  TraceId TraceIdOf(std::int64_t ordinal) const override;
  Result<std::optional<std::int64_t>> FindTrace(const TraceId& trace_id) const override;
  Status status() const override { return errors_.first(); }

 private:
  StoredSnapshot(std::unique_ptr<Transaction> transaction, SnapshotCache& cache)
      : transaction_(std::move(transaction)),
        cache_(cache),
        dictionaries_(*transaction_, map_mutex_, errors_) {}

  Status OpenSealed();
  Status OpenHead();
  Result<std::optional<TraceRuns>> OpenTraceRuns() const;
  /// The row groups that may have a trace, by index.
  std::vector<std::size_t> RowGroupsThatMayHave(const TraceId& trace_id,
                                                const std::optional<TraceRuns>& runs) const;
  /// The trace ids of a row group, read when first asked for.
  Result<const std::vector<TraceId>*> TraceIdsOf(std::size_t row_group) const;

  std::unique_ptr<Transaction> transaction_;
  SnapshotCache& cache_;          ///< Of the database, which outlives its snapshots.
  mutable std::mutex map_mutex_;  ///< Serializes reads through transaction_.
  mutable ErrorLatch errors_;
  DictionaryReader dictionaries_;
  std::shared_ptr<const PriceCatalog> prices_;
  std::shared_ptr<const ResolvedHead> head_;
  std::vector<std::unique_ptr<const RowGroup>> row_groups_;
  std::size_t sealed_count_ = 0;
  std::vector<const StoredRowGroup*> stored_;  ///< The same row groups.
  mutable std::mutex trace_ids_mutex_;
  mutable std::map<std::size_t, std::vector<TraceId>> trace_ids_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_STORED_SNAPSHOT_H_
