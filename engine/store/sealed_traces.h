#ifndef COSTDB_ENGINE_STORE_SEALED_TRACES_H_
#define COSTDB_ENGINE_STORE_SEALED_TRACES_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "costdb/status.h"
#include "engine/store/deletions.h"
#include "engine/store/environment.h"
#include "engine/store/sealed_span_reader.h"
#include "engine/store/stored_row_group.h"

namespace costdb::engine {

/// Where a sealed trace lies.
struct TraceLocation {
  std::uint32_t row_group = 0;  ///< Its number in the file.
  std::uint32_t trace = 0;      ///< Its index in the row group.
};

/// The ids of the sealed row groups that had to be opened. Row groups never change, so what is kept
/// stays true across transactions. Not thread-safe.
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

  /// Drops what is beyond the limit of memory. Call between transactions.
  void Trim();

 private:
  std::map<std::uint32_t, std::unique_ptr<const Ids>> loaded_;
};

/// The sealed traces as one writing transaction sees them: finds them, and takes them out again.
/// Not thread-safe.
class SealedTraces {
 public:
  /// Both must outlive it.
  SealedTraces(Transaction& transaction, SealedIds& ids) : transaction_(transaction), ids_(ids) {}

  /// Where a trace is sealed, if it is.
  Result<std::optional<TraceLocation>> Find(const TraceId& trace);

  /// What a sealed trace has of a span.
  enum class Knowledge : std::uint8_t {
    kUnknown,    ///< Nothing.
    kKnown,      ///< The same span.
    kConflicts,  ///< Another span with its id.
  };
  Result<Knowledge> Know(const TraceLocation& location, const CodedSpan& span);

  /// Deletes a trace's rows and returns the spans that they were resolved from.
  Result<std::vector<CodedSpan>> Unseal(const TraceLocation& location);

  /// Writes the deletions of every Unseal.
  Status Finish();

 private:
  struct OpenedRowGroup {
    std::unique_ptr<StoredRowGroup> row_group;
    std::optional<SealedSpanReader> spans;  ///< Opened when a span is first read.
    std::optional<Deletions> deletions;
    bool is_changed = false;
  };

  Result<OpenedRowGroup*> Open(std::uint32_t row_group);
  Result<const SealedSpanReader*> OpenSpans(OpenedRowGroup* opened);

  Transaction& transaction_;
  SealedIds& ids_;
  std::mutex map_mutex_;
  std::map<std::uint32_t, OpenedRowGroup> opened_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SEALED_TRACES_H_
