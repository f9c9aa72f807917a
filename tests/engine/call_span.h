#ifndef COSTDB_TESTS_ENGINE_CALL_SPAN_H_
#define COSTDB_TESTS_ENGINE_CALL_SPAN_H_

#include <cstdint>

#include "engine/span/span_record.h"

namespace costdb::engine {

inline constexpr std::int64_t kStart = 1'775'000'000'000'000'000;  // 2026-03-31T23:33:20Z

/// A call without usage that lasts 500 ns from kStart on.
inline SpanRecord CallSpan(std::uint64_t trace, SpanId id) {
  SpanRecord span;
  span.trace_id = {trace, 1};
  span.span_id = id;
  span.start_unix_ns = kStart;
  span.end_unix_ns = kStart + 500;
  span.role = SpanRole::kInference;
  return span;
}

}  // namespace costdb::engine

#endif  // COSTDB_TESTS_ENGINE_CALL_SPAN_H_
