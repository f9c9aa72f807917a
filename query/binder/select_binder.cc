#include "query/binder/select_binder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>

#include "engine/error/propagate.h"
#include "query/binder/time_range.h"
#include "query/functions/number_arithmetic.h"
#include "query/functions/type_rules.h"
#include "query/plan/expression_tools.h"
#include "query/syntax/diagnostic.h"
#include "query/syntax/nearest_name.h"

namespace costdb::query {
namespace {

using syntax::Expression;
using syntax::ExpressionKind;

LogicalPlanPtr MakeNode(PlanKind kind, LogicalPlanPtr input) {
  auto node = std::make_unique<LogicalPlan>();
  node->kind = kind;
  if (input != nullptr) node->columns = input->columns;
  node->input = std::move(input);
  return node;
}

// Decimals live inside expressions; a result shows a double.
BoundExpressionPtr AsResult(BoundExpressionPtr expression) {
  const bool is_decimal =
      expression->kind == BoundKind::kConstant && expression->type == Type::kDecimal;
  if (!is_decimal) return expression;
  return MakeConstant(
      Value::Double(DecimalToDouble(expression->constant.integer, expression->constant.scale)));
}

}  // namespace

Result<LogicalPlanPtr> SelectBinder::Bind() {
  COSTDB_RETURN_IF_ERROR(CollectAliases());
  COSTDB_RETURN_IF_ERROR(BindWhere());
  if (IsGrouped()) {
    grouping_ = std::make_unique<GroupBinder>(context_, &scope_, aliases_);
    COSTDB_RETURN_IF_ERROR(grouping_->AddKeys(select_));
  }
  COSTDB_RETURN_IF_ERROR(BindOutputs());
  COSTDB_RETURN_IF_ERROR(BindHaving());
  COSTDB_RETURN_IF_ERROR(BindOrder());
  COSTDB_RETURN_IF_ERROR(BindLimit());
  return MakePlan();
}

Status SelectBinder::CollectAliases() {
  for (const syntax::SelectItem& item : select_.items) {
    if (!item.alias.has_value()) continue;
    aliases_.emplace(LowercaseName(item.alias->text), item.expression.get());
  }
  return Status::Ok();
}

bool SelectBinder::IsGrouped() const {
  if (select_.group_by.has_value() || select_.every.has_value() || select_.having != nullptr) {
    return true;
  }
  const bool has_aggregate =
      std::any_of(select_.items.begin(), select_.items.end(), [](const syntax::SelectItem& item) {
        return !item.is_star && ContainsAggregate(*item.expression);
      });
  if (has_aggregate || !select_.order_by.has_value()) return has_aggregate;
  return std::any_of(select_.order_by->items.begin(), select_.order_by->items.end(),
                     [](const syntax::SortItem& item) {
                       return item.expression != nullptr && ContainsAggregate(*item.expression);
                     });
}

Status SelectBinder::BindWhere() {
  if (select_.where == nullptr) return Status::Ok();
  COSTDB_ASSIGN_OR_RETURN(BoundExpressionPtr condition,
                          BindRowExpression(context_, &scope_, aliases_, *select_.where, "WHERE"));
  COSTDB_RETURN_IF_ERROR(CheckCondition(context_, *select_.where, *condition, "WHERE"));
  SplitConjunction(std::move(condition), &conditions_);
  return Status::Ok();
}

Result<BoundExpressionPtr> SelectBinder::BindOutput(const Expression& expression,
                                                    std::string_view place) {
  Result<BoundExpressionPtr> bound =
      grouping_ != nullptr ? grouping_->Bind(expression)
                           : BindRowExpression(context_, &scope_, aliases_, expression, place);
  if (!bound.ok()) return bound;
  return AsResult(std::move(bound).value());
}

Status SelectBinder::BindOutputs() {
  if (grouping_ != nullptr && grouping_->Bucket() != nullptr) {
    const bool is_selected = std::any_of(
        select_.items.begin(), select_.items.end(), [this](const syntax::SelectItem& item) {
          return !item.is_star && grouping_->IsBucketName(*item.expression);
        });
    if (!is_selected) outputs_.push_back({grouping_->Bucket(), "time"});
  }
  for (const syntax::SelectItem& item : select_.items) COSTDB_RETURN_IF_ERROR(BindItem(item));
  visible_outputs_ = outputs_.size();
  return Status::Ok();
}

Status SelectBinder::BindItem(const syntax::SelectItem& item) {
  if (!item.is_star) {
    COSTDB_ASSIGN_OR_RETURN(BoundExpressionPtr bound, BindOutput(*item.expression, "SELECT"));
    outputs_.push_back({std::move(bound), item.alias.has_value()
                                              ? item.alias->text
                                              : syntax::ToText(*item.expression)});
    return Status::Ok();
  }
  if (grouping_ != nullptr) {
    return ErrorAt(context_.query_text, item.range,
                   "* goes with rows, not with groups: name the columns");
  }
  std::vector<BoundExpressionPtr> columns = scope_.AllColumns();
  if (columns.empty()) {
    return ErrorAt(context_.query_text, item.range, "* needs FROM, such as FROM calls");
  }
  for (BoundExpressionPtr& column : columns) {
    std::string name = column->text;
    outputs_.push_back({std::move(column), std::move(name)});
  }
  return Status::Ok();
}

Status SelectBinder::BindHaving() {
  if (select_.having == nullptr) return Status::Ok();
  COSTDB_ASSIGN_OR_RETURN(having_, grouping_->Bind(*select_.having));
  return CheckCondition(context_, *select_.having, *having_, "HAVING");
}

Status SelectBinder::BindOrder() {
  if (!select_.order_by.has_value()) {
    OrderByKeys();
    return Status::Ok();
  }
  const syntax::OrderBy& order_by = *select_.order_by;
  if (order_by.all) {
    const syntax::SortItem& item = order_by.items.front();
    for (std::uint32_t column = 0; column < visible_outputs_; ++column) {
      sort_keys_.push_back({column, item.descending, item.nulls_first.value_or(false)});
    }
    return Status::Ok();
  }
  for (const syntax::SortItem& item : order_by.items) COSTDB_RETURN_IF_ERROR(BindSortItem(item));
  return Status::Ok();
}

// A time series is read in the order of time, whether or not someone says so.
void SelectBinder::OrderByKeys() {
  if (grouping_ == nullptr || grouping_->Bucket() == nullptr) return;
  for (std::uint32_t key = 0; key < grouping_->key_count(); ++key) {
    for (std::uint32_t column = 0; column < visible_outputs_; ++column) {
      const BoundExpression& output = *outputs_[column].expression;
      if (output.kind != BoundKind::kColumn || output.column != key) continue;
      sort_keys_.push_back({column, false, false});
      break;
    }
  }
}

Status SelectBinder::BindSortItem(const syntax::SortItem& item) {
  COSTDB_ASSIGN_OR_RETURN(const std::uint32_t column, SortColumn(*item.expression));
  sort_keys_.push_back({column, item.descending, item.nulls_first.value_or(false)});
  return Status::Ok();
}

// ORDER BY knows the names of the result too: a mistyped one is told by them.
Status SelectBinder::CheckSortName(const Expression& expression) {
  const bool is_bare_name =
      expression.kind == ExpressionKind::kColumn && expression.qualifier.empty();
  if (!is_bare_name || FindAlias(aliases_, expression) != nullptr ||
      scope_.Find(expression.name) != nullptr ||
      (grouping_ != nullptr && grouping_->IsBucketName(expression))) {
    return Status::Ok();
  }
  std::vector<std::string_view> names = scope_.ColumnNames();
  for (const Output& output : outputs_) names.push_back(output.name);
  return ErrorAt(context_.query_text, expression.range,
                 fmt::format("there is no column {} in {} or in the result{}", expression.name,
                             scope_.description(), DidYouMean(expression.name, names)));
}

Result<std::uint32_t> SelectBinder::SortColumn(const Expression& expression) {
  if (expression.kind == ExpressionKind::kLiteral && expression.literal.type == Type::kInt) {
    const Int128 position = expression.literal.integer;
    if (position >= 1 && position <= static_cast<Int128>(visible_outputs_)) {
      return static_cast<std::uint32_t>(position - 1);
    }
    return ErrorAt(context_.query_text, expression.range,
                   fmt::format("ORDER BY {} names no column: the result has {}", expression.name,
                               visible_outputs_));
  }
  if (expression.kind == ExpressionKind::kColumn && expression.qualifier.empty()) {
    const std::string name = LowercaseName(expression.name);
    for (std::uint32_t i = 0; i < visible_outputs_; ++i) {
      if (LowercaseName(outputs_[i].name) == name) return i;
    }
  }
  COSTDB_RETURN_IF_ERROR(CheckSortName(expression));
  COSTDB_ASSIGN_OR_RETURN(BoundExpressionPtr bound, BindOutput(expression, "ORDER BY"));
  for (std::uint32_t i = 0; i < outputs_.size(); ++i) {
    if (SameExpression(*outputs_[i].expression, *bound)) return i;
  }
  if (select_.distinct) {
    return ErrorAt(context_.query_text, expression.range,
                   fmt::format("with DISTINCT, ORDER BY takes selected columns, and {} is none",
                               syntax::ToText(expression)));
  }
  outputs_.push_back({std::move(bound), syntax::ToText(expression)});
  return static_cast<std::uint32_t>(outputs_.size() - 1);
}

Result<std::uint64_t> SelectBinder::BindCount(const Expression& expression,
                                              std::string_view place) {
  COSTDB_ASSIGN_OR_RETURN(const Value value, BindConstant(context_, expression, place));
  if (value.type == Type::kInt && value.integer >= 0 && value.integer <= INT64_MAX) {
    return static_cast<std::uint64_t>(value.integer);
  }
  return ErrorAt(context_.query_text, expression.range,
                 fmt::format("{} takes a whole number of rows", place));
}

Status SelectBinder::BindLimit() {
  if (select_.limit == nullptr && select_.offset == nullptr) return Status::Ok();
  limit_ = MakeNode(PlanKind::kLimit, nullptr);
  if (select_.offset != nullptr) {
    COSTDB_ASSIGN_OR_RETURN(limit_->offset, BindCount(*select_.offset, "OFFSET"));
  }
  if (select_.limit == nullptr) return Status::Ok();
  if (!select_.limit_is_percent) {
    COSTDB_ASSIGN_OR_RETURN(limit_->count, BindCount(*select_.limit, "LIMIT"));
    return Status::Ok();
  }
  const Value& share = select_.limit->literal;
  const double percent = 100 * DecimalToDouble(share.integer, share.scale);
  if (percent <= 0 || percent > 100) {
    return ErrorAt(context_.query_text, select_.limit->range,
                   "LIMIT takes a percentage above 0% and up to 100%");
  }
  limit_->percent = percent;
  return Status::Ok();
}

LogicalPlanPtr SelectBinder::MakePlan() {
  LogicalPlanPtr plan = scope_.TakePlan();
  if (!conditions_.empty()) {
    plan = MakeNode(PlanKind::kFilter, std::move(plan));
    plan->predicate = MakeConjunction(std::move(conditions_));
  }
  if (grouping_ != nullptr) plan = grouping_->MakeNode(std::move(plan));
  if (having_ != nullptr) {
    plan = MakeNode(PlanKind::kFilter, std::move(plan));
    plan->predicate = std::move(having_);
  }
  plan = MakeProject(std::move(plan));
  if (select_.distinct) plan = MakeDistinct(std::move(plan));
  if (!sort_keys_.empty()) {
    plan = MakeNode(PlanKind::kSort, std::move(plan));
    plan->sort_keys = std::move(sort_keys_);
  }
  if (limit_ != nullptr) {
    limit_->columns = plan->columns;
    limit_->input = std::move(plan);
    plan = std::move(limit_);
  }
  return outputs_.size() == visible_outputs_ ? std::move(plan) : DropHidden(std::move(plan));
}

// A second `user` is user_1: formats with names for keys, and queries around this one, tell them
// apart.
void SelectBinder::MakeNamesUnique() {
  std::set<std::string> taken;
  for (const Output& output : outputs_) taken.insert(LowercaseName(output.name));
  std::set<std::string> met;
  for (std::size_t i = 0; i < visible_outputs_; ++i) {
    std::string& name = outputs_[i].name;
    if (met.insert(LowercaseName(name)).second) continue;
    std::string unique;
    for (int number = 1; unique.empty() || taken.contains(LowercaseName(unique)); ++number) {
      unique = fmt::format("{}_{}", name, number);
    }
    name = unique;
    taken.insert(LowercaseName(name));
    met.insert(LowercaseName(name));
  }
}

LogicalPlanPtr SelectBinder::MakeProject(LogicalPlanPtr input) {
  MakeNamesUnique();
  LogicalPlanPtr project = MakeNode(PlanKind::kProject, std::move(input));
  project->columns.clear();
  for (Output& output : outputs_) {
    project->columns.push_back(ColumnOf(*output.expression, output.name));
    project->expressions.push_back(std::move(output.expression));
  }
  return project;
}

LogicalPlanPtr SelectBinder::MakeDistinct(LogicalPlanPtr input) const {
  LogicalPlanPtr distinct = MakeNode(PlanKind::kAggregate, std::move(input));
  for (std::uint32_t i = 0; i < distinct->columns.size(); ++i) {
    distinct->expressions.push_back(MakeColumn(i, distinct->columns[i]));
  }
  return distinct;
}

LogicalPlanPtr SelectBinder::DropHidden(LogicalPlanPtr input) const {
  LogicalPlanPtr project = MakeNode(PlanKind::kProject, std::move(input));
  project->columns.resize(visible_outputs_);
  for (std::uint32_t i = 0; i < visible_outputs_; ++i) {
    project->expressions.push_back(MakeColumn(i, project->columns[i]));
  }
  return project;
}

}  // namespace costdb::query
