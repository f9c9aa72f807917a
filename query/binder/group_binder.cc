#include "query/binder/group_binder.h"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

#include "engine/error/propagate.h"
#include "query/binder/price_functions.h"
#include "query/binder/time_range.h"
#include "query/functions/aggregate_function.h"
#include "query/functions/number_arithmetic.h"
#include "query/plan/expression_tools.h"
#include "query/syntax/diagnostic.h"
#include "query/syntax/nearest_name.h"
#include "query/syntax/operator_text.h"

namespace costdb::query {
namespace {

using syntax::Expression;
using syntax::ExpressionKind;

constexpr std::string_view kBucketName = "time";

bool IsPosition(const Expression& expression) {
  return expression.kind == ExpressionKind::kLiteral && expression.literal.type == Type::kInt;
}

bool SameAggregate(const AggregateCall& left, const AggregateCall& right) {
  if (left.function != right.function || left.distinct != right.distinct ||
      left.parameter != right.parameter || left.arguments.size() != right.arguments.size()) {
    return false;
  }
  for (std::size_t i = 0; i < left.arguments.size(); ++i) {
    if (!SameExpression(*left.arguments[i], *right.arguments[i])) return false;
  }
  return true;
}

// A number or a percentage as a double; it selects a rank and touches no money.
double RealOf(const Value& value) {
  if (value.type == Type::kDouble) return value.real;
  return DecimalToDouble(value.integer, value.scale);
}

}  // namespace

Status GroupBinder::AddKeys(const syntax::Select& select) {
  if (select.every.has_value()) COSTDB_RETURN_IF_ERROR(AddBucket(*select.every));
  if (!select.group_by.has_value()) return Status::Ok();
  for (const syntax::ExpressionPtr& item : select.group_by->items) {
    COSTDB_RETURN_IF_ERROR(AddItem(select, *item));
  }
  if (!select.group_by->all) return Status::Ok();
  for (const syntax::SelectItem& item : select.items) {
    const bool is_key =
        !item.is_star && !ContainsAggregate(*item.expression) && !IsBucketName(*item.expression);
    if (!is_key) continue;
    COSTDB_RETURN_IF_ERROR(AddKey(*item.expression, item.alias.has_value()
                                                        ? item.alias->text
                                                        : syntax::ToText(*item.expression)));
  }
  return Status::Ok();
}

Status GroupBinder::AddBucket(const syntax::Every& every) {
  BoundExpressionPtr time = scope_->Find(kBucketName);
  if (time == nullptr || time->type != Type::kTime) {
    return ErrorAt(
        context_->query_text, every.range,
        fmt::format("EVERY needs a column named time, and {} has none", scope_->description()));
  }
  COSTDB_ASSIGN_OR_RETURN(BoundExpressionPtr bucket, BindBucket(*context_, every, std::move(time)));
  has_bucket_ = true;
  AddKey(std::move(bucket), std::string(kBucketName));
  return Status::Ok();
}

Status GroupBinder::AddItem(const syntax::Select& select, const Expression& item) {
  if (IsBucketName(item)) return Status::Ok();
  if (IsPosition(item)) {
    const Int128 position = item.literal.integer;
    if (position < 1 || position > static_cast<Int128>(select.items.size())) {
      return ErrorAt(context_->query_text, item.range,
                     fmt::format("GROUP BY {} names no column: the SELECT list has {}", item.name,
                                 select.items.size()));
    }
    const syntax::SelectItem& named = select.items[static_cast<std::size_t>(position) - 1];
    if (named.is_star || ContainsAggregate(*named.expression)) {
      return ErrorAt(context_->query_text, item.range,
                     fmt::format("GROUP BY {} is {}, which is no key", item.name,
                                 named.is_star ? "*" : syntax::ToText(*named.expression)));
    }
    if (IsBucketName(*named.expression)) return Status::Ok();
    return AddKey(*named.expression,
                  named.alias.has_value() ? named.alias->text : syntax::ToText(*named.expression));
  }
  return AddKey(item, syntax::ToText(item));
}

Status GroupBinder::AddKey(const Expression& expression, std::string name) {
  COSTDB_ASSIGN_OR_RETURN(BoundExpressionPtr key,
                          BindRowExpression(*context_, scope_, *aliases_, expression, "GROUP BY"));
  AddKey(std::move(key), std::move(name));
  return Status::Ok();
}

void GroupBinder::AddKey(BoundExpressionPtr key, std::string name) {
  for (const BoundExpressionPtr& known : keys_) {
    if (SameExpression(*known, *key)) return;
  }
  columns_.push_back(ColumnOf(*key, std::move(name)));
  keys_.push_back(std::move(key));
}

bool GroupBinder::IsBucketName(const Expression& expression) const {
  return has_bucket_ && expression.kind == ExpressionKind::kColumn &&
         LowercaseName(expression.name) == kBucketName;
}

BoundExpressionPtr GroupBinder::KeyColumn(std::size_t index) const {
  return MakeColumn(static_cast<std::uint32_t>(index), columns_[index]);
}

BoundExpressionPtr GroupBinder::Bucket() const {
  return has_bucket_ ? KeyColumn(0) : nullptr;
}

Result<BoundExpressionPtr> GroupBinder::Bind(const Expression& expression) {
  return BindExpression(*context_, expression,
                        [this](const Expression& node) { return Resolve(node, true); });
}

Result<BoundExpressionPtr> GroupBinder::Resolve(const Expression& node, bool with_aliases) {
  if (IsAggregateCall(node)) return BindAggregate(node);
  if (IsBucketName(node)) return Bucket();
  const Expression* aliased = with_aliases ? FindAlias(*aliases_, node) : nullptr;
  if (aliased != nullptr && scope_->Find(node.name) == nullptr) {
    return BindExpression(*context_, *aliased,
                          [this](const Expression& inner) { return Resolve(inner, false); });
  }
  const bool is_column =
      node.kind == ExpressionKind::kColumn || node.kind == ExpressionKind::kAttribute;
  if (!is_column && (node.kind != ExpressionKind::kCall || ContainsAggregate(node))) {
    return BoundExpressionPtr();
  }
  // A call may mix keys, the bucket and constants: one that is no key as a whole is looked into.
  Result<BoundExpressionPtr> bound =
      BindRowExpression(*context_, scope_, *aliases_, node, "SELECT");
  if (!bound.ok()) {
    if (is_column) return bound;
    return BoundExpressionPtr();
  }
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (SameExpression(*keys_[i], **bound)) return KeyColumn(i);
  }
  if (!is_column) return BoundExpressionPtr();
  return ErrorAt(context_->query_text, node.range,
                 fmt::format("{} must appear in GROUP BY or inside an aggregate such as max({})",
                             syntax::ToText(node), syntax::ToText(node)));
}

