#ifndef COSTDB_ENGINE_STORE_TRACE_RUNS_H_
#define COSTDB_ENGINE_STORE_TRACE_RUNS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "costdb/status.h"
#include "engine/store/environment.h"
#include "engine/store/sound_runs.h"
#include "engine/store/trace_run.h"

namespace costdb::engine {

/// The runs that tell in which row groups a trace may be sealed, as a transaction sees them: few,
/// however many row groups there are.
class TraceRuns {
 public:
  /// The transaction must outlive it, and seal or remove no row groups meanwhile. Nothing where a
  /// file of an older costdb was not opened for writing yet: any row group may have any trace.
  static Result<std::optional<TraceRuns>> Open(const Transaction& transaction);

  /// Youngest row groups first.
  const std::vector<TraceRun>& runs() const { return runs_; }

 private:
  std::vector<TraceRun> runs_;
};

/// Fails when a run does not match its checksum. Who takes a trace for new asks first. `known` are
/// the runs that were looked at.
Status CheckRuns(const Transaction& transaction, const TraceRuns& runs, SoundRuns* known);

/// What one transaction changes about which row groups there are, gathered and then applied to the
/// runs. Not thread-safe.
class TraceRunsChange {
 public:
  /// A row group comes, with these hashes of its traces. Its number is larger than all before.
  void Add(std::uint32_t row_group, std::vector<std::uint32_t> hashes);
  /// A stored row group goes.
  void Remove(std::uint32_t row_group) { removed_.push_back(row_group); }

  /// Writes what changed, and starts anew. Fails when a run that must be rewritten is damaged.
  Status Apply(Transaction& transaction);

 private:
  Status ApplyRemoved(Transaction& transaction);
  Status ApplyAdded(Transaction& transaction);

  std::map<std::uint32_t, std::vector<std::uint32_t>> added_;
  std::vector<std::uint32_t> removed_;
};

/// Makes the runs of a file of an older costdb, in place of its filters.
Status CompleteTraceRuns(Transaction& transaction);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_TRACE_RUNS_H_
