#include "engine/store/stored_snapshot.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/head.h"
#include "engine/store/meta.h"
#include "engine/store/preaggregates.h"
#include "engine/store/row_group_in_memory.h"
#include "engine/store/sealed_row_groups.h"
#include "engine/store/stored_span_pricer.h"
#include "engine/store/trace_runs.h"

namespace costdb::engine {
namespace {

Result<std::shared_ptr<const ResolvedHead>> Resolve(const Transaction& transaction,
                                                    PriceCache& prices) {
  COSTDB_ASSIGN_OR_RETURN(const Head head, Head::Read(transaction));
  auto resolved = std::make_shared<ResolvedHead>();
  const auto keep = [&resolved](RowGroupData data) {
    resolved->push_back(std::move(data));
    return Status::Ok();
  };
  const StoredSpanPricer pricer(transaction, prices);
  COSTDB_RETURN_IF_ERROR(head.Resolve(std::cref(pricer), keep, {}).status());
  COSTDB_RETURN_IF_ERROR(pricer.status());
  return std::shared_ptr<const ResolvedHead>(std::move(resolved));
}

}  // namespace

Status SnapshotCache::CheckTraceRuns(const Transaction& transaction, const TraceRuns& runs) {
  const std::lock_guard lock(runs_mutex_);
  return CheckRuns(transaction, runs, &sound_runs_);
}

Status SnapshotCache::ForgetRepriced(const Transaction& transaction) {
  COSTDB_ASSIGN_OR_RETURN(const auto repricings, ReadCounter(transaction, Counter::kRepricings));
  if (repricings == repricings_) return Status::Ok();
  repricings_ = repricings;
  row_groups_.clear();
  return Status::Ok();
}

Result<std::vector<std::pair<std::uint32_t, RowGroupEntry>>> SnapshotCache::SealedOf(
    const Transaction& transaction) {
  const std::lock_guard lock(mutex_);
  COSTDB_RETURN_IF_ERROR(ForgetRepriced(transaction));
  std::vector<std::pair<std::uint32_t, RowGroupEntry>> entries;
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kDirectory));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
  while (found) {
    const auto number = BigEndianPart<std::uint32_t>(cursor.key(), 0);
    auto known = row_groups_.find(number);
    if (known == row_groups_.end()) {
      COSTDB_ASSIGN_OR_RETURN(auto directory, ReadDirectory(transaction, number));
      const RowGroupEntry entry(std::move(directory), std::make_shared<CheckedColumns>());
      known = row_groups_.emplace(number, entry).first;
    }
    entries.emplace_back(*known);
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
  }
  return entries;
}

Result<std::shared_ptr<const ResolvedHead>> SnapshotCache::HeadOf(const Transaction& transaction) {
  COSTDB_ASSIGN_OR_RETURN(const auto next_batch, ReadCounter(transaction, Counter::kNextBatch));
  COSTDB_ASSIGN_OR_RETURN(const auto next_row_group,
                          ReadCounter(transaction, Counter::kNextRowGroup));
  COSTDB_ASSIGN_OR_RETURN(const auto repricings, ReadCounter(transaction, Counter::kRepricings));
  const HeadState state(repricings, next_row_group, next_batch);
  std::promise<SharedHead> promise;
  {
    std::unique_lock lock(mutex_);
    if (head_.valid() && head_state_ == state) {
      const std::shared_future<SharedHead> head = head_;
      lock.unlock();
      return head.get();
    }
    if (head_.valid() && state < head_state_) {
      // An older snapshot: what it needs is of no use to those who come.
      lock.unlock();
      return Resolve(transaction, prices_);
    }
    head_state_ = state;
    head_ = promise.get_future().share();
  }
  SharedHead head = Resolve(transaction, prices_);
  if (!head.ok()) ForgetFailed(state);
  promise.set_value(head);
  return head;
}

void SnapshotCache::ForgetFailed(const HeadState& state) {
  const std::lock_guard lock(mutex_);
  if (head_state_ == state) head_ = {};
}

Result<std::unique_ptr<const Snapshot>> StoredSnapshot::Open(
    std::unique_ptr<Transaction> transaction, SnapshotCache& cache) {
  std::unique_ptr<StoredSnapshot> snapshot(new StoredSnapshot(std::move(transaction), cache));
  COSTDB_ASSIGN_OR_RETURN(snapshot->prices_, cache.prices().Load(*snapshot->transaction_));
  COSTDB_RETURN_IF_ERROR(snapshot->OpenSealed());
  COSTDB_RETURN_IF_ERROR(snapshot->OpenHead());
  return std::unique_ptr<const Snapshot>(std::move(snapshot));
}

Status StoredSnapshot::OpenSealed() {
  COSTDB_ASSIGN_OR_RETURN(auto sealed, cache_.SealedOf(*transaction_));
  for (auto& [number, entry] : sealed) {
    COSTDB_ASSIGN_OR_RETURN(
        auto row_group,
        OpenRowGroup(*transaction_, map_mutex_, &dictionaries_, number,
                     static_cast<std::uint32_t>(row_groups_.size()), std::move(entry)));
    stored_.push_back(row_group.get());
    row_groups_.push_back(std::move(row_group));
  }
  return Status::Ok();
}

