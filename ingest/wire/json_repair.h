#ifndef COSTDB_INGEST_WIRE_JSON_REPAIR_H_
#define COSTDB_INGEST_WIRE_JSON_REPAIR_H_

#include <string>
#include <string_view>

namespace costdb::ingest {

/// Rewrites what some exporters send and no strict parser takes, and leaves the rest alone:
/// - bytes that are no UTF-8, and \u escapes of half a surrogate pair (a text cut inside an emoji),
///   become U+FFFD;
/// - control characters inside strings become spaces;
/// - integers of more than 19 digits become strings, so that the span with them can be refused
/// alone;
/// - NaN, Infinity and -Infinity become null.
/// The result is not necessarily valid JSON. Slow; for documents that a parser has refused.
std::string RepairJson(std::string_view json);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_JSON_REPAIR_H_
