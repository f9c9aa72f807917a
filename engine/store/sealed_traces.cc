#include "engine/store/sealed_traces.h"

#include <algorithm>
#include <mutex>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/sealed_row_groups.h"
#include "engine/store/trace_filter.h"

namespace costdb::engine {
namespace {

// About 1 MB each: ids of as many row groups as are kept at a time.
constexpr std::size_t kMaximumLoaded = 256;

bool Contains(const std::vector<SpanId>& ids, const std::vector<std::uint32_t>& starts,
              std::uint32_t trace, SpanId span) {
  const auto begin = ids.begin() + starts[trace];
  const auto end = ids.begin() + starts[trace + 1];
  return std::find(begin, end, span) != end;
}

}  // namespace

Result<std::optional<TraceLocation>> SealedTraces::Find(const Transaction& transaction,
                                                        const TraceId& trace) {
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kTraceFilter));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.Last());  // Late spans belong to young traces.
  while (found) {
    if (MayContainTrace(cursor.value(), trace)) {
      const auto row_group = BigEndianPart<std::uint32_t>(cursor.key(), 0);
      COSTDB_ASSIGN_OR_RETURN(const Ids* ids, Load(transaction, row_group));
      const auto entry = ids->traces.find(trace);
      if (entry != ids->traces.end()) {
        return std::optional(TraceLocation{row_group, entry->second});
      }
    }
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Previous());
  }
  return std::optional<TraceLocation>();
}

Result<bool> SealedTraces::HasSpan(const Transaction& transaction, const TraceLocation& location,
                                   SpanId span) {
  COSTDB_ASSIGN_OR_RETURN(const Ids* ids, Load(transaction, location.row_group));
  return Contains(ids->calls, ids->call_starts, location.trace, span) ||
         Contains(ids->others, ids->other_starts, location.trace, span);
}

Result<const SealedTraces::Ids*> SealedTraces::Load(const Transaction& transaction,
                                                    std::uint32_t row_group) {
  const auto known = loaded_.find(row_group);
  if (known != loaded_.end()) return known->second.get();
  if (loaded_.size() >= kMaximumLoaded) loaded_.clear();
  std::mutex mutex;
  COSTDB_ASSIGN_OR_RETURN(auto directory, ReadDirectory(transaction, row_group));
  const auto stored = OpenRowGroup(transaction, mutex, row_group, 0, std::move(directory));
  auto ids = std::make_unique<Ids>();
  COSTDB_ASSIGN_OR_RETURN(const auto traces, stored->ReadTraceIds());
  for (std::uint32_t i = 0; i < traces.size(); ++i) ids->traces.emplace(traces[i], i);
  COSTDB_ASSIGN_OR_RETURN(ids->call_starts, stored->ReadTraceStarts(Section::kCalls));
  COSTDB_ASSIGN_OR_RETURN(ids->other_starts, stored->ReadTraceStarts(Section::kOthers));
  COSTDB_ASSIGN_OR_RETURN(ids->calls, stored->ReadSpanIds(Section::kCalls));
  COSTDB_ASSIGN_OR_RETURN(ids->others, stored->ReadSpanIds(Section::kOthers));
  return loaded_.emplace(row_group, std::move(ids)).first->second.get();
}

}  // namespace costdb::engine