Status StoredSnapshot::OpenHead() {
  sealed_count_ = row_groups_.size();
  COSTDB_ASSIGN_OR_RETURN(head_, cache_.HeadOf(*transaction_));
  for (const RowGroupData& data : *head_) {
    auto row_group =
        OpenInMemory(std::shared_ptr<const RowGroupData>(head_, &data), transaction_->path(),
                     static_cast<std::uint32_t>(row_groups_.size()), &dictionaries_);
    stored_.push_back(row_group.get());
    row_groups_.push_back(std::move(row_group));
  }
  return Status::Ok();
}

std::optional<ColumnId> StoredSnapshot::FindAttribute(std::string_view key,
                                                      bool of_resource) const {
  const auto code = dictionaries_.CodeOf(of_resource ? kResourceKeys : kAttributeKeys, key);
  if (!code) return std::nullopt;
  return AttributeColumnOf(*code, of_resource);
}

std::vector<AttributeColumn> StoredSnapshot::attribute_columns() const {
  std::vector<AttributeColumn> columns;
  for (const bool of_resource : {false, true}) {
    dictionaries_.ForEach(of_resource ? kResourceKeys : kAttributeKeys,
                          [&](TextCode code, std::string_view key) {
                            std::string name(of_resource ? "resource['" : "attr['");
                            name.append(key).append("']");
                            columns.push_back({AttributeColumnOf(code, of_resource), name});
                          });
  }
  return columns;
}

Result<std::optional<PreaggregateDays>> StoredSnapshot::OpenPreaggregates(
    PreaggregateLevel level, std::int64_t first_day, std::int64_t last_day) const {
  const std::lock_guard lock(map_mutex_);
  return OpenPreaggregateDays(*transaction_, level, first_day, last_day, &dictionaries_);
}

Result<const std::vector<TraceId>*> StoredSnapshot::TraceIdsOf(std::size_t row_group) const {
  const std::lock_guard lock(trace_ids_mutex_);
  const auto known = trace_ids_.find(row_group);
  if (known != trace_ids_.end()) return &known->second;
  COSTDB_ASSIGN_OR_RETURN(auto ids, stored_[row_group]->ReadTraceIds());
  return &trace_ids_.emplace(row_group, std::move(ids)).first->second;
}

TraceId StoredSnapshot::TraceIdOf(std::int64_t ordinal) const {
  const auto row_group = static_cast<std::size_t>(static_cast<std::uint64_t>(ordinal) >> 32);
  const auto trace = static_cast<std::size_t>(ordinal & 0xFFFF'FFFF);
  if (row_group >= stored_.size()) {
    errors_.Record(Status::Internal("a trace of a row group that is not there"));
    return {};
  }
  const auto ids = TraceIdsOf(row_group);
  if (ids.ok() && trace < (*ids)->size()) return (**ids)[trace];
  errors_.Record(ids.ok() ? Status::Internal("a trace that its row group does not have")
                          : ids.status());
  return {};
}

Result<std::optional<TraceRuns>> StoredSnapshot::OpenTraceRuns() const {
  const std::lock_guard lock(map_mutex_);
  return TraceRuns::Open(*transaction_);
}

std::vector<std::size_t> StoredSnapshot::RowGroupsThatMayHave(
    const TraceId& trace_id, const std::optional<TraceRuns>& runs) const {
  const std::uint32_t hash = HashOfTrace(trace_id);
  std::vector<std::uint32_t> numbers;
  if (runs) {
    for (const TraceRun& run : runs->runs()) run.Find(hash, &numbers);
  }
  const auto may_have = [&](std::size_t i) {
    if (i < sealed_count_) {
      return !runs || std::find(numbers.begin(), numbers.end(), stored_[i]->place().row_group) !=
                          numbers.end();
    }
    const std::vector<std::uint32_t>& hashes = (*head_)[i - sealed_count_].trace_hashes;
    return std::find(hashes.begin(), hashes.end(), hash) != hashes.end();
  };
  std::vector<std::size_t> row_groups;
  for (std::size_t i = 0; i < stored_.size(); ++i) {
    if (may_have(i)) row_groups.push_back(i);
  }
  return row_groups;
}

Result<std::optional<std::int64_t>> StoredSnapshot::FindTrace(const TraceId& trace_id) const {
  COSTDB_ASSIGN_OR_RETURN(const auto runs, OpenTraceRuns());
  for (const std::size_t i : RowGroupsThatMayHave(trace_id, runs)) {
    COSTDB_ASSIGN_OR_RETURN(const auto* ids, TraceIdsOf(i));
    const auto found = std::find(ids->begin(), ids->end(), trace_id);
    if (found == ids->end()) continue;
    const auto trace = static_cast<std::uint32_t>(found - ids->begin());
    const auto& deletions = stored_[i]->deletions();
    if (deletions && deletions->IsDeleted(Section::kTraces, trace)) continue;
    return std::optional(TraceOrdinal(static_cast<std::uint32_t>(i), trace));
  }
  // That there is none is only known of runs that are as they were written.
  if (runs) COSTDB_RETURN_IF_ERROR(cache_.CheckTraceRuns(*transaction_, *runs));
  return std::optional<std::int64_t>();
}

}  // namespace costdb::engine
