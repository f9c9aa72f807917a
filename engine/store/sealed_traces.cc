#include "engine/store/sealed_traces.h"

#include <algorithm>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/sealed_row_groups.h"
#include "engine/store/trace_filter.h"

namespace costdb::engine {
namespace {

// About 1 MB each: ids of as many row groups as are kept between transactions.
constexpr std::size_t kMaximumLoaded = 128;

bool Contains(const std::vector<SpanId>& ids, const std::vector<std::uint32_t>& starts,
              std::uint32_t trace, SpanId span) {
  const auto begin = ids.begin() + starts[trace];
  const auto end = ids.begin() + starts[trace + 1];
  return std::find(begin, end, span) != end;
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

bool SealedIds::Ids::HasSpan(std::uint32_t trace, SpanId span) const {
  return Contains(calls, call_starts, trace, span) || Contains(others, other_starts, trace, span);
}

Result<const SealedIds::Ids*> SealedIds::Load(const Transaction& transaction,
                                              std::uint32_t row_group) {
  const auto known = loaded_.find(row_group);
  if (known != loaded_.end()) return known->second.get();
  std::mutex mutex;
  COSTDB_ASSIGN_OR_RETURN(auto directory, ReadDirectory(transaction, row_group));
  COSTDB_ASSIGN_OR_RETURN(const auto stored, OpenRowGroup(transaction, mutex, nullptr, row_group, 0,
                                                          std::move(directory)));
  auto ids = std::make_unique<Ids>();
  COSTDB_ASSIGN_OR_RETURN(const auto traces, stored->ReadTraceIds());
  for (std::uint32_t i = 0; i < traces.size(); ++i) ids->traces.emplace(traces[i], i);
  COSTDB_ASSIGN_OR_RETURN(ids->call_starts, stored->ReadTraceStarts(Section::kCalls));
  COSTDB_ASSIGN_OR_RETURN(ids->other_starts, stored->ReadTraceStarts(Section::kOthers));
  COSTDB_ASSIGN_OR_RETURN(ids->calls, stored->ReadSpanIds(Section::kCalls));
  COSTDB_ASSIGN_OR_RETURN(ids->others, stored->ReadSpanIds(Section::kOthers));
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

Result<bool> SealedTraces::HasSpan(const TraceLocation& location, SpanId span) {
  COSTDB_ASSIGN_OR_RETURN(const SealedIds::Ids* ids, ids_.Load(transaction_, location.row_group));
  return ids->HasSpan(location.trace, span);
}

Result<std::vector<CodedSpan>> SealedTraces::Unseal(const TraceLocation& location) {
  COSTDB_ASSIGN_OR_RETURN(OpenedRowGroup* const opened, Open(location.row_group));
  if (!opened->spans) {
    COSTDB_ASSIGN_OR_RETURN(opened->spans, SealedSpanReader::Open(*opened->row_group));
  }
  COSTDB_ASSIGN_OR_RETURN(auto spans, opened->spans->ReadTrace(location.trace));
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
  COSTDB_ASSIGN_OR_RETURN(opened.row_group, OpenRowGroup(transaction_, map_mutex_, nullptr,
                                                         row_group, 0, std::move(directory)));
  opened.deletions = opened.row_group->deletions();
  if (!opened.deletions) opened.deletions.emplace(opened.row_group->directory());
  return &opened_.emplace(row_group, std::move(opened)).first->second;
}

}  // namespace costdb::engine
