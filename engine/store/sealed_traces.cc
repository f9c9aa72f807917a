#include "engine/store/sealed_traces.h"

#include <algorithm>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/sealed_row_groups.h"
#include "engine/store/trace_filter.h"
#include "engine/trace/span_forest.h"

namespace costdb::engine {
namespace {

// About 1 MB each: ids of as many row groups as are kept between transactions.
constexpr std::size_t kMaximumLoaded = 128;

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

void DeleteTrace(const SealedIds::Ids& ids, std::uint32_t trace, Deletions* deletions) {
  const auto delete_rows = [&](Section section, const std::vector<std::uint32_t>& starts) {
    deletions->Delete(section, starts[trace], starts[trace + 1] - starts[trace]);
  };
  delete_rows(Section::kCalls, ids.call_starts);
  delete_rows(Section::kOthers, ids.other_starts);
  deletions->Delete(Section::kTraces, trace, 1);
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
  COSTDB_ASSIGN_OR_RETURN(auto directory, ReadDirectory(transaction, row_group));
  COSTDB_ASSIGN_OR_RETURN(const auto stored,
                          OpenRowGroup(transaction, mutex, row_group, 0, std::move(directory)));
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

void SealedIds::Trim() {
  if (loaded_.size() > kMaximumLoaded) loaded_.clear();
}

Result<std::optional<TraceLocation>> SealedTraces::Find(const TraceId& trace) {
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction_.OpenCursor(Table::kTraceFilter));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.Last());  // Late spans belong to young traces.
  while (found) {
    if (MayContainTrace(cursor.value(), trace)) {
      const auto row_group = BigEndianPart<std::uint32_t>(cursor.key(), 0);
      COSTDB_ASSIGN_OR_RETURN(const SealedIds::Ids* ids, ids_.Load(transaction_, row_group));
      const auto entry = ids->traces.find(trace);
      if (entry != ids->traces.end()) {
        COSTDB_ASSIGN_OR_RETURN(const OpenedRowGroup* opened, Open(row_group));
        if (!opened->deletions->IsDeleted(Section::kTraces, entry->second)) {
          return std::optional(TraceLocation{row_group, entry->second});
        }
      }
    }
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Previous());
  }
  return std::optional<TraceLocation>();
}

Result<SealedTraces::Knowledge> SealedTraces::Know(const TraceLocation& location,
                                                   const CodedSpan& span) {
  COSTDB_ASSIGN_OR_RETURN(const SealedIds::Ids* ids, ids_.Load(transaction_, location.row_group));
  const SealedIds::SpanRow* found = ids->FindSpan(location.trace, span.span_id);
  if (found == nullptr) return Knowledge::kUnknown;
  COSTDB_ASSIGN_OR_RETURN(OpenedRowGroup* const opened, Open(location.row_group));
  COSTDB_ASSIGN_OR_RETURN(const SealedSpanReader* reader, OpenSpans(opened));
  COSTDB_ASSIGN_OR_RETURN(const CodedSpan known,
                          reader->ReadSpan(location.trace, found->section, found->row));
  return IsSameSpan(known, span) ? Knowledge::kKnown : Knowledge::kConflicts;
}

Result<const SealedSpanReader*> SealedTraces::OpenSpans(OpenedRowGroup* opened) {
  if (!opened->spans) {
    COSTDB_ASSIGN_OR_RETURN(opened->spans, SealedSpanReader::Open(*opened->row_group));
  }
  return &*opened->spans;
}

Result<std::vector<CodedSpan>> SealedTraces::Unseal(const TraceLocation& location) {
  COSTDB_ASSIGN_OR_RETURN(OpenedRowGroup* const opened, Open(location.row_group));
  COSTDB_ASSIGN_OR_RETURN(const SealedSpanReader* reader, OpenSpans(opened));
  COSTDB_ASSIGN_OR_RETURN(auto spans, reader->ReadTrace(location.trace));
  COSTDB_ASSIGN_OR_RETURN(const SealedIds::Ids* ids, ids_.Load(transaction_, location.row_group));
  DeleteTrace(*ids, location.trace, &*opened->deletions);
  opened->is_changed = true;
  return spans;
}

Status SealedTraces::Finish() {
  for (auto& [row_group, opened] : opened_) {
    if (!opened.is_changed) continue;
    COSTDB_RETURN_IF_ERROR(WriteDeletions(transaction_, row_group, *opened.deletions));
    opened.is_changed = false;
  }
  return Status::Ok();
}

Result<SealedTraces::OpenedRowGroup*> SealedTraces::Open(std::uint32_t row_group) {
  const auto known = opened_.find(row_group);
  if (known != opened_.end()) return &known->second;
  COSTDB_ASSIGN_OR_RETURN(auto directory, ReadDirectory(transaction_, row_group));
  OpenedRowGroup opened;
  COSTDB_ASSIGN_OR_RETURN(
      opened.row_group, OpenRowGroup(transaction_, map_mutex_, row_group, 0, std::move(directory)));
  opened.deletions = opened.row_group->deletions();
  if (!opened.deletions) opened.deletions.emplace(opened.row_group->directory());
  return &opened_.emplace(row_group, std::move(opened)).first->second;
}

}  // namespace costdb::engine
