#ifndef COSTDB_QUERY_PLAN_COLUMN_TYPE_H_
#define COSTDB_QUERY_PLAN_COLUMN_TYPE_H_

#include "costdb/value.h"
#include "engine/schema/column.h"

namespace costdb::query {

/// The type of a stored column's values in a query.
Type TypeOfColumn(engine::ColumnType type);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PLAN_COLUMN_TYPE_H_
