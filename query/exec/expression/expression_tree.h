#ifndef COSTDB_QUERY_EXEC_EXPRESSION_EXPRESSION_TREE_H_
#define COSTDB_QUERY_EXEC_EXPRESSION_EXPRESSION_TREE_H_

#include <cstdint>
#include <vector>

#include "query/plan/bound_expression.h"

namespace costdb::query {

/// Whether two expressions over the same input always have the same value.
bool AreSame(const BoundExpression& left, const BoundExpression& right);

/// Sets `(*used)[i]` for every input column that the expression reads. `used` covers all columns.
void MarkColumns(const BoundExpression& expression, std::vector<bool>* used);

/// The columns that the expression reads, ascending, each once.
std::vector<std::uint32_t> ColumnsOf(const BoundExpression& expression);

/// The parts of nested ANDs, in order; the expression itself when it is no AND.
std::vector<const BoundExpression*> ConjunctsOf(const BoundExpression& expression);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_EXPRESSION_EXPRESSION_TREE_H_
