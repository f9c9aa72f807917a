#ifndef COSTDB_ENGINE_ERROR_PROPAGATE_H_
#define COSTDB_ENGINE_ERROR_PROPAGATE_H_

#include "costdb/status.h"

/// Leaves the current function with the failed Status of `expression`, if it failed.
#define COSTDB_RETURN_IF_ERROR(expression)           \
  do {                                               \
    ::costdb::Status costdb_status_ = (expression);  \
    if (!costdb_status_.ok()) return costdb_status_; \
  } while (false)

// NOLINTBEGIN(bugprone-macro-parentheses): a declaration cannot stand in parentheses.
#define COSTDB_CONCATENATE_INNER_(a, b) a##b
#define COSTDB_CONCATENATE_(a, b) COSTDB_CONCATENATE_INNER_(a, b)

/// `COSTDB_ASSIGN_OR_RETURN(auto x, MakeX());` declares x, or leaves with the failed Status.
#define COSTDB_ASSIGN_OR_RETURN(declaration, expression)                                    \
  COSTDB_ASSIGN_OR_RETURN_IMPL_(COSTDB_CONCATENATE_(costdb_result_, __LINE__), declaration, \
                                expression)
#define COSTDB_ASSIGN_OR_RETURN_IMPL_(result, declaration, expression) \
  auto result = (expression);                                          \
  if (!result.ok()) return result.status();                            \
  declaration = std::move(result).value()
// NOLINTEND(bugprone-macro-parentheses)

#endif  // COSTDB_ENGINE_ERROR_PROPAGATE_H_
