#ifndef COSTDB_QUERY_BINDER_BINDER_H_
#define COSTDB_QUERY_BINDER_BINDER_H_

#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "query/binder/bind_context.h"
#include "query/plan/logical_plan.h"
#include "query/syntax/statement.h"

namespace costdb::query {

/// How deep queries may stand in the FROM of queries, WITH included.
inline constexpr int kMaximumQueryDepth = 64;

/// Settles every name and type of a query and makes the plan that answers it, not yet optimized.
/// Errors carry the place in context.query_text.
Result<LogicalPlanPtr> BindQuery(const BindContext& context, const syntax::Query& query);

/// One relation that FROM can name.
struct RelationDefinition {
  std::string_view name;
  std::string_view documentation;  ///< "one row is ..."
};
const std::vector<RelationDefinition>& Relations();

/// The plan that reads every column of a relation, for DESCRIBE; an error carries the place.
Result<LogicalPlanPtr> BindRelation(const BindContext& context, const syntax::Name& name);

/// What a column of the relation `sessions` holds; empty for other names.
std::string_view SessionColumnDocumentation(std::string_view column);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_BINDER_BINDER_H_
