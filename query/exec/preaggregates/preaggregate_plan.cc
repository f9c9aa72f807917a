#include "query/exec/preaggregates/preaggregate_plan.h"

#include <absl/time/time.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>

#include "engine/error/propagate.h"
#include "query/exec/expression/expression_tree.h"
#include "query/exec/preaggregates/cell_constant.h"
#include "query/functions/calendar_bucket.h"

namespace costdb::query {
namespace {

using engine::ColumnId;
using engine::kPreaggregatedNs;

/// What an aggregate asks of cells, as the plan alone tells.
struct CellWish {
  CellReads reads;
  std::vector<const BoundExpression*> conditions;  ///< On dimensions.
  std::optional<RangeFilter> time;  ///< What the query's range leaves, if it has one.
};

bool IsSum(AggregateKind kind) {
  return kind == AggregateKind::kSum || kind == AggregateKind::kAverage ||
         kind == AggregateKind::kShare || kind == AggregateKind::kCount;
}

bool IsMeasure(const BoundExpression& input, const LogicalPlan& scan) {
  if (input.kind != BoundKind::kColumn || input.column >= scan.scan_columns.size()) return false;
  const auto& measures = engine::kPreaggregateMeasures;
  return std::find(measures.begin(), measures.end(), scan.scan_columns[input.column].id) !=
         measures.end();
}

bool ReadPredicate(const LogicalPlan& scan, CellWish* wish) {
  if (scan.predicate == nullptr) return true;
  for (const BoundExpression* condition : ConjunctsOf(*scan.predicate)) {
    const std::optional<RangeFilter> range = AsRangeFilter(*condition, scan);
    if (range && scan.scan_columns[range->column].id == ColumnId::kTime) {
      if (!wish->time) wish->time = RangeFilter{range->column, INT64_MIN, INT64_MAX};
      wish->time->minimum = std::max(wish->time->minimum, range->minimum);
      wish->time->maximum = std::min(wish->time->maximum, range->maximum);
    } else if (IsConstantInCell(*condition, scan, &wish->reads)) {
      wish->conditions.push_back(condition);
    } else {
      return false;
    }
  }
  return true;
}

std::optional<CellWish> WishOf(const LogicalPlan& scan, const AggregateLayout& layout) {
  if (scan.kind != PlanKind::kScan || scan.relation != engine::Relation::kCalls) {
    return std::nullopt;
  }
  CellWish wish;
  for (const std::size_t key : layout.keys) {
    if (!IsConstantInCell(*layout.inputs[key], scan, &wish.reads)) return std::nullopt;
  }
  for (std::size_t i = 0; i < layout.states.size(); ++i) {
    if (!IsSum(EffectiveKind(*layout.states[i])) ||
        !IsMeasure(*layout.inputs[layout.state_inputs[i][0]], scan)) {
      return std::nullopt;
    }
  }
  return ReadPredicate(scan, &wish) ? std::optional(std::move(wish)) : std::nullopt;
}

engine::PreaggregateLevel LevelFor(const CellReads& reads) {
  for (const engine::PreaggregateLevel level : engine::kPreaggregateLevels) {
    const std::span<const ColumnId> kept = engine::DimensionsOf(level);
    const bool has_all =
        std::all_of(reads.dimensions.begin(), reads.dimensions.end(), [kept](ColumnId dimension) {
          return std::find(kept.begin(), kept.end(), dimension) != kept.end();
        });
    if (has_all) return level;
  }
  return engine::PreaggregateLevel::kAll;
}

/// Hours from `first` to `last`, both included.
struct Hours {
  std::int64_t first = engine::HourOf(INT64_MIN);
  std::int64_t last = engine::HourOf(INT64_MAX);
};

/// When an hour starts, or the end of time that it lies beyond.
std::int64_t StartOf(std::int64_t hour) {
  const Int128 unix_ns = Int128{hour} * kPreaggregatedNs;
  return static_cast<std::int64_t>(std::clamp<Int128>(unix_ns, INT64_MIN, INT64_MAX));
}

/// The hours that lie in a range of time as a whole.
Hours WholeHours(const RangeFilter& time) {
  Hours hours;
  if (time.minimum != INT64_MIN) {
    hours.first = engine::HourOf(time.minimum);
    if (StartOf(hours.first) != time.minimum) ++hours.first;
  }
  if (time.maximum != INT64_MAX) hours.last = engine::HourOf(time.maximum + 1) - 1;
  return hours;
}

/// Whether the hours of a zone are hours of UTC on all days of the cells. A zone changes its clock
/// by whole hours, or to an offset that is none.
Result<bool> HasWholeHours(const std::string& zone_name, const engine::PreaggregateDays& days) {
  COSTDB_ASSIGN_OR_RETURN(const absl::TimeZone zone, LoadZone(zone_name));
  const auto is_whole = [&zone](std::int64_t unix_ns) {
    return zone.At(absl::FromUnixNanos(unix_ns)).offset % 3600 == 0;
  };
  for (const auto& day : days) {
    const auto* time = day->statistics(engine::Section::kCalls, ColumnId::kTime);
    if (time == nullptr) continue;
    if (!is_whole(time->minimum) || !is_whole(time->maximum + kPreaggregatedNs)) return false;
  }
  return true;
}

std::uint32_t AddCellColumn(ColumnId id, LogicalPlan* node) {
  node->columns.push_back({"", Type::kInt, std::nullopt});
  node->scan_columns.push_back({id, engine::ColumnType::kInteger});
  return static_cast<std::uint32_t>(node->columns.size() - 1);
}

void MakeCellNode(const LogicalPlan& scan, const AggregateLayout& layout, PreaggregatePlan* plan) {
  LogicalPlan& node = plan->cell_node;
  node.kind = PlanKind::kScan;
  node.relation = scan.relation;
  node.columns = scan.columns;
  node.scan_columns = scan.scan_columns;
  plan->cell_columns.calls = AddCellColumn(ColumnId::kCalls, &node);
  for (const std::vector<std::size_t>& inputs : layout.state_inputs) {
    const ColumnId measure = scan.scan_columns[layout.inputs[inputs[0]]->column].id;
    plan->cell_columns.known.push_back(AddCellColumn(engine::ColumnOfKnown(measure), &node));
  }
}

void PlanCells(const CellWish& wish, const std::vector<bool>& needed, const Hours& hours,
               PreaggregatePlan* plan) {
  ScanPlan& cells = plan->cells;
  cells.node = &plan->cell_node;
  cells.conditions = wish.conditions;
  cells.needed = needed;
  cells.needed.resize(plan->cell_node.columns.size(), true);
  if (wish.time) {
    cells.ranges.push_back({wish.time->column, StartOf(hours.first), StartOf(hours.last)});
  }
  for (const auto& day : plan->days) {
    const std::uint32_t rows = day->rows(engine::Section::kCalls);
    if (rows != 0) cells.Add({day.get(), engine::Section::kCalls, rows});
  }
}

Status PlanRows(const LogicalPlan& scan, const CellWish& wish, const std::vector<bool>& needed,
                const Hours& hours, const FunctionContext& context, PreaggregatePlan* plan) {
  const std::size_t sealed = context.snapshot->sealed_row_group_count();
  std::vector<ScanScope> scopes;
  if (wish.time) {
    const RangeFilter& time = *wish.time;
    const std::int64_t begin = StartOf(hours.first);
    const std::int64_t end = StartOf(hours.last + 1);
    const bool cuts_first = time.minimum != INT64_MIN && time.minimum < begin;
    const bool cuts_last = time.maximum != INT64_MAX && time.maximum >= end;
    if (cuts_first)
      scopes.push_back({0, sealed, RangeFilter{time.column, time.minimum, begin - 1}});
    if (cuts_last) scopes.push_back({0, sealed, RangeFilter{time.column, end, time.maximum}});
  }
  scopes.push_back({sealed, SIZE_MAX, std::nullopt});
  for (const ScanScope& scope : scopes) {
    COSTDB_ASSIGN_OR_RETURN(ScanPlan rows, PlanScan(scan, needed, context, scope));
    if (!rows.morsels.empty()) plan->rows.push_back(std::move(rows));
  }
  return Status::Ok();
}

// Workers whose states are merged must all expect the same number of rows.
void ShareRowCount(PreaggregatePlan* plan) {
  std::uint64_t total = plan->cells.rows;
  for (const ScanPlan& rows : plan->rows) total += rows.rows;
  plan->cells.rows = total;
  for (ScanPlan& rows : plan->rows) rows.rows = total;
}

std::string DescribePlan(const PreaggregatePlan& plan) {
  std::string text = "pre-aggregates by hour";
  for (const ColumnId dimension : engine::DimensionsOf(plan.level)) {
    text += fmt::format(", {}", engine::FindColumn(dimension)->name);
  }
  return text;
}

}  // namespace

Result<std::unique_ptr<PreaggregatePlan>> PlanPreaggregates(const LogicalPlan& scan,
                                                            const AggregateLayout& layout,
                                                            const std::vector<bool>& needed,
                                                            const FunctionContext& context) {
  const std::optional<CellWish> wish = WishOf(scan, layout);
  if (!wish) return std::unique_ptr<PreaggregatePlan>();
  const Hours hours = wish->time ? WholeHours(*wish->time) : Hours();
  if (hours.first > hours.last) return std::unique_ptr<PreaggregatePlan>();
  auto plan = std::make_unique<PreaggregatePlan>();
  plan->level = LevelFor(wish->reads);
  COSTDB_ASSIGN_OR_RETURN(
      auto days, context.snapshot->OpenPreaggregates(plan->level, engine::DayOfHour(hours.first),
                                                     engine::DayOfHour(hours.last)));
  if (!days) return std::unique_ptr<PreaggregatePlan>();
  plan->days = std::move(*days);
  for (const std::string& zone : wish->reads.zones) {
    COSTDB_ASSIGN_OR_RETURN(const bool is_whole, HasWholeHours(zone, plan->days));
    if (!is_whole) return std::unique_ptr<PreaggregatePlan>();
  }
  MakeCellNode(scan, layout, plan.get());
  PlanCells(*wish, needed, hours, plan.get());
  COSTDB_RETURN_IF_ERROR(PlanRows(scan, *wish, needed, hours, context, plan.get()));
  ShareRowCount(plan.get());
  return plan;
}

Result<std::vector<std::string>> ExplainPreaggregates(const LogicalPlan& node,
                                                      const FunctionContext& context) {
  if (node.kind != PlanKind::kAggregate || node.input == nullptr) return std::vector<std::string>();
  const AggregateLayout layout = MakeLayout(node);
  const std::vector<bool> needed(node.input->columns.size(), false);
  COSTDB_ASSIGN_OR_RETURN(const auto plan, PlanPreaggregates(*node.input, layout, needed, context));
  if (plan == nullptr) return std::vector<std::string>();
  std::vector<std::string> lines = {DescribePlan(*plan)};
  std::uint64_t rows = 0;
  for (const ScanPlan& scan : plan->rows) {
    for (const Morsel& morsel : scan.morsels) rows += morsel.rows;
  }
  if (rows != 0) lines.push_back(fmt::format("and {} rows that are not in them", rows));
  return lines;
}

}  // namespace costdb::query
