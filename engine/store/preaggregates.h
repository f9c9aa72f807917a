#ifndef COSTDB_ENGINE_STORE_PREAGGREGATES_H_
#define COSTDB_ENGINE_STORE_PREAGGREGATES_H_

#include <cstdint>
#include <optional>
#include <set>

#include "costdb/status.h"
#include "engine/scan/preaggregates.h"
#include "engine/store/deletions.h"
#include "engine/store/dictionaries.h"
#include "engine/store/environment.h"
#include "engine/store/preaggregate_cells.h"
#include "engine/store/stored_row_group.h"

namespace costdb::engine {

/// What one transaction changes about the sealed calls, gathered and then applied to the stored
/// cells: whatever adds, removes or reprices calls of row groups tells it. Not thread-safe.
class PreaggregateChange {
 public:
  /// The calls of a row group that are not deleted come, or go.
  Status AddCallsOf(const StoredRowGroup& row_group);
  Status RemoveCallsOf(const StoredRowGroup& row_group);

  /// Calls of a row group are deleted: those of `now` that were not deleted yet.
  Status RemoveDeleted(const StoredRowGroup& row_group, const Deletions& now);

  /// Writes what changed, and starts anew.
  Status Apply(Transaction& transaction);

  /// The days whose stored cells are not these, where this has all calls that there are.
  Result<std::set<std::int64_t>> FindDifferences(const Transaction& transaction) const;

 private:
  PreaggregateCells cells_;
};

/// Makes the cells of a file that does not have them: a new one, or one of an older costdb.
Status CompletePreaggregates(Transaction& transaction);

/// The cells of a level on the days [first_day, last_day], read in place as long as the transaction
/// is open. Nothing where the file lacks them, or does not keep one of these days.
Result<std::optional<PreaggregateDays>> OpenPreaggregateDays(const Transaction& transaction,
                                                             PreaggregateLevel level,
                                                             std::int64_t first_day,
                                                             std::int64_t last_day,
                                                             const Dictionaries* dictionaries);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_PREAGGREGATES_H_
