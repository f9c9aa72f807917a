#include "query/catalog_statements.h"

#include <fmt/format.h>

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "engine/error/propagate.h"
#include "query/binder/binder.h"
#include "query/functions/aggregate_function.h"
#include "query/functions/scalar_function.h"
#include "query/functions/type_rules.h"
#include "query/prices/price_relation.h"
#include "query/settings.h"
#include "query/syntax/diagnostic.h"
#include "query/syntax/nearest_name.h"
#include "query/syntax/operator_text.h"

namespace costdb::query {
namespace {

QueryResult TextTable(std::initializer_list<std::string_view> names) {
  QueryResult result;
  for (const std::string_view name : names) {
    result.columns.push_back({std::string(name), Type::kText, {}});
  }
  return result;
}

void AddRow(QueryResult* result, std::initializer_list<std::string_view> texts) {
  std::size_t column = 0;
  for (const std::string_view text : texts) {
    result->columns[column++].values.push_back(text.empty() ? Value::Null()
                                                            : Value::Text(std::string(text)));
  }
}

QueryResult ShowTables() {
  QueryResult result = TextTable({"relation", "documentation"});
  for (const RelationDefinition& relation : Relations()) {
    AddRow(&result, {relation.name, relation.documentation});
  }
  return result;
}

QueryResult ShowFunctions() {
  QueryResult result = TextTable({"function", "signature", "documentation"});
  AddRow(&result, {"now", "now() -> time", "when the statement began"});
  for (const ScalarFunction& function : ScalarFunctions()) {
    AddRow(&result, {function.name, function.signature, function.documentation});
  }
  for (const AggregateFunction& function : AggregateFunctions()) {
    AddRow(&result, {function.name, function.signature, function.documentation});
  }
  return result;
}

QueryResult ShowSettings(const SessionSettings& settings) {
  QueryResult result = TextTable({"setting", "value", "documentation"});
  for (const SettingDefinition& setting : Settings()) {
    AddRow(&result, {setting.name, setting.show(settings), setting.documentation});
  }
  return result;
}

std::string_view DocumentationOf(const LogicalPlan& plan, std::size_t column) {
  if (plan.kind == PlanKind::kPrices) {
    return PriceColumns()[plan.price_columns[column]].documentation;
  }
  if (plan.kind != PlanKind::kScan) return SessionColumnDocumentation(plan.columns[column].name);
  const engine::ColumnDefinition* definition = engine::FindColumn(plan.scan_columns[column].id);
  return definition == nullptr ? std::string_view() : definition->documentation;
}

// attr['key'] with a key that holds quotes, as CostQL reads it.
std::string AttributeText(std::string_view name) {
  const std::size_t begin = name.find("['");
  if (begin == std::string_view::npos || !name.ends_with("']")) return std::string(name);
  const std::string_view key = name.substr(begin + 2, name.size() - begin - 4);
  return fmt::format("{}[{}]", name.substr(0, begin), QuotedText(key));
}

}  // namespace

Result<QueryResult> ShowCatalog(const BindContext& context, const SessionSettings& settings,
                                const syntax::Name& what) {
  const std::string word = LowercaseName(what.text);
  if (word == "tables" || word == "relations") return ShowTables();
  if (word == "functions") return ShowFunctions();
  if (word == "settings") return ShowSettings(settings);
  constexpr std::array<std::string_view, 3> kSubjects = {"TABLES", "FUNCTIONS", "SETTINGS"};
  return ErrorAt(
      context.query_text, what.range,
      fmt::format("SHOW takes TABLES, FUNCTIONS or SETTINGS{}", DidYouMean(what.text, kSubjects)));
}

Result<QueryResult> DescribeRelation(const BindContext& context, const syntax::Name& relation) {
  COSTDB_ASSIGN_OR_RETURN(const LogicalPlanPtr plan, BindRelation(context, relation));
  QueryResult result = TextTable({"column", "type", "documentation"});
  for (std::size_t i = 0; i < plan->columns.size(); ++i) {
    AddRow(&result,
           {plan->columns[i].name, TypeName(plan->columns[i].type), DocumentationOf(*plan, i)});
  }
  const bool has_attributes =
      plan->kind == PlanKind::kScan && plan->relation != engine::Relation::kTraces;
  if (!has_attributes) return result;
  for (const engine::AttributeColumn& attribute : context.snapshot->attribute_columns()) {
    AddRow(&result,
           {AttributeText(attribute.name), TypeName(Type::kText), "an attribute that spans have"});
  }
  return result;
}

}  // namespace costdb::query
