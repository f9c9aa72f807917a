#ifndef COSTDB_QUERY_BINDER_TIME_RANGE_H_
#define COSTDB_QUERY_BINDER_TIME_RANGE_H_

#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "query/binder/bind_context.h"
#include "query/binder/scope.h"
#include "query/plan/bound_expression.h"
#include "query/syntax/statement.h"

namespace costdb::query {

/// Appends the conditions of SINCE and UNTIL: time >= since, time < until. A duration counts back
/// from now; text is a time.
Status AppendTimeRange(const BindContext& context, const syntax::Select& select, Scope* scope,
                       std::vector<BoundExpressionPtr>* conditions);

/// The bucket of EVERY that a row's `time` lies in. Days, weeks, months and years are those of a
/// calendar; other durations are counted from 1970.
Result<BoundExpressionPtr> BindBucket(const BindContext& context, const syntax::Every& every,
                                      BoundExpressionPtr time);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_BINDER_TIME_RANGE_H_
