#ifndef COSTDB_ENGINE_STORE_REPRICE_H_
#define COSTDB_ENGINE_STORE_REPRICE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "costdb/int128.h"
#include "costdb/status.h"
#include "engine/prices/price_source.h"
#include "engine/scan/snapshot.h"

namespace costdb::engine {

/// Selects rows of a section of a row group: one bit a row, 64 rows a word. Used by one thread.
using RowSelector = std::function<Result<std::vector<std::uint64_t>>(const RowGroup&, Section)>;

/// Which calls to reprice, and how.
struct RepriceOptions {
  std::int64_t since_unix_ns = kNoStart;
  std::int64_t until_unix_ns = kNoEnd;  ///< Exclusive.
  /// Makes a selector for one thread over the snapshot that is repriced; empty: all rows.
  std::function<Result<RowSelector>(const Snapshot&)> make_selector;
  bool dry_run = false;
  std::uint32_t threads = 1;
  std::function<void(double)> progress;          ///< The share done; may be empty.
  const std::atomic<bool>* cancelled = nullptr;  ///< Looked at between row groups; may be null.
};

/// What repricing did to the billed calls of one model.
struct RepricedModel {
  std::string model;  ///< Its name after repricing; empty where a call names none.
  std::uint64_t calls = 0;
  std::uint64_t changed = 0;           ///< Calls whose cost is another now.
  std::uint64_t newly_priced = 0;      ///< Of these, the ones that had none.
  std::uint64_t no_longer_priced = 0;  ///< And the ones that have none any more.
  Int128 old_total = 0;                ///< Picodollars.
  Int128 new_total = 0;
};

struct RepriceReport {
  std::vector<RepricedModel> models;  ///< By name.
};

class Environment;
class SnapshotCache;

/// Prices every selected span again by the catalog that `cache` finds, and rewrites their cost
/// columns, the sums above them and their models' names, in one transaction. On any failure, also
/// a cancellation, nothing has changed.
Result<RepriceReport> Reprice(Environment& environment, SnapshotCache& cache,
                              const RepriceOptions& options);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_REPRICE_H_
