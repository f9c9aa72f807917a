#include "engine/store/sealed_traces.h"

#include <algorithm>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/sealed_row_groups.h"
#include "engine/trace/span_forest.h"

namespace costdb::engine {
namespace {

// About 1 MB each: ids of as many row groups as are kept between transactions.
constexpr std::size_t kMaximumLoaded = 128;
// About 256 KB each: trace ids of as many row groups as are kept.
constexpr std::size_t kMaximumTraceIds = 256;

std::vector<SealedIds::SpanRow> ListRows(const SealedIds::Ids& ids,
                                         const std::vector<SpanId>& calls,
                                         const std::vector<SpanId>& others) {
  std::vector<SealedIds::SpanRow> rows;
  rows.reserve(calls.size() + others.size());
  for (std::size_t trace = 0; trace + 1 < ids.call_starts.size(); ++trace) {
    const auto first = static_cast<std::ptrdiff_t>(rows.size());
    for (auto row = ids.call_starts[trace]; row < ids.call_starts[trace + 1]; ++row) {
      rows.push_back({calls[row], row, Section::kCalls});
    }
    for (auto row = ids.other_starts[trace]; row < ids.other_starts[trace + 1]; ++row) {
      rows.push_back({others[row], row, Section::kOthers});
    }
    std::sort(rows.begin() + first, rows.end(),
              [](const auto& a, const auto& b) { return a.span_id < b.span_id; });
  }
  return rows;
}

}  // namespace

const SealedIds::SpanRow* SealedIds::Ids::FindSpan(std::uint32_t trace, SpanId span) const {
  const auto begin = rows.begin() + call_starts[trace] + other_starts[trace];
  const auto end = rows.begin() + call_starts[trace + 1] + other_starts[trace + 1];
  const auto found = std::lower_bound(
      begin, end, span, [](const SpanRow& row, SpanId id) { return row.span_id < id; });
  return found == end || found->span_id != span ? nullptr : &*found;
}

Result<const SealedIds::Ids*> SealedIds::Load(const Transaction& transaction,
                                              std::uint32_t row_group) {
  const auto known = loaded_.find(row_group);
  if (known != loaded_.end()) return known->second.get();
  std::mutex mutex;
  COSTDB_ASSIGN_OR_RETURN(const auto stored, OpenRowGroup(transaction, mutex, row_group));
  auto ids = std::make_unique<Ids>();
  COSTDB_ASSIGN_OR_RETURN(const auto traces, stored->ReadTraceIds());
  for (std::uint32_t i = 0; i < traces.size(); ++i) ids->traces.emplace(traces[i], i);
  COSTDB_ASSIGN_OR_RETURN(ids->call_starts, stored->ReadTraceStarts(Section::kCalls));
  COSTDB_ASSIGN_OR_RETURN(ids->other_starts, stored->ReadTraceStarts(Section::kOthers));
  COSTDB_ASSIGN_OR_RETURN(const auto calls, stored->ReadSpanIds(Section::kCalls));
  COSTDB_ASSIGN_OR_RETURN(const auto others, stored->ReadSpanIds(Section::kOthers));
  ids->rows = ListRows(*ids, calls, others);
  return loaded_.emplace(row_group, std::move(ids)).first->second.get();
}

Result<std::optional<std::uint32_t>> SealedIds::FindTrace(const Transaction& transaction,
                                                          std::uint32_t row_group,
                                                          const TraceId& trace) {
  const auto loaded = loaded_.find(row_group);
  if (loaded != loaded_.end()) {
    const auto entry = loaded->second->traces.find(trace);
    return entry == loaded->second->traces.end() ? std::nullopt : std::optional(entry->second);
  }
  auto known = trace_ids_.find(row_group);
  if (known == trace_ids_.end()) {
    if (trace_ids_.size() >= kMaximumTraceIds) trace_ids_.clear();
    std::mutex mutex;
    COSTDB_ASSIGN_OR_RETURN(const auto stored, OpenRowGroup(transaction, mutex, row_group));
    COSTDB_ASSIGN_OR_RETURN(auto ids, stored->ReadTraceIds());
    known = trace_ids_.emplace(row_group, std::move(ids)).first;
  }
  const auto found = std::find(known->second.begin(), known->second.end(), trace);
  if (found == known->second.end()) return std::optional<std::uint32_t>();
  return std::optional(static_cast<std::uint32_t>(found - known->second.begin()));
}

void SealedIds::Trim() {
  if (loaded_.size() > kMaximumLoaded) loaded_.clear();
}

Result<SealedTraceFinder> SealedTraceFinder::Make(const Transaction& transaction, SealedIds& ids) {
  COSTDB_ASSIGN_OR_RETURN(auto runs, TraceRuns::Open(transaction));
  if (!runs) return Status::Internal("the file has no table of traces");
  COSTDB_RETURN_IF_ERROR(CheckRuns(transaction, *runs, &ids.sound_runs()));
  return SealedTraceFinder(transaction, ids, std::move(*runs));
}

Result<std::vector<std::optional<TraceLocation>>> SealedTraceFinder::Find(
    std::span<const TraceId> traces) {
  std::vector<std::pair<std::uint32_t, std::size_t>> wanted;
  wanted.reserve(traces.size());
  for (std::size_t i = 0; i < traces.size(); ++i) wanted.emplace_back(HashOfTrace(traces[i]), i);
  std::sort(wanted.begin(), wanted.end());
  std::vector<std::optional<TraceLocation>> locations(traces.size());
  std::vector<std::uint32_t> row_groups;
  for (const TraceRun& run : runs_.runs()) {
    for (const auto& [hash, i] : wanted) {
      row_groups.clear();
      run.Find(hash, &row_groups);
      for (const std::uint32_t row_group : row_groups) {
        if (locations[i]) break;
        COSTDB_ASSIGN_OR_RETURN(locations[i], FindIn(row_group, traces[i]));
      }
    }
  }
  return locations;
}

Result<std::optional<TraceLocation>> SealedTraceFinder::FindIn(std::uint32_t row_group,
                                                               const TraceId& trace) {
  COSTDB_ASSIGN_OR_RETURN(const auto index, ids_.FindTrace(transaction_, row_group, trace));
  if (!index) return std::optional<TraceLocation>();
  const TraceLocation location{row_group, *index};
  COSTDB_ASSIGN_OR_RETURN(const bool is_deleted, IsDeleted(location));
  return is_deleted ? std::optional<TraceLocation>() : std::optional(location);
}

Result<bool> SealedTraceFinder::IsDeleted(const TraceLocation& location) {
  auto known = deletions_.find(location.row_group);
  if (known == deletions_.end()) {
    COSTDB_ASSIGN_OR_RETURN(const auto directory, ReadDirectory(transaction_, location.row_group));
    COSTDB_ASSIGN_OR_RETURN(auto deletions,
                            ReadDeletions(transaction_, location.row_group, *directory));
    known = deletions_.emplace(location.row_group, std::move(deletions)).first;
  }
  return known->second && known->second->IsDeleted(Section::kTraces, location.trace);
}

Result<std::unique_ptr<SealedRowGroup>> SealedRowGroup::Open(const Transaction& transaction,
                                                             SealedIds& ids,
                                                             const PriceFunction& price,
                                                             std::uint32_t row_group) {
  COSTDB_ASSIGN_OR_RETURN(const SealedIds::Ids* of_group, ids.Load(transaction, row_group));
  std::unique_ptr<SealedRowGroup> opened(new SealedRowGroup(row_group, *of_group, price));
  COSTDB_ASSIGN_OR_RETURN(opened->row_group_,
                          OpenRowGroup(transaction, opened->map_mutex_, row_group));
  opened->deletions_ = opened->row_group_->deletions();
  if (!opened->deletions_) opened->deletions_.emplace(opened->row_group_->directory());
  return opened;
}

Result<SealedRowGroup::Knowledge> SealedRowGroup::Know(std::uint32_t trace, const CodedSpan& span) {
  const SealedIds::SpanRow* found = ids_.FindSpan(trace, span.span_id);
  if (found == nullptr) return Knowledge::kUnknown;
  COSTDB_ASSIGN_OR_RETURN(SealedSpanReader * reader, Spans());
  COSTDB_ASSIGN_OR_RETURN(const CodedSpan known,
                          reader->ReadSpan(trace, found->section, found->row));
  return IsSameSpan(known, span) ? Knowledge::kKnown : Knowledge::kConflicts;
}

std::uint32_t SealedRowGroup::trace_count() const {
  return static_cast<std::uint32_t>(ids_.call_starts.size() - 1);
}

bool SealedRowGroup::IsDeleted(std::uint32_t trace) const {
  return deletions_->IsDeleted(Section::kTraces, trace);
}

Result<std::vector<CodedSpan>> SealedRowGroup::Read(std::uint32_t trace) {
  COSTDB_ASSIGN_OR_RETURN(SealedSpanReader * reader, Spans());
  return reader->ReadTrace(trace);
}

void SealedRowGroup::Delete(std::uint32_t trace) {
  const auto delete_rows = [&](Section section, const std::vector<std::uint32_t>& starts) {
    deletions_->Delete(section, starts[trace], starts[trace + 1] - starts[trace]);
  };
  delete_rows(Section::kCalls, ids_.call_starts);
  delete_rows(Section::kOthers, ids_.other_starts);
  deletions_->Delete(Section::kTraces, trace, 1);
}

Status SealedRowGroup::Write(Transaction& transaction, PreaggregateChange* change) const {
  COSTDB_RETURN_IF_ERROR(change->RemoveDeleted(*row_group_, *deletions_));
  return WriteDeletions(transaction, number_, *deletions_);
}

Result<SealedSpanReader*> SealedRowGroup::Spans() {
  if (!spans_) {
    COSTDB_ASSIGN_OR_RETURN(spans_, SealedSpanReader::Open(*row_group_, price_));
  }
  return &*spans_;
}

}  // namespace costdb::engine
