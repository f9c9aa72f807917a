#ifndef COSTDB_QUERY_BINDER_SCOPE_H_
#define COSTDB_QUERY_BINDER_SCOPE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "query/binder/bind_context.h"
#include "query/plan/logical_plan.h"
#include "query/syntax/expression.h"

namespace costdb::query {

/// The columns that the expressions of one SELECT can name: those of the plan that FROM made. A
/// column of a stored relation joins the scan when it is first named.
class Scope {
 public:
  /// A stored relation. `name` is what qualifies its columns: its own name or its alias.
  static Scope OfRelation(engine::Relation relation, std::string_view relation_name,
                          std::string_view name);
  /// The columns of a plan: a query in FROM, or the single row of a SELECT without FROM.
  static Scope OfPlan(LogicalPlanPtr plan, std::string_view description, std::string_view name);

  /// The column that an expression of kind kColumn or kAttribute names. An error carries the place
  /// and offers the nearest name.
  Result<BoundExpressionPtr> Resolve(const BindContext& context,
                                     const syntax::Expression& expression);

  /// The column of that name, if there is one.
  BoundExpressionPtr Find(std::string_view name);

  /// Every column, in the order that * shows.
  std::vector<BoundExpressionPtr> AllColumns();

  /// Columns by name, for suggestions.
  std::vector<std::string_view> ColumnNames() const;

  /// "calls", or "the subquery".
  const std::string& description() const { return description_; }
  const std::string& name() const { return name_; }

  /// The plan whose columns the bound references index. The scope is empty afterwards.
  LogicalPlanPtr TakePlan() { return std::move(plan_); }

 private:
  std::uint32_t AddScanColumn(engine::ColumnId id, engine::ColumnType type, PlanColumn column);
  Result<BoundExpressionPtr> ResolveAttribute(const BindContext& context,
                                              const syntax::Expression& expression);

  LogicalPlanPtr plan_;
  std::string description_;
  std::string name_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_BINDER_SCOPE_H_
