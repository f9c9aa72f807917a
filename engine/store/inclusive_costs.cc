#include "engine/store/inclusive_costs.h"

#include <cstddef>

#include "engine/error/propagate.h"
#include "engine/trace/billing.h"

namespace costdb::engine {
namespace {

constexpr std::uint32_t kNone = 0xFFFF'FFFF;

// The spans of a row group as one list, calls first, and each span's parent in it.
Result<std::vector<std::uint32_t>> ReadParents(const StoredRowGroup& row_group) {
  const std::uint32_t calls = row_group.rows(Section::kCalls);
  std::vector<std::uint32_t> parents(std::size_t{calls} + row_group.rows(Section::kOthers), kNone);
  COSTDB_ASSIGN_OR_RETURN(const auto call_starts, row_group.ReadTraceStarts(Section::kCalls));
  COSTDB_ASSIGN_OR_RETURN(const auto other_starts, row_group.ReadTraceStarts(Section::kOthers));
  for (const Section section : {Section::kCalls, Section::kOthers}) {
    COSTDB_ASSIGN_OR_RETURN(const auto rows, row_group.ReadAll(section, ColumnId::kParentRow));
    const auto& starts = section == Section::kCalls ? call_starts : other_starts;
    const std::uint32_t first = section == Section::kCalls ? 0 : calls;
    for (std::size_t trace = 0; trace + 1 < starts.size(); ++trace) {
      const std::int64_t own_calls = call_starts[trace + 1] - call_starts[trace];
      const std::int64_t own_others = other_starts[trace + 1] - other_starts[trace];
      for (std::uint32_t row = starts[trace]; row < starts[trace + 1]; ++row) {
        const std::int64_t parent = rows[row];
        if (parent == kNullInteger) continue;
        if (parent < 0 || parent >= own_calls + own_others) {
          return Status::Corruption("a span's parent lies outside its trace");
        }
        parents[first + row] = static_cast<std::uint32_t>(
            parent < own_calls ? call_starts[trace] + parent
                               : calls + other_starts[trace] + (parent - own_calls));
      }
    }
  }
  return parents;
}

// What is beneath each span. A span is added to its parent once all of its own children are.
std::vector<NullableSum> SumUpward(const std::vector<std::uint32_t>& parents,
                                   const std::vector<std::int64_t>& call_costs,
                                   const std::vector<bool>& is_billed) {
  std::vector<std::uint32_t> children(parents.size());
  for (const std::uint32_t parent : parents) {
    if (parent != kNone) ++children[parent];
  }
  std::vector<NullableSum> beneath(parents.size());
  std::vector<std::uint32_t> ready;
  for (std::uint32_t span = 0; span < parents.size(); ++span) {
    if (children[span] == 0) ready.push_back(span);
  }
  while (!ready.empty()) {
    const std::uint32_t span = ready.back();
    ready.pop_back();
    const std::uint32_t parent = parents[span];
    if (parent == kNone) continue;
    beneath[parent].Add(beneath[span]);
    if (span < call_costs.size() && is_billed[span]) beneath[parent].Add(call_costs[span]);
    if (--children[parent] == 0) ready.push_back(parent);
  }
  return beneath;
}

// What is stored is what to add to a span's own cost to come to the sum, and NULL where that is.
std::int64_t Stored(NullableSum beneath, std::int64_t own) {
  NullableSum inclusive = beneath;
  inclusive.Add(own);
  const std::int64_t sum = inclusive.value();
  if (sum == kNullInteger || own == kNullInteger) return sum;
  return sum - own;
}

}  // namespace

Result<InclusiveCosts> SumCosts(const StoredRowGroup& row_group,
                                const std::vector<std::int64_t>& call_costs,
                                const std::vector<bool>& is_billed) {
  COSTDB_ASSIGN_OR_RETURN(const auto parents, ReadParents(row_group));
  const std::vector<NullableSum> beneath = SumUpward(parents, call_costs, is_billed);
  const std::size_t calls = call_costs.size();
  InclusiveCosts sums;
  for (std::size_t span = 0; span < parents.size(); ++span) {
    const bool is_own = span < calls && is_billed[span];
    auto& column = span < calls ? sums.beneath_calls : sums.beneath_others;
    column.push_back(Stored(beneath[span], is_own ? call_costs[span] : kNullInteger));
  }
  COSTDB_ASSIGN_OR_RETURN(const auto starts, row_group.ReadTraceStarts(Section::kCalls));
  for (std::size_t trace = 0; trace + 1 < starts.size(); ++trace) {
    NullableSum total;
    std::int64_t unpriced = 0;
    for (std::uint32_t row = starts[trace]; row < starts[trace + 1]; ++row) {
      if (!is_billed[row]) continue;
      total.Add(call_costs[row]);
      if (call_costs[row] == kNullInteger) ++unpriced;
    }
    sums.of_traces.push_back(total.value());
    sums.unpriced_calls.push_back(unpriced);
  }
  return sums;
}

}  // namespace costdb::engine
