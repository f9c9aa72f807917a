#include "query/exec/aggregate/aggregate_forms.h"

#include <algorithm>

#include "query/exec/aggregate/accumulator.h"
#include "query/exec/expression/expression_tree.h"
#include "query/functions/calendar_bucket.h"

namespace costdb::query {
namespace {

using Kind = ColumnForm::Kind;

bool IsColumn(const BoundExpression& expression) {
  return expression.kind == BoundKind::kColumn;
}

/// Whether the expression is a bucket of a column of time. Buckets below a day of a zone are left
/// out: where clocks are put back they need not rise with time.
bool IsTimeBucket(const BoundExpression& expression) {
  if (expression.kind != BoundKind::kCall) return false;
  const auto& arguments = expression.arguments;
  if (expression.function->name == "time_bucket") {
    return arguments[0]->kind == BoundKind::kConstant && IsColumn(*arguments[1]);
  }
  if (expression.function->name != "calendar_bucket" || !IsColumn(*arguments[3])) return false;
  for (std::size_t i = 0; i < 3; ++i) {
    if (arguments[i]->kind != BoundKind::kConstant) return false;
  }
  const auto unit = ParseCalendarUnit(arguments[0]->constant.text);
  return unit.has_value() && *unit >= CalendarUnit::kDay;
}

/// Whether runs of groups serve all aggregates: else they would be spread over the rows anyway.
bool TakeGroupsInRuns(const std::vector<AggregateCall>& calls) {
  return std::all_of(calls.begin(), calls.end(), [](const AggregateCall& call) {
    switch (EffectiveKind(call)) {
      case AggregateKind::kCountRows:
      case AggregateKind::kCount:
      case AggregateKind::kSum:
      case AggregateKind::kAverage:
      case AggregateKind::kShare:
        return true;
      default:
        return false;
    }
  });
}

bool MayComeInRuns(engine::ColumnType type) {
  return type == engine::ColumnType::kCode || type == engine::ColumnType::kTraceId;
}

/// Merges one more use of a column into its form.
void Use(ColumnForm use, ColumnForm* form) {
  const bool is_same =
      form->kind == use.kind && (use.kind != Kind::kStep || AreSame(*form->step, *use.step));
  if (form->kind == Kind::kUnused) {
    *form = use;
  } else if (!is_same) {
    *form = {Kind::kRows, nullptr};
  }
}

}  // namespace

std::vector<ColumnForm> FormsForAggregate(const LogicalPlan& aggregate, const LogicalPlan& scan) {
  std::vector<ColumnForm> forms(scan.columns.size());
  const auto use = [&](const BoundExpression& expression, bool takes_runs) {
    ColumnForm form{Kind::kRows, nullptr};
    if (IsTimeBucket(expression)) form = {Kind::kStep, &expression};
    for (const std::uint32_t column : ColumnsOf(expression)) {
      const bool by_run =
          takes_runs && IsColumn(expression) && MayComeInRuns(scan.scan_columns[column].type);
      Use(by_run ? ColumnForm{Kind::kRuns, nullptr} : form, &forms[column]);
    }
  };
  const bool is_lone = aggregate.expressions.size() == 1;
  for (const BoundExpressionPtr& key : aggregate.expressions) {
    use(*key, is_lone && TakeGroupsInRuns(aggregate.aggregates));
  }
  for (const AggregateCall& call : aggregate.aggregates) {
    const bool is_top_share = EffectiveKind(call) == AggregateKind::kTopShare;
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      use(*call.arguments[i], is_top_share && i == 1);
    }
  }
  return forms;
}

}  // namespace costdb::query
