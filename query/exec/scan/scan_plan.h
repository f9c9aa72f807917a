#ifndef COSTDB_QUERY_EXEC_SCAN_SCAN_PLAN_H_
#define COSTDB_QUERY_EXEC_SCAN_SCAN_PLAN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "costdb/status.h"
#include "engine/scan/snapshot.h"
#include "query/exec/scan/column_form.h"
#include "query/exec/scan/range_filter.h"
#include "query/functions/scalar_function.h"
#include "query/plan/logical_plan.h"

namespace costdb::query {

/// One section of one row group, in the order of the snapshot.
struct Morsel {
  const engine::RowGroup* row_group = nullptr;
  engine::Section section{};
  std::uint32_t rows = 0;
};

/// A scan made ready: its condition split into ranges and the rest, the row groups that can have
/// rows chosen from statistics. Immutable once made; the plan and the snapshot must outlive it.
struct ScanPlan {
  const LogicalPlan* node = nullptr;
  std::vector<RangeFilter> ranges;                 ///< One a column.
  std::vector<const BoundExpression*> conditions;  ///< All other conjuncts, cheapest first.
  std::vector<std::uint32_t> null_columns;         ///< That must be NULL, says a condition.
  std::vector<ColumnForm> forms;                   ///< How operators above the scan take columns.
  std::vector<Morsel> morsels;
  /// The morsel behind the last one of each row group, the unit of parallel work.
  std::vector<std::uint32_t> row_group_ends;
  std::uint64_t rows = 0;  ///< Of the morsels.

  /// Adds a morsel; those of one row group come together.
  void Add(const Morsel& morsel);
};

/// A part of what a scan would read.
struct ScanScope {
  std::size_t first_row_group = 0;  ///< Of the snapshot's row groups.
  std::size_t row_group_end = SIZE_MAX;
  std::optional<RangeFilter> range;  ///< A further condition.
};

/// `forms` says how those above the scan take its columns.
Result<ScanPlan> PlanScan(const LogicalPlan& node, std::vector<ColumnForm> forms,
                          const FunctionContext& context, const ScanScope& scope = {});

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_SCAN_SCAN_PLAN_H_
