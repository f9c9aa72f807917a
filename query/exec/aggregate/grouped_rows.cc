#include "query/exec/aggregate/grouped_rows.h"

#include <algorithm>

namespace costdb::query {

GroupedRows SpreadRuns(const GroupedRows& runs, std::vector<std::uint32_t>* groups) {
  groups->resize(runs.rows);
  ForEachPiece(runs, [groups](std::uint32_t group, std::size_t first, std::size_t end) {
    std::fill(groups->data() + first, groups->data() + end, group);
  });
  return GroupedByRow(groups->data(), runs.rows);
}

}  // namespace costdb::query
