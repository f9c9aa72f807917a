#ifndef COSTDB_QUERY_BINDER_SELECT_BINDER_H_
#define COSTDB_QUERY_BINDER_SELECT_BINDER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "costdb/status.h"
#include "query/binder/bind_context.h"
#include "query/binder/expression_binder.h"
#include "query/binder/group_binder.h"
#include "query/binder/scope.h"
#include "query/plan/logical_plan.h"
#include "query/syntax/statement.h"

namespace costdb::query {

/// Binds one SELECT over a scope that FROM made. Use once.
class SelectBinder {
 public:
  /// `conditions` are over the scope's columns and hold beside WHERE. All outlives the binder.
  SelectBinder(const BindContext& context, const syntax::Select& select, Scope scope,
               std::vector<BoundExpressionPtr> conditions)
      : context_(context),
        select_(select),
        scope_(std::move(scope)),
        conditions_(std::move(conditions)) {}

  Result<LogicalPlanPtr> Bind();

 private:
  struct Output {
    BoundExpressionPtr expression;
    std::string name;
  };

  Status CollectAliases();
  bool IsGrouped() const;
  Status BindWhere();
  Status BindOutputs();
  Status BindItem(const syntax::SelectItem& item);
  Result<BoundExpressionPtr> BindOutput(const syntax::Expression& expression,
                                        std::string_view place);
  Status BindHaving();
  Status BindOrder();
  void OrderByKeys();
  Status BindSortItem(const syntax::SortItem& item);
  Status CheckSortName(const syntax::Expression& expression);
  Result<std::uint32_t> SortColumn(const syntax::Expression& expression);
  Status BindLimit();
  Result<std::uint64_t> BindCount(const syntax::Expression& expression, std::string_view place);

  LogicalPlanPtr MakePlan();
  void MakeNamesUnique();
  LogicalPlanPtr MakeProject(LogicalPlanPtr input);
  LogicalPlanPtr MakeDistinct(LogicalPlanPtr input) const;
  LogicalPlanPtr DropHidden(LogicalPlanPtr input) const;

  const BindContext& context_;
  const syntax::Select& select_;
  Scope scope_;
  std::vector<BoundExpressionPtr> conditions_;
  Aliases aliases_;
  std::unique_ptr<GroupBinder> grouping_;  ///< Null for a SELECT of rows.
  BoundExpressionPtr having_;
  std::vector<Output> outputs_;      ///< What SELECT lists, then what only ORDER BY needs.
  std::size_t visible_outputs_ = 0;  ///< How many SELECT lists.
  std::vector<SortKey> sort_keys_;
  LogicalPlanPtr limit_;  ///< A Limit node without an input; null without LIMIT and OFFSET.
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_BINDER_SELECT_BINDER_H_