Result<double> GroupBinder::BindParameter(const Expression& call, const Expression& parameter) {
  COSTDB_ASSIGN_OR_RETURN(const Value value, BindConstant(*context_, parameter, call.name));
  const bool is_number =
      value.type == Type::kInt || value.type == Type::kDecimal || value.type == Type::kDouble;
  const double real = is_number ? RealOf(value) : -1;
  if (call.name == "top_share" && !(real > 0 && real <= 1)) {
    return ErrorAt(context_->query_text, parameter.range,
                   "top_share takes a percentage above 0% and up to 100%");
  }
  if (real >= 0 && real <= 1) return real;
  return ErrorAt(
      context_->query_text, parameter.range,
      fmt::format("{} takes a constant from 0 to 1, such as 0.95 or 1%, here", call.name));
}

Result<BoundExpressionPtr> GroupBinder::BindAggregate(const Expression& call) {
  const bool has_star =
      call.arguments.size() == 1 && call.arguments[0]->kind == ExpressionKind::kStar;
  if (call.distinct && call.name != "count") {
    return ErrorAt(context_->query_text, call.range,
                   fmt::format("DISTINCT goes with count, not with {}", call.name));
  }
  COSTDB_RETURN_IF_ERROR(CheckNoNamedArguments(*context_, call));
  AggregateCall aggregate;
  aggregate.distinct = call.distinct;
  const std::string_view name = call.distinct ? std::string_view("count_distinct") : call.name;
  const AggregateFunction* function = FindAggregateFunction(name);
  std::size_t count = has_star ? 0 : call.arguments.size();
  const bool takes_parameter = function->takes_parameter;
  if (takes_parameter && count > 0) --count;
  const AggregateFunction* fitting = FindAggregateFunction(name, count);
  if (fitting == nullptr || (takes_parameter && call.arguments.empty())) {
    return ErrorAt(context_->query_text, call.range,
                   fmt::format("{} is called as {}", call.name, function->signature));
  }
  aggregate.function = fitting;
  aggregate.parameter = fitting->fixed_parameter;
  if (takes_parameter) {
    COSTDB_ASSIGN_OR_RETURN(aggregate.parameter, BindParameter(call, *call.arguments.back()));
  }
  std::vector<Type> types;
  for (std::size_t i = 0; i < count; ++i) {
    COSTDB_ASSIGN_OR_RETURN(BoundExpressionPtr argument,
                            BindRowExpression(*context_, scope_, {}, *call.arguments[i],
                                              "an argument of " + call.name));
    types.push_back(argument->type);
    aggregate.arguments.push_back(std::move(argument));
  }
  const Result<Type> type = fitting->bind(types);
  if (!type.ok()) {
    return ErrorAt(context_->query_text, call.range, type.status().message());
  }
  aggregate.type = *type;
  aggregate.text = syntax::ToText(call);
  aggregate.place = {context_->query_text, call.range};
  return AddAggregate(std::move(aggregate));
}

BoundExpressionPtr GroupBinder::AddAggregate(AggregateCall aggregate) {
  for (std::size_t i = 0; i < aggregates_.size(); ++i) {
    if (SameAggregate(aggregates_[i], aggregate)) return KeyColumn(keys_.size() + i);
  }
  columns_.push_back({aggregate.text, aggregate.type, std::nullopt});
  aggregates_.push_back(std::move(aggregate));
  return KeyColumn(columns_.size() - 1);
}

LogicalPlanPtr GroupBinder::MakeNode(LogicalPlanPtr input) {
  auto node = std::make_unique<LogicalPlan>();
  node->kind = PlanKind::kAggregate;
  node->input = std::move(input);
  node->columns = std::move(columns_);
  node->expressions = std::move(keys_);
  node->aggregates = std::move(aggregates_);
  return node;
}

}  // namespace costdb::query
