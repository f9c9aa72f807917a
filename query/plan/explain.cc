#include "query/plan/explain.h"

#include <fmt/format.h>

#include <cstddef>
#include <string_view>

#include "engine/error/propagate.h"
#include "query/plan/expression_tools.h"

namespace costdb::query {
namespace {

std::string_view RelationName(engine::Relation relation) {
  switch (relation) {
    case engine::Relation::kCalls:
      return "calls";
    case engine::Relation::kSpans:
      return "spans";
    case engine::Relation::kTraces:
      return "traces";
  }
  return "unknown";
}

template <typename Items, typename TextOf>
std::string Joined(const Items& items, const TextOf& text_of) {
  std::string text;
  for (const auto& item : items) {
    if (!text.empty()) text += ", ";
    text += text_of(item);
  }
  return text;
}

std::string ProjectText(const LogicalPlan& plan) {
  std::string text;
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    if (i != 0) text += ", ";
    const std::string& expression = plan.expressions[i]->text;
    text += expression;
    if (expression != plan.columns[i].name) text += " AS " + plan.columns[i].name;
  }
  return "Project " + text;
}

std::string AggregateText(const LogicalPlan& plan) {
  std::string text = "Aggregate";
  if (!plan.expressions.empty()) {
    text += " by " + Joined(plan.expressions, [](const auto& key) { return key->text; });
  }
  if (!plan.aggregates.empty()) {
    text += ": " + Joined(plan.aggregates, [](const AggregateCall& call) { return call.text; });
  }
  return text;
}

std::string SortText(const LogicalPlan& plan) {
  return "Sort " + Joined(plan.sort_keys, [&](const SortKey& key) {
           return plan.columns[key.column].name + (key.descending ? " DESC" : "") +
                  (key.nulls_first ? " NULLS FIRST" : "");
         });
}

std::string LimitText(const LogicalPlan& plan) {
  std::string text = "Limit";
  if (plan.count.has_value()) text += fmt::format(" {}", *plan.count);
  if (plan.percent.has_value()) text += fmt::format(" {}%", *plan.percent);
  if (plan.offset != 0) text += fmt::format(" offset {}", plan.offset);
  return text;
}

std::string HeadLine(const LogicalPlan& plan) {
  switch (plan.kind) {
    case PlanKind::kScan: {
      const std::string columns =
          Joined(plan.columns, [](const PlanColumn& column) { return column.name; });
      return fmt::format("Scan {}{}{}", RelationName(plan.relation), columns.empty() ? "" : ": ",
                         columns);
    }
    case PlanKind::kFilter:
      return "Filter " + plan.predicate->text;
    case PlanKind::kProject:
      return ProjectText(plan);
    case PlanKind::kAggregate:
      return AggregateText(plan);
    case PlanKind::kSort:
      return SortText(plan);
    case PlanKind::kLimit:
      return LimitText(plan);
    case PlanKind::kOneRow:
      return "One row";
    case PlanKind::kPrices:
      return "Prices: " +
             Joined(plan.columns, [](const PlanColumn& column) { return column.name; });
  }
  return {};
}

std::string BoundText(const LogicalPlan& scan, const ZoneBound& bound) {
  std::string name = "column";
  PlanColumn column;
  for (std::size_t i = 0; i < scan.scan_columns.size(); ++i) {
    if (scan.scan_columns[i].id == bound.column) column = scan.columns[i];
  }
  name = column.dictionary.has_value() ? "code of " + column.name : column.name;
  if (bound.minimum > bound.maximum) return name + " matches nothing";
  const auto value_text = [&](std::int64_t stored) {
    Value value = Value::Int(stored);
    if (!column.dictionary.has_value()) value.type = column.type;
    return ConstantText(value);
  };
  if (bound.minimum == bound.maximum) return name + " = " + value_text(bound.minimum);
  if (bound.maximum == INT64_MAX) return name + " >= " + value_text(bound.minimum);
  if (bound.minimum == INT64_MIN) return name + " <= " + value_text(bound.maximum);
  return fmt::format("{} from {} to {}", name, value_text(bound.minimum),
                     value_text(bound.maximum));
}

std::vector<std::string> DetailLines(const LogicalPlan& plan) {
  std::vector<std::string> lines;
  if (plan.kind != PlanKind::kScan) return lines;
  if (plan.predicate != nullptr) lines.push_back("where " + plan.predicate->text);
  if (!plan.zone_bounds.empty()) {
    lines.push_back("row groups with " + Joined(plan.zone_bounds, [&](const ZoneBound& bound) {
                      return BoundText(plan, bound);
                    }));
  }
  return lines;
}

}  // namespace

Result<std::vector<std::string>> ExplainPlan(
    const LogicalPlan& plan,
    const std::function<Result<std::vector<std::string>>(const LogicalPlan&)>& how_it_runs) {
  std::vector<std::string> lines;
  std::string indent;
  for (const LogicalPlan* node = &plan; node != nullptr; node = node->input.get()) {
    const bool is_root = node == &plan;
    lines.push_back(indent + (is_root ? "" : "└─ ") + HeadLine(*node));
    if (!is_root) indent += "   ";
    for (const std::string& detail : DetailLines(*node)) lines.push_back(indent + detail);
    if (!how_it_runs) continue;
    COSTDB_ASSIGN_OR_RETURN(const std::vector<std::string> details, how_it_runs(*node));
    for (const std::string& detail : details) lines.push_back(indent + detail);
  }
  return lines;
}

}  // namespace costdb::query
