#ifndef COSTDB_ENGINE_STORE_SEALED_TRACES_H_
#define COSTDB_ENGINE_STORE_SEALED_TRACES_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "costdb/status.h"
#include "engine/store/deletions.h"
#include "engine/store/environment.h"
#include "engine/store/preaggregates.h"
#include "engine/store/sealed_span_reader.h"
#include "engine/store/stored_row_group.h"
#include "engine/store/trace_runs.h"

namespace costdb::engine {

/// Where a sealed trace lies.
struct TraceLocation {
  std::uint32_t row_group = 0;  ///< Its number in the file.
  std::uint32_t trace = 0;      ///< Its index in the row group.

  auto operator<=>(const TraceLocation&) const = default;  // NOLINT(modernize-use-nullptr)
};

/// The ids of the sealed row groups that had to be opened, and what is known of the runs that name
/// these. Row groups never change, so what is kept stays true across transactions. Not thread-safe.
class SealedIds {
 public:
  /// The row of a span.
  struct SpanRow {
    SpanId span_id = 0;
    std::uint32_t row = 0;
    Section section = Section::kCalls;
  };

  struct Ids {
    absl::flat_hash_map<TraceId, std::uint32_t> traces;
    std::vector<std::uint32_t> call_starts;
    std::vector<std::uint32_t> other_starts;
    std::vector<SpanRow> rows;  ///< By trace, then by span id.

    /// The row of a span of a trace; nullptr when the trace does not have it.
    const SpanRow* FindSpan(std::uint32_t trace, SpanId span) const;
  };

  /// The ids of one row group. Stays valid until Trim.
  Result<const Ids*> Load(const Transaction& transaction, std::uint32_t row_group);

  /// The index of a trace in a row group, deleted or not. Runs also name row groups that turn out
  /// not to have it: of these the trace ids alone are read.
  Result<std::optional<std::uint32_t>> FindTrace(const Transaction& transaction,
                                                 std::uint32_t row_group, const TraceId& trace);

  /// The runs of traces that were found to be sound.
  SoundRuns& sound_runs() { return sound_runs_; }

  /// Drops what is beyond the limit of memory. Call between transactions.
  void Trim();

 private:
  std::map<std::uint32_t, std::unique_ptr<const Ids>> loaded_;
  std::map<std::uint32_t, std::vector<TraceId>> trace_ids_;
  SoundRuns sound_runs_;
};

/// Finds traces among the sealed ones, as one transaction sees them. Not thread-safe.
class SealedTraceFinder {
 public:
  /// Both must outlive it, and the file must have been opened for writing.
  static Result<SealedTraceFinder> Make(const Transaction& transaction, SealedIds& ids);

  /// Where each of many traces is sealed, if it is. One run after another is asked for all of them,
  /// in order of their hash, so that it is read from its begin to its end.
  Result<std::vector<std::optional<TraceLocation>>> Find(std::span<const TraceId> traces);

 private:
  SealedTraceFinder(const Transaction& transaction, SealedIds& ids, TraceRuns runs)
      : transaction_(transaction), ids_(ids), runs_(std::move(runs)) {}

  Result<std::optional<TraceLocation>> FindIn(std::uint32_t row_group, const TraceId& trace);
  Result<bool> IsDeleted(const TraceLocation& location);

  const Transaction& transaction_;
  SealedIds& ids_;
  TraceRuns runs_;
  std::map<std::uint32_t, std::optional<Deletions>> deletions_;  ///< Of row groups asked about.
};

/// One sealed row group, from which traces are read and taken out. Not thread-safe.
class SealedRowGroup {
 public:
  /// All must outlive it; `price` is what SealedSpanReader takes.
  static Result<std::unique_ptr<SealedRowGroup>> Open(const Transaction& transaction,
                                                      SealedIds& ids, const PriceFunction& price,
                                                      std::uint32_t row_group);

  /// What a sealed trace has of a span.
  enum class Knowledge : std::uint8_t {
    kUnknown,    ///< Nothing.
    kKnown,      ///< The same span.
    kConflicts,  ///< Another span with its id.
  };
  Result<Knowledge> Know(std::uint32_t trace, const CodedSpan& span);

  /// The number of traces, deleted ones included.
  std::uint32_t trace_count() const;
  bool IsDeleted(std::uint32_t trace) const;

  /// The spans that a trace was resolved from.
  Result<std::vector<CodedSpan>> Read(std::uint32_t trace);
  /// Marks a trace's rows deleted; Write makes that last, and tells `change`.
  void Delete(std::uint32_t trace);
  Status Write(Transaction& transaction, PreaggregateChange* change) const;

 private:
  SealedRowGroup(std::uint32_t number, const SealedIds::Ids& ids, const PriceFunction& price)
      : number_(number), ids_(ids), price_(price) {}
  Result<SealedSpanReader*> Spans();

  std::uint32_t number_;
  const SealedIds::Ids& ids_;
  const PriceFunction& price_;
  std::mutex map_mutex_;
  std::unique_ptr<StoredRowGroup> row_group_;
  std::optional<SealedSpanReader> spans_;  ///< Opened when a span is first read.
  std::optional<Deletions> deletions_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SEALED_TRACES_H_
