#ifndef COSTDB_ENGINE_TRACE_USAGE_COUNTS_H_
#define COSTDB_ENGINE_TRACE_USAGE_COUNTS_H_

#include <array>
#include <cstdint>

#include "engine/span/span_record.h"

namespace costdb::engine {

/// Every count of a Usage, for what is done to each of them.
inline constexpr std::array kUsageCounts = {&Usage::input,       &Usage::cached,
                                            &Usage::cache_write, &Usage::cache_write_1h,
                                            &Usage::output,      &Usage::reasoning};

/// A count, or 0 where it is absent.
constexpr std::int64_t OrZero(std::int64_t tokens) {
  return tokens == kNullInteger ? 0 : tokens;
}

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_TRACE_USAGE_COUNTS_H_
