#ifndef COSTDB_ENGINE_KERNELS_NEIGHBOURS_H_
#define COSTDB_ENGINE_KERNELS_NEIGHBOURS_H_

#include <cstddef>
#include <cstdint>

#include "engine/kernels/min_max.h"

namespace costdb::engine::kernels {

/// What is known of the steps from each value to the next.
struct Steps {
  MinMax differences;       ///< Wrapping at 2^64. Of fewer than two values: minimum above maximum.
  std::size_t changes = 0;  ///< Steps to another value.

  bool operator==(const Steps&) const = default;
};

Steps FindSteps(const std::int64_t* values, std::size_t count);

/// The same, one value at a time; the tests compare against it.
namespace reference {

inline Steps FindSteps(const std::int64_t* values, std::size_t count) {
  Steps steps;
  for (std::size_t i = 1; i < count; ++i) {
    const auto difference = static_cast<std::int64_t>(static_cast<std::uint64_t>(values[i]) -
                                                      static_cast<std::uint64_t>(values[i - 1]));
    steps.differences.minimum = std::min(steps.differences.minimum, difference);
    steps.differences.maximum = std::max(steps.differences.maximum, difference);
    if (difference != 0) ++steps.changes;
  }
  return steps;
}

}  // namespace reference
}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_NEIGHBOURS_H_
