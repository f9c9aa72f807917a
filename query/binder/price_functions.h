#ifndef COSTDB_QUERY_BINDER_PRICE_FUNCTIONS_H_
#define COSTDB_QUERY_BINDER_PRICE_FUNCTIONS_H_

#include "costdb/status.h"
#include "query/binder/bind_context.h"
#include "query/binder/expression_binder.h"
#include "query/functions/scalar_function.h"
#include "query/plan/bound_expression.h"
#include "query/syntax/expression.h"

namespace costdb::query {

/// Binds price_as or cache_savings: checks the model's name against the catalog, and appends the
/// columns that the function reads beside its arguments. An error carries the place, and offers the
/// nearest model.
Result<BoundExpressionPtr> BindPriceFunction(const BindContext& context,
                                             const syntax::Expression& call,
                                             const ScalarFunction& function,
                                             const Resolver& resolver);

/// Fails when an argument has a name: only price_as takes one.
Status CheckNoNamedArguments(const BindContext& context, const syntax::Expression& call);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_BINDER_PRICE_FUNCTIONS_H_
