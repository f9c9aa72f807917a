#ifndef COSTDB_QUERY_BINDER_COERCION_H_
#define COSTDB_QUERY_BINDER_COERCION_H_

#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "query/binder/bind_context.h"
#include "query/plan/bound_expression.h"
#include "query/syntax/expression.h"

namespace costdb::query {

/// Gives the constants among an operator's arguments the type that the others call for: text beside
/// a time, a duration or a number is read as one, and numbers added to money are dollars.
/// `expressions` are what the arguments were written as, for the carets of errors.
Status CoerceConstants(const BindContext& context, std::string_view function_name,
                       const std::vector<syntax::ExpressionPtr>& expressions,
                       std::vector<BoundExpressionPtr>* arguments);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_BINDER_COERCION_H_
