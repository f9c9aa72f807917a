#ifndef COSTDB_TOOLS_WORKLOAD_RANDOM_H_
#define COSTDB_TOOLS_WORKLOAD_RANDOM_H_

#include <cstdint>
#include <span>

#include "costdb/int128.h"

namespace costdb::tools {

/// A distribution of whole numbers given by four of its quantiles; between them it is straight.
struct Quantiles {
  std::int64_t lowest = 0;
  std::int64_t median = 0;
  std::int64_t p90 = 0;
  std::int64_t highest = 0;
};

/// A deterministic stream of random numbers (SplitMix64). Everything is derived with whole numbers,
/// so that a seed gives the same workload on every platform. Cheap to copy; not thread-safe.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  /// A stream of its own for `key`, the same whenever it is asked for.
  Random Split(std::uint64_t key) const { return Random(Mix(state_ ^ Mix(key + kStep))); }

  std::uint64_t Next() {
    state_ += kStep;
    return Mix(state_);
  }

  /// In [0, bound); `bound` is not 0.
  std::uint64_t Below(std::uint64_t bound) {
    return static_cast<std::uint64_t>((static_cast<UInt128>(Next()) * bound) >> 64);
  }

  /// In [lowest, highest].
  std::int64_t Between(std::int64_t lowest, std::int64_t highest) {
    return lowest +
           static_cast<std::int64_t>(Below(static_cast<std::uint64_t>(highest - lowest) + 1));
  }

  bool Chance(std::uint32_t in_a_thousand) { return Below(1000) < in_a_thousand; }

  std::int64_t From(const Quantiles& quantiles) {
    const auto rank = static_cast<std::int64_t>(Below(1000));
    if (rank < 500) return Line(quantiles.lowest, quantiles.median, rank, 500);
    if (rank < 900) return Line(quantiles.median, quantiles.p90, rank - 500, 400);
    return Line(quantiles.p90, quantiles.highest, rank - 900, 100);
  }

  /// An index with a chance in proportion to its weight; the weights do not sum to 0.
  std::size_t Pick(std::span<const std::uint32_t> weights) {
    std::uint64_t total = 0;
    for (const std::uint32_t weight : weights) total += weight;
    std::uint64_t remaining = Below(total);
    std::size_t index = 0;
    while (remaining >= weights[index]) remaining -= weights[index++];
    return index;
  }

  /// A rank in [0, count), small ones more often: Zipf's law with a flattened head, so that the
  /// first rank takes well under 1 % of many.
  std::uint64_t ZipfRank(std::uint64_t count);

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15ULL;

  static std::uint64_t Mix(std::uint64_t value) {
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31U);
  }
  static std::int64_t Line(std::int64_t from, std::int64_t to, std::int64_t step,
                           std::int64_t steps) {
    return from + (to - from) * step / steps;
  }

  std::uint64_t state_;
};

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_WORKLOAD_RANDOM_H_
