#ifndef COSTDB_QUERY_BINDER_TIMESTAMP_H_
#define COSTDB_QUERY_BINDER_TIMESTAMP_H_

#include <cstdint>
#include <string_view>

#include "costdb/status.h"
#include "query/syntax/expression.h"

namespace costdb::query {

/// Nanoseconds since the Unix epoch of a time as people write it: '2026-04-01', '2026-04-01 12:30',
/// '2026-04-01T12:30:00.5+02:00', 'now', 'today', 'yesterday'. A time without an offset is in
/// `zone`, an IANA name. Fails for other text, and for years that 64 bits do not reach.
Result<std::int64_t> ParseTimestamp(std::string_view text, std::string_view zone,
                                    std::int64_t now_unix_ns);

/// The moment `count` months or years before `unix_ns` on the calendar of `zone`; a day that the
/// month lacks becomes its last day. Saturates at what 64 bits reach.
std::int64_t CalendarBefore(std::int64_t unix_ns, syntax::CalendarUnit unit, std::int64_t count,
                            std::string_view zone);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_BINDER_TIMESTAMP_H_
