#ifndef COSTDB_QUERY_SYNTAX_DIAGNOSTIC_H_
#define COSTDB_QUERY_SYNTAX_DIAGNOSTIC_H_

#include <string>
#include <string_view>

#include "costdb/status.h"
#include "query/syntax/source_range.h"

namespace costdb::query {

/// An error at a place of the query's text: the message, the line, and carets under the place.
///
///     there is no column usr in calls; did you mean user?
///     line 1: SELECT usr FROM calls
///                    ^^^
///
/// Long lines are cut around the place. `range` is clamped to the text.
Status ErrorAt(std::string_view query_text, SourceRange range, std::string_view message);

/// What went wrong while something at `place` was computed, with that place. Only a
/// kInvalidArgument is about what the query says; other statuses, and those of no place, are
/// returned as they are.
Status PlaceError(const SourcePlace& place, Status status);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_SYNTAX_DIAGNOSTIC_H_
