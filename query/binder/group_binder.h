#ifndef COSTDB_QUERY_BINDER_GROUP_BINDER_H_
#define COSTDB_QUERY_BINDER_GROUP_BINDER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "costdb/status.h"
#include "query/binder/bind_context.h"
#include "query/binder/expression_binder.h"
#include "query/binder/scope.h"
#include "query/plan/logical_plan.h"
#include "query/syntax/statement.h"

namespace costdb::query {

/// The keys and aggregates of one grouped SELECT. First the keys are added, then every expression
/// above the grouping is bound: it may use keys and aggregates, and the latter are collected.
class GroupBinder {
 public:
  /// Everything passed outlives the grouping.
  GroupBinder(const BindContext& context, Scope* scope, const Aliases& aliases)
      : context_(&context), scope_(scope), aliases_(&aliases) {}

  /// Adds the keys of EVERY and GROUP BY: columns, aliases, positions, expressions, ALL.
  Status AddKeys(const syntax::Select& select);

  /// An expression over the columns of the Aggregate node.
  Result<BoundExpressionPtr> Bind(const syntax::Expression& expression);

  /// The bucket of EVERY: key 0, named `time`. Null without EVERY.
  BoundExpressionPtr Bucket() const;

  /// Whether an expression is the bare `time` that EVERY stands for.
  bool IsBucketName(const syntax::Expression& expression) const;

  std::size_t key_count() const { return keys_.size(); }

  /// The Aggregate node over `input`, whose columns the keys and arguments index.
  LogicalPlanPtr MakeNode(LogicalPlanPtr input);

 private:
  Status AddBucket(const syntax::Every& every);
  Status AddItem(const syntax::Select& select, const syntax::Expression& item);
  Status AddKey(const syntax::Expression& expression, std::string name);
  void AddKey(BoundExpressionPtr key, std::string name);
  Result<BoundExpressionPtr> Resolve(const syntax::Expression& node, bool with_aliases);
  Result<BoundExpressionPtr> BindAggregate(const syntax::Expression& call);
  Result<double> BindParameter(const syntax::Expression& call, const syntax::Expression& parameter);
  BoundExpressionPtr AddAggregate(AggregateCall aggregate);
  BoundExpressionPtr KeyColumn(std::size_t index) const;

  const BindContext* context_;
  Scope* scope_;
  const Aliases* aliases_;
  bool has_bucket_ = false;
  std::vector<BoundExpressionPtr> keys_;
  std::vector<PlanColumn> columns_;  ///< Keys, then aggregates.
  std::vector<AggregateCall> aggregates_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_BINDER_GROUP_BINDER_H_
