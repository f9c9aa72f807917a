#ifndef COSTDB_ENGINE_STORE_TRACE_FILTER_H_
#define COSTDB_ENGINE_STORE_TRACE_FILTER_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/span/identifiers.h"

namespace costdb::engine {

/// A blocked Bloom filter over the trace ids of a row group: one cache line a look-up, about one
/// false positive in 5,000. The bytes are 64-byte blocks, 24 bits a trace, rounded up.
std::string BuildTraceFilter(std::span<const TraceId> traces);

/// A trace id as filters know it, to be looked for in many.
struct TraceHash {
  explicit TraceHash(const TraceId& trace);

  std::uint64_t block = 0;
  std::uint64_t probes = 0;
};

/// False when the filter's row group surely lacks the trace. An empty or malformed filter says
/// true: the row group must then be asked itself.
bool MayContainTrace(std::string_view filter, const TraceHash& trace);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_TRACE_FILTER_H_
