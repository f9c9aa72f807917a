#ifndef COSTDB_QUERY_EXEC_OPERATORS_TOP_ROWS_H_
#define COSTDB_QUERY_EXEC_OPERATORS_TOP_ROWS_H_

#include <cstdint>
#include <vector>

#include "query/exec/pipeline/batch.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// Tells which rows can be among the first `limit` of all that are shown to it, so that the others
/// need not be kept. Looks at the first sort key only, whose best `limit` values it knows. Rows
/// that come later stand behind rows with equal keys. Not thread-safe.
class TopRows {
 public:
  /// The keys must outlive it.
  TopRows(const std::vector<SortKey>& keys, std::uint64_t limit) : keys_(keys), limit_(limit) {}

  /// Sets `rows` to the rows of the batch that can be among the first, ascending. False when that
  /// is not known without more work: all can.
  bool Select(const Batch& batch, std::vector<std::uint32_t>* rows);

 private:
  void Take(std::uint32_t first_row, std::size_t rows, std::vector<std::uint32_t>* kept);
  void Offer(std::uint64_t word);

  const std::vector<SortKey>& keys_;
  std::uint64_t limit_;
  std::vector<std::uint64_t> best_;    ///< A heap, the largest word on top; at most `limit_`.
  std::uint64_t bound_ = UINT64_MAX;   ///< Rows with a larger word are out.
  std::vector<std::uint64_t> words_;   ///< Of a block of rows: ascending in the order of the key.
  std::vector<std::uint32_t> within_;  ///< The ones of them that are not above bound_.
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_OPERATORS_TOP_ROWS_H_
