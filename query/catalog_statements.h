#ifndef COSTDB_QUERY_CATALOG_STATEMENTS_H_
#define COSTDB_QUERY_CATALOG_STATEMENTS_H_

#include "costdb/query_result.h"
#include "costdb/status.h"
#include "query/binder/bind_context.h"
#include "query/session.h"
#include "query/syntax/statement.h"

namespace costdb::query {

/// SHOW TABLES, SHOW FUNCTIONS, SHOW SETTINGS: a row each, with its documentation.
Result<QueryResult> ShowCatalog(const BindContext& context, const SessionSettings& settings,
                                const syntax::Name& what);

/// DESCRIBE relation: its columns with type and documentation; attribute columns last.
Result<QueryResult> DescribeRelation(const BindContext& context, const syntax::Name& relation);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_CATALOG_STATEMENTS_H_
