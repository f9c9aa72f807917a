#include "query/binder/scope.h"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

#include "query/plan/column_type.h"
#include "query/plan/expression_tools.h"
#include "query/syntax/diagnostic.h"
#include "query/syntax/nearest_name.h"

namespace costdb::query {

Scope Scope::OfRelation(engine::Relation relation, std::string_view relation_name,
                        std::string_view name) {
  Scope scope;
  scope.plan_ = std::make_unique<LogicalPlan>();
  scope.plan_->kind = PlanKind::kScan;
  scope.plan_->relation = relation;
  scope.description_ = std::string(relation_name);
  scope.name_ = LowercaseName(name);
  return scope;
}

Scope Scope::OfPlan(LogicalPlanPtr plan, std::string_view description, std::string_view name) {
  Scope scope;
  scope.plan_ = std::move(plan);
  scope.description_ = std::string(description);
  scope.name_ = LowercaseName(name);
  return scope;
}

std::uint32_t Scope::AddScanColumn(engine::ColumnId id, engine::ColumnType type,
                                   PlanColumn column) {
  for (std::size_t i = 0; i < plan_->scan_columns.size(); ++i) {
    if (plan_->scan_columns[i].id == id) return static_cast<std::uint32_t>(i);
  }
  plan_->scan_columns.push_back({id, type});
  plan_->columns.push_back(std::move(column));
  return static_cast<std::uint32_t>(plan_->columns.size() - 1);
}

BoundExpressionPtr Scope::Find(std::string_view name) {
  const std::string wanted = LowercaseName(name);
  if (plan_->kind == PlanKind::kScan) {
    const engine::ColumnDefinition* column = engine::FindColumn(plan_->relation, wanted);
    if (column == nullptr) return nullptr;
    PlanColumn plan_column = {std::string(column->name), TypeOfColumn(column->type), std::nullopt};
    if (column->type == engine::ColumnType::kCode) plan_column.dictionary = column->dictionary;
    const std::uint32_t index = AddScanColumn(column->id, column->type, std::move(plan_column));
    return MakeColumn(index, plan_->columns[index]);
  }
  for (std::size_t i = 0; i < plan_->columns.size(); ++i) {
    if (LowercaseName(plan_->columns[i].name) == wanted) {
      return MakeColumn(static_cast<std::uint32_t>(i), plan_->columns[i]);
    }
  }
  return nullptr;
}

std::vector<std::string_view> Scope::ColumnNames() const {
  std::vector<std::string_view> names;
  if (plan_->kind == PlanKind::kScan) {
    for (const engine::ColumnDefinition& column : engine::Columns()) {
      if (engine::IsIn(column, plan_->relation)) names.push_back(column.name);
    }
  } else {
    for (const PlanColumn& column : plan_->columns) names.push_back(column.name);
  }
  return names;
}

std::vector<BoundExpressionPtr> Scope::AllColumns() {
  std::vector<BoundExpressionPtr> columns;
  if (plan_->kind == PlanKind::kScan) {
    for (const std::string_view name : ColumnNames()) columns.push_back(Find(name));
  } else {
    for (std::size_t i = 0; i < plan_->columns.size(); ++i) {
      columns.push_back(MakeColumn(static_cast<std::uint32_t>(i), plan_->columns[i]));
    }
  }
  return columns;
}

Result<BoundExpressionPtr> Scope::ResolveAttribute(const BindContext& context,
                                                   const syntax::Expression& expression) {
  if (plan_->kind != PlanKind::kScan) {
    // A query in FROM hands attributes on under the name that they have as a result column.
    if (BoundExpressionPtr column = Find(syntax::ToText(expression))) return column;
    return ErrorAt(context.query_text, expression.range,
                   fmt::format("{} has no attributes; select {} in it, with an alias", description_,
                               syntax::ToText(expression)));
  }
  if (plan_->relation == engine::Relation::kTraces) {
    return ErrorAt(context.query_text, expression.range,
                   "traces have no attributes; they are columns of calls and spans");
  }
  const bool of_resource = expression.qualifier == "resource";
  const std::optional<engine::ColumnId> id =
      context.snapshot->FindAttribute(expression.name, of_resource);
  if (!id.has_value()) {
    if (of_resource && (expression.name == "service.name" ||
                        expression.name.starts_with("deployment.environment"))) {
      return ErrorAt(context.query_text, expression.range,
                     fmt::format("{} is the column {}", syntax::ToText(expression),
                                 expression.name == "service.name" ? "service" : "environment"));
    }
    const std::vector<engine::AttributeColumn> known = context.snapshot->attribute_columns();
    std::vector<std::string_view> names;
    names.reserve(known.size());
    for (const engine::AttributeColumn& column : known) names.push_back(column.name);
    const std::string written = syntax::ToText(expression);
    return ErrorAt(context.query_text, expression.range,
                   fmt::format("no span has had {} yet{}", written, DidYouMean(written, names)));
  }
  const std::uint32_t index =
      AddScanColumn(*id, engine::ColumnType::kCode, {syntax::ToText(expression), Type::kText, *id});
  return MakeColumn(index, plan_->columns[index]);
}

Result<BoundExpressionPtr> Scope::Resolve(const BindContext& context,
                                          const syntax::Expression& expression) {
  if (expression.kind == syntax::ExpressionKind::kAttribute) {
    return ResolveAttribute(context, expression);
  }
  if (!expression.qualifier.empty() && LowercaseName(expression.qualifier) != name_) {
    return ErrorAt(context.query_text, {expression.range.begin, expression.name_range.begin - 1},
                   fmt::format("{} is not in FROM; columns are written {}.{}, or {} alone",
                               expression.qualifier, name_, expression.name, expression.name));
  }
  if (BoundExpressionPtr column = Find(expression.name)) return column;
  const std::string where = description_.empty() ? std::string() : " in " + description_;
  return ErrorAt(context.query_text, expression.name_range,
                 fmt::format("there is no column {}{}{}", expression.name, where,
                             DidYouMean(expression.name, ColumnNames())));
}

}  // namespace costdb::query
