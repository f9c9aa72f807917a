#ifndef COSTDB_QUERY_BINDER_EXPRESSION_BINDER_H_
#define COSTDB_QUERY_BINDER_EXPRESSION_BINDER_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "query/binder/bind_context.h"
#include "query/binder/scope.h"
#include "query/plan/bound_expression.h"
#include "query/syntax/expression.h"

namespace costdb::query {

/// Is asked first at every node of an expression: what it binds to there, or null to leave the node
/// to the ordinary rules (literals, parameters, function calls).
using Resolver = std::function<Result<BoundExpressionPtr>(const syntax::Expression&)>;

/// Settles names and types of an expression: literals take the type that the other side needs, the
/// function table decides what fits, and calls over constants are computed once, here.
Result<BoundExpressionPtr> BindExpression(const BindContext& context,
                                          const syntax::Expression& expression,
                                          const Resolver& resolver);

/// The expressions of a SELECT list by their (lowercase) aliases.
using Aliases = std::map<std::string, const syntax::Expression*, std::less<>>;

/// The same over the columns of a scope, and the aliases that no column hides. Aggregates are an
/// error: `place` names the clause.
Result<BoundExpressionPtr> BindRowExpression(const BindContext& context, Scope* scope,
                                             const Aliases& aliases,
                                             const syntax::Expression& expression,
                                             std::string_view place);

/// What an expression names as an alias; null when it is no plain name or no alias.
const syntax::Expression* FindAlias(const Aliases& aliases, const syntax::Expression& expression);

/// An expression without columns, as a constant. `place` names the clause.
Result<Value> BindConstant(const BindContext& context, const syntax::Expression& expression,
                           std::string_view place);

/// A condition: fails when it is not true or false.
Status CheckCondition(const BindContext& context, const syntax::Expression& expression,
                      const BoundExpression& bound, std::string_view place);

/// Whether the expression is a call of an aggregate function, or has one inside.
bool IsAggregateCall(const syntax::Expression& expression);
bool ContainsAggregate(const syntax::Expression& expression);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_BINDER_EXPRESSION_BINDER_H_
