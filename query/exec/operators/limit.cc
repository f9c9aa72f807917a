#include "query/exec/operators/limit.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "query/plan/share_of_count.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
std::uint64_t RowsWanted(const LogicalPlan& limit) {
  if (limit.percent.has_value() || !limit.count.has_value()) return UINT64_MAX;
  std::uint64_t wanted = 0;
  if (__builtin_add_overflow(limit.offset, *limit.count, &wanted)) return UINT64_MAX;
  return wanted;
}

void ApplyLimit(const LogicalPlan& limit, Batch* batch) {
  const std::uint64_t rows = batch->rows;
  const std::uint64_t first = std::min<std::uint64_t>(limit.offset, rows);
  std::uint64_t kept = rows - first;
  if (limit.count.has_value()) kept = std::min(kept, *limit.count);
  if (limit.percent.has_value()) kept = std::min(kept, ShareOfCount(*limit.percent / 100, rows));
  if (first == 0) {
    batch->rows = kept;
    return;
  }
  std::vector<std::uint32_t> selected(kept);
  std::iota(selected.begin(), selected.end(), static_cast<std::uint32_t>(first));
  for (Vector& column : batch->columns) {
    Vector moved;
    GatherRows(column, selected, &moved);
    column = std::move(moved);
  }
  batch->rows = kept;
}

}  // namespace costdb::query
