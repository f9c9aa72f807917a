#include "engine/store/trace_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/sealed_row_groups.h"

namespace costdb::engine {
namespace {

constexpr std::string_view kUnsound = "does not match its checksum";

Status Damaged(const Transaction& transaction, std::string_view what) {
  return Status::Corruption(fmt::format("{}: the table of traces {}", transaction.path(), what));
}

Result<TraceRun> OpenRun(const Transaction& transaction, std::string_view bytes) {
  const auto run = TraceRun::Open(bytes);
  if (!run) return Damaged(transaction, "is malformed");
  return *run;
}

Result<TracePlaces> ListRun(const Transaction& transaction, const TraceRun& run) {
  if (!run.IsSound()) return Damaged(transaction, kUnsound);
  return run.List();
}

// Stores a run. Runs before it that are not twice as long are merged into it: so each is at least
// twice as long as the next, unless both together would be too long, and a trace is rewritten once
// for each doubling.
Status WriteRun(Transaction& transaction, TracePlaces places) {
  for (;;) {
    COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kTraceRuns));
    COSTDB_ASSIGN_OR_RETURN(bool found, cursor.SeekAtLeast(RowGroupKey(places.row_groups.front())));
    COSTDB_ASSIGN_OR_RETURN(found, found ? cursor.Previous() : cursor.Last());
    if (!found) break;
    COSTDB_ASSIGN_OR_RETURN(const TraceRun before, OpenRun(transaction, cursor.value()));
    const std::size_t count = places.traces.size();
    const bool is_short = before.trace_count() < 2 * count;
    if (!is_short || before.trace_count() + count > kRunTracesMax) break;
    COSTDB_ASSIGN_OR_RETURN(TracePlaces merged, ListRun(transaction, before));
    merged.Append(places);
    places = std::move(merged);
    COSTDB_RETURN_IF_ERROR(transaction.Delete(Table::kTraceRuns, std::string(cursor.key())));
  }
  return transaction.Put(Table::kTraceRuns, RowGroupKey(places.row_groups.front()),
                         TraceRun::Encode(places));
}

bool HasAnyOf(const TraceRun& run, const std::vector<std::uint32_t>& sorted) {
  for (std::uint32_t i = 0; i < run.row_group_count(); ++i) {
    if (std::binary_search(sorted.begin(), sorted.end(), run.RowGroup(i))) return true;
  }
  return false;
}

Result<std::vector<std::string>> KeysOfRunsWith(const Transaction& transaction,
                                                const std::vector<std::uint32_t>& row_groups) {
  std::vector<std::string> keys;
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kTraceRuns));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
  while (found) {
    COSTDB_ASSIGN_OR_RETURN(const TraceRun run, OpenRun(transaction, cursor.value()));
    if (HasAnyOf(run, row_groups)) keys.emplace_back(cursor.key());
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
  }
  return keys;
}

Result<std::vector<std::uint32_t>> ReadHashes(const Transaction& transaction,
                                              std::uint32_t row_group) {
  std::mutex mutex;
  COSTDB_ASSIGN_OR_RETURN(const auto stored, OpenRowGroup(transaction, mutex, row_group));
  COSTDB_ASSIGN_OR_RETURN(const auto traces, stored->ReadTraceIds());
  std::vector<std::uint32_t> hashes(traces.size());
  std::transform(traces.begin(), traces.end(), hashes.begin(), HashOfTrace);
  return hashes;
}

}  // namespace

Result<std::optional<TraceRuns>> TraceRuns::Open(const Transaction& transaction) {
  COSTDB_ASSIGN_OR_RETURN(const auto filters, transaction.CountEntries(Table::kTraceFilter));
  if (filters != 0) return std::optional<TraceRuns>();
  TraceRuns opened;
  if (!transaction.Has(Table::kTraceRuns)) return std::optional(std::move(opened));
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kTraceRuns));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.Last());
  while (found) {
    COSTDB_ASSIGN_OR_RETURN(const TraceRun run, OpenRun(transaction, cursor.value()));
    opened.runs_.push_back(run);
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Previous());
  }
  return std::optional(std::move(opened));
}

Status CheckRuns(const Transaction& transaction, const TraceRuns& runs, SoundRuns* known) {
  return known->HasAll(runs.runs()) ? Status::Ok() : Damaged(transaction, kUnsound);
}

void TraceRunsChange::Add(std::uint32_t row_group, std::vector<std::uint32_t> hashes) {
  if (!hashes.empty()) added_.emplace(row_group, std::move(hashes));
}

Status TraceRunsChange::Apply(Transaction& transaction) {
  COSTDB_RETURN_IF_ERROR(ApplyRemoved(transaction));
  return ApplyAdded(transaction);
}

// One run after another, so that memory does not grow with their number. Oldest first: a run may
// be merged into the one that follows.
Status TraceRunsChange::ApplyRemoved(Transaction& transaction) {
  if (removed_.empty()) return Status::Ok();
  std::vector<std::uint32_t> removed = std::exchange(removed_, {});
  std::sort(removed.begin(), removed.end());
  COSTDB_ASSIGN_OR_RETURN(const auto keys, KeysOfRunsWith(transaction, removed));
  for (const std::string& key : keys) {
    COSTDB_ASSIGN_OR_RETURN(const auto bytes, transaction.Get(Table::kTraceRuns, key));
    COSTDB_ASSIGN_OR_RETURN(const TraceRun run, OpenRun(transaction, bytes.value_or("")));
    COSTDB_ASSIGN_OR_RETURN(TracePlaces places, ListRun(transaction, run));
    places.Remove(removed);
    COSTDB_RETURN_IF_ERROR(transaction.Delete(Table::kTraceRuns, key));
    if (places.traces.empty()) continue;
    COSTDB_RETURN_IF_ERROR(WriteRun(transaction, std::move(places)));
  }
  return Status::Ok();
}

Status TraceRunsChange::ApplyAdded(Transaction& transaction) {
  TracePlaces places;
  const auto write = [&]() -> Status {
    if (places.traces.empty()) return Status::Ok();
    std::sort(places.traces.begin(), places.traces.end());
    return WriteRun(transaction, std::exchange(places, {}));
  };
  for (const auto& [row_group, hashes] : std::exchange(added_, {})) {
    if (places.traces.size() + hashes.size() > kRunTracesMax) COSTDB_RETURN_IF_ERROR(write());
    const auto index = static_cast<std::uint32_t>(places.row_groups.size());
    places.row_groups.push_back(row_group);
    for (const std::uint32_t hash : hashes) places.traces.push_back({hash, index});
  }
  return write();
}

Status CompleteTraceRuns(Transaction& transaction) {
  COSTDB_ASSIGN_OR_RETURN(const auto filters, transaction.CountEntries(Table::kTraceFilter));
  if (filters == 0) return Status::Ok();
  COSTDB_RETURN_IF_ERROR(transaction.Clear(Table::kTraceFilter));
  COSTDB_RETURN_IF_ERROR(transaction.Clear(Table::kTraceRuns));
  TraceRunsChange change;
  std::size_t gathered = 0;
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kDirectory));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
  while (found) {
    const auto row_group = BigEndianPart<std::uint32_t>(cursor.key(), 0);
    COSTDB_ASSIGN_OR_RETURN(auto hashes, ReadHashes(transaction, row_group));
    gathered += hashes.size();
    change.Add(row_group, std::move(hashes));
    if (gathered > kRunTracesMax) {
      COSTDB_RETURN_IF_ERROR(change.Apply(transaction));
      gathered = 0;
    }
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
  }
  return change.Apply(transaction);
}

}  // namespace costdb::engine
