#ifndef COSTDB_INGEST_WIRE_JSON_SALVAGE_H_
#define COSTDB_INGEST_WIRE_JSON_SALVAGE_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace costdb::ingest {

/// What could be saved of an OTLP JSON document that does not parse.
struct SalvagedJson {
  std::string text;          ///< All that could be saved; brackets that were left open are closed.
  std::size_t end = 0;       ///< Where the original could be followed no further.
  bool is_complete = false;  ///< The brackets of the document closed.
};

/// Follows the brackets of `json`. Each resource, scope and span that `is_valid` refuses by itself
/// gives way to null, innermost first, so that its neighbours are saved; where the brackets end or
/// do not match, what was complete by then is kept.
SalvagedJson SalvageJson(std::string_view json,
                         const std::function<bool(std::string_view)>& is_valid);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_JSON_SALVAGE_H_
