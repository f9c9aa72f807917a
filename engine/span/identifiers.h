#ifndef COSTDB_ENGINE_SPAN_IDENTIFIERS_H_
#define COSTDB_ENGINE_SPAN_IDENTIFIERS_H_

#include <compare>
#include <cstdint>
#include <utility>

namespace costdb::engine {

/// The 16 bytes of an OpenTelemetry trace id, read as two big-endian words. All zero is invalid.
struct TraceId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  auto operator<=>(const TraceId&) const = default;  // NOLINT(modernize-use-nullptr)
  bool is_valid() const { return (high | low) != 0; }

  template <typename H>
  friend H AbslHashValue(H state, const TraceId& id) {
    return H::combine(std::move(state), id.high, id.low);
  }
};

/// The 8 bytes of a span id as a big-endian word; 0 is "none" (a root's parent).
using SpanId = std::uint64_t;

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_SPAN_IDENTIFIERS_H_
