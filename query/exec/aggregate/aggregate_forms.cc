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

/// Whether it is one of those that add up: they take groups in runs and numbers as offsets.
bool IsOfSums(const AggregateCall& call) {
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
}

/// What an aggregate would take an argument as.
Kind FormOfArgument(const AggregateCall& call, std::size_t argument) {
  const AggregateKind kind = EffectiveKind(call);
  if (kind == AggregateKind::kCountDistinct) return Kind::kRuns;
  if (kind == AggregateKind::kTopShare) return argument == 0 ? Kind::kOffsets : Kind::kRuns;
  return IsOfSums(call) ? Kind::kOffsets : Kind::kRows;
}

bool MayComeInRuns(const BoundExpression& column, engine::ColumnType type) {
  return (type == engine::ColumnType::kCode && column.dictionary.has_value()) ||
         type == engine::ColumnType::kTraceId;
}

bool MayComeAsOffsets(engine::ColumnType type) {
  return type != engine::ColumnType::kCode && type != engine::ColumnType::kText &&
         type != engine::ColumnType::kTraceId;
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
  // `wish` is the form for an expression that is a column of a type which may come in it.
  const auto use = [&](const BoundExpression& expression, Kind wish) {
    ColumnForm form{Kind::kRows, nullptr};
    if (IsTimeBucket(expression)) form = {Kind::kStep, &expression};
    for (const std::uint32_t column : ColumnsOf(expression)) {
      const engine::ColumnType type = scan.scan_columns[column].type;
      const bool may_come = (wish == Kind::kRuns && MayComeInRuns(expression, type)) ||
                            (wish == Kind::kOffsets && MayComeAsOffsets(type));
      const bool is_wished = IsColumn(expression) && may_come;
      Use(is_wished ? ColumnForm{wish, nullptr} : form, &forms[column]);
    }
  };
  // Else runs of groups would be spread over the rows anyway.
  const bool takes_runs = aggregate.expressions.size() == 1 &&
                          std::all_of(aggregate.aggregates.begin(), aggregate.aggregates.end(),
                                      [](const AggregateCall& call) { return IsOfSums(call); });
  for (const BoundExpressionPtr& key : aggregate.expressions) {
    use(*key, takes_runs ? Kind::kRuns : Kind::kRows);
  }
  for (const AggregateCall& call : aggregate.aggregates) {
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      use(*call.arguments[i], FormOfArgument(call, i));
    }
  }
  return forms;
}

}  // namespace costdb::query
