#include "engine/store/row_group_merger.h"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <numeric>
#include <utility>
#include <vector>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/meta.h"
#include "engine/store/row_group_builder.h"
#include "engine/store/sealed_row_groups.h"

namespace costdb::engine {
namespace {

// A row group with fewer live spans is thin, and so is one of which less than half is alive.
constexpr std::uint64_t kThinSpans = kRowGroupSpans / 4;
// Thin row groups wait until there are so many, or until they fill a whole one, or until so many of
// their rows are dead.
constexpr std::size_t kMergeFrom = 8;
constexpr std::uint64_t kDeadSpansToMerge = kRowGroupSpans / 2;
// Spans held in memory by one merge.
constexpr std::uint64_t kMaximumSpans = std::uint64_t{2} * kRowGroupSpans;

struct RowGroupLife {
  std::uint32_t number = 0;
  std::uint64_t live = 0;
  std::uint64_t dead = 0;

  bool is_thin() const { return live < kThinSpans || live < dead; }
};

Result<std::vector<RowGroupLife>> ListRowGroups(const Transaction& transaction) {
  std::vector<RowGroupLife> lives;
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kDirectory));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
  while (found) {
    COSTDB_ASSIGN_OR_RETURN(const auto directory, DecodeDirectory(cursor.value()));
    RowGroupLife life;
    life.number = BigEndianPart<std::uint32_t>(cursor.key(), 0);
    const std::uint64_t rows = directory[Section::kCalls].rows + directory[Section::kOthers].rows;
    COSTDB_ASSIGN_OR_RETURN(const auto deletions,
                            ReadDeletions(transaction, life.number, directory));
    if (deletions) {
      life.dead =
          deletions->CountDeleted(Section::kCalls) + deletions->CountDeleted(Section::kOthers);
    }
    life.live = rows - life.dead;
    lives.push_back(life);
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
  }
  return lives;
}

// The thin row groups that are to be merged now; none when they can wait.
std::vector<RowGroupLife> ChooseThin(const std::vector<RowGroupLife>& lives) {
  std::vector<RowGroupLife> chosen;
  std::uint64_t live = 0;
  std::uint64_t dead = 0;
  for (const RowGroupLife& life : lives) {
    if (life.live == 0 || !life.is_thin()) continue;
    if (live + life.live > kMaximumSpans) break;
    chosen.push_back(life);
    live += life.live;
    dead += life.dead;
  }
  const bool pays =
      chosen.size() >= kMergeFrom || live >= kRowGroupSpans || dead >= kDeadSpansToMerge;
  return pays ? chosen : std::vector<RowGroupLife>();
}

Status RemoveRowGroup(std::uint32_t number, const Transaction& reading, Transaction& writing,
                      SealedChange* change) {
  std::mutex mutex;
  COSTDB_ASSIGN_OR_RETURN(const auto row_group, OpenRowGroup(reading, mutex, number));
  COSTDB_RETURN_IF_ERROR(change->calls.RemoveCallsOf(*row_group));
  change->traces.Remove(number);
  for (const Table table : {Table::kDirectory, Table::kDeletions}) {
    COSTDB_RETURN_IF_ERROR(writing.Delete(table, RowGroupKey(number)));
  }
  COSTDB_ASSIGN_OR_RETURN(auto cursor, reading.OpenCursor(Table::kColumns));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.SeekAtLeast(RowGroupKey(number)));
  while (found && BigEndianPart<std::uint32_t>(cursor.key(), 0) == number) {
    COSTDB_RETURN_IF_ERROR(writing.Delete(Table::kColumns, cursor.key()));
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
  }
  return Status::Ok();
}

using TraceSpans = std::vector<CodedSpan>;

std::int64_t StartOf(const TraceSpans& spans) {
  return std::min_element(spans.begin(), spans.end(),
                          [](const CodedSpan& a, const CodedSpan& b) {
                            return a.start_unix_ns < b.start_unix_ns;
                          })
      ->start_unix_ns;
}

Status ReadTraces(std::uint32_t number, const PriceFunction& price, SealedIds& sealed_ids,
                  const Transaction& reading, std::vector<TraceSpans>* traces) {
  COSTDB_ASSIGN_OR_RETURN(const auto row_group,
                          SealedRowGroup::Open(reading, sealed_ids, price, number));
  for (std::uint32_t trace = 0; trace < row_group->trace_count(); ++trace) {
    if (row_group->IsDeleted(trace)) continue;
    COSTDB_ASSIGN_OR_RETURN(TraceSpans spans, row_group->Read(trace));
    if (!spans.empty()) traces->push_back(std::move(spans));
  }
  return Status::Ok();
}

Status WriteTraces(std::vector<TraceSpans> traces, const PriceFunction& price, Transaction& writing,
                   SealedChange* change) {
  std::vector<std::pair<std::int64_t, std::size_t>> order;
  for (std::size_t i = 0; i < traces.size(); ++i) order.emplace_back(StartOf(traces[i]), i);
  std::sort(order.begin(), order.end());
  COSTDB_ASSIGN_OR_RETURN(auto next, ReadCounter(writing, Counter::kNextRowGroup));
  RowGroupBuilder builder;
  for (std::size_t i = 0; i < order.size(); ++i) {
    TraceSpans& spans = traces[order[i].second];
    ResolvedTrace resolved = ResolveTrace(spans, price);
    builder.Add(std::move(resolved), std::move(spans));
    if (!builder.IsFull() && i + 1 != order.size()) continue;
    COSTDB_RETURN_IF_ERROR(
        WriteRowGroup(writing, static_cast<std::uint32_t>(next++), builder.Finish(), change));
  }
  return WriteCounter(writing, Counter::kNextRowGroup, next);
}

}  // namespace

Status MergeThinRowGroups(const PriceFunction& price, SealedIds& sealed_ids,
                          const Transaction& reading, Transaction& writing) {
  sealed_ids.Trim();
  COSTDB_ASSIGN_OR_RETURN(const auto lives, ListRowGroups(reading));
  SealedChange change;
  for (const RowGroupLife& life : lives) {
    if (life.live != 0) continue;
    COSTDB_RETURN_IF_ERROR(RemoveRowGroup(life.number, reading, writing, &change));
  }
  const std::vector<RowGroupLife> thin = ChooseThin(lives);
  std::vector<TraceSpans> traces;
  for (const RowGroupLife& life : thin) {
    COSTDB_RETURN_IF_ERROR(ReadTraces(life.number, price, sealed_ids, reading, &traces));
    COSTDB_RETURN_IF_ERROR(RemoveRowGroup(life.number, reading, writing, &change));
  }
  COSTDB_RETURN_IF_ERROR(WriteTraces(std::move(traces), price, writing, &change));
  return change.Apply(writing);
}

}  // namespace costdb::engine
