#ifndef COSTDB_INGEST_WIRE_JSON_PATH_H_
#define COSTDB_INGEST_WIRE_JSON_PATH_H_

#include <cstddef>
#include <string_view>

#include "ingest/wire/decoded_span.h"

namespace costdb::ingest {

/// The names under which OTLP JSON has its lists, the current one first.
inline constexpr std::string_view kResourceListNames[] = {"resourceSpans"};
inline constexpr std::string_view kScopeListNames[] = {"scopeSpans", "instrumentationLibrarySpans"};
inline constexpr std::string_view kSpanListNames[] = {"spans"};

/// The byte at which the element that `path` leads to begins in an OTLP JSON document; of an
/// element that is not found, the last one on the way to it. The text is walked bracket by bracket
/// and need not be correct JSON.
std::size_t OffsetOfPath(std::string_view json, const JsonPath& path);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_JSON_PATH_H_
