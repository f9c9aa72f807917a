#ifndef COSTDB_QUERY_BINDER_CONSTANT_FOLDING_H_
#define COSTDB_QUERY_BINDER_CONSTANT_FOLDING_H_

#include "costdb/status.h"
#include "query/binder/bind_context.h"
#include "query/plan/bound_expression.h"

namespace costdb::query {

/// Computes a call whose arguments are all constants. An error has the call's place.
Result<BoundExpressionPtr> ComputeCall(const BindContext& context, const BoundExpression& call);

/// The constant in place of a call whose arguments are all constants; other expressions come back
/// as they are, and so does a call that fails: it is an error only if a row asks for it.
BoundExpressionPtr FoldConstants(const BindContext& context, BoundExpressionPtr expression);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_BINDER_CONSTANT_FOLDING_H_
