#ifndef COSTDB_QUERY_EXEC_AGGREGATE_TOP_SUM_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_TOP_SUM_H_

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <optional>
#include <span>
#include <vector>

#include "costdb/int128.h"

namespace costdb::query {

/// The value with `rank` - 1 larger or equal ones before it in descending order; `rank` is from 1
/// to the number of values. A sample tells which values cannot be it, so that few of many are left
/// to choose from.
template <typename Number>
Number ValueOfRank(std::span<const Number> values, std::size_t rank) {
  constexpr std::size_t kSampled = 4096;
  std::vector<Number> candidates;
  if (values.size() >= 4 * kSampled) {
    std::vector<Number> sample;
    for (std::size_t i = 0; i < values.size(); i += values.size() / kSampled) {
      sample.push_back(values[i]);
    }
    // Several deviations below where the rank falls in the sample.
    const std::size_t expected = rank * sample.size() / values.size();
    const std::size_t safe = expected + expected / 4 + 32;
    if (safe < sample.size()) {
      const auto place = sample.begin() + static_cast<std::ptrdiff_t>(safe);
      std::nth_element(sample.begin(), place, sample.end(), std::greater<>());
      std::copy_if(values.begin(), values.end(), std::back_inserter(candidates),
                   [floor = *place](Number value) { return value >= floor; });
    }
  }
  if (candidates.size() < rank) candidates.assign(values.begin(), values.end());
  const auto place = candidates.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::nth_element(candidates.begin(), place, candidates.end(), std::greater<>());
  return *place;
}

/// What sums of values come to: of the `top` largest, and of all.
struct TopSum {
  Int128 of_top = 0;
  Int128 of_all = 0;
};

/// Nothing when a sum leaves 128 bits. `top` is at most the number of values.
template <typename Number>
std::optional<TopSum> SumTop(std::span<const Number> values, std::size_t top) {
  TopSum sum;
  const auto add = [](Int128 value, Int128* to) { return !__builtin_add_overflow(*to, value, to); };
  bool fits = true;
  for (const Number value : values) fits &= add(value, &sum.of_all);
  if (top == 0 || !fits) return fits ? std::optional(sum) : std::nullopt;
  const Number least = ValueOfRank(values, top);
  std::size_t larger = 0;
  for (const Number value : values) {
    if (value <= least) continue;
    ++larger;
    fits &= add(value, &sum.of_top);
  }
  Int128 of_equal = 0;
  fits &= !__builtin_mul_overflow(Int128{least}, static_cast<Int128>(top - larger), &of_equal);
  fits &= add(of_equal, &sum.of_top);
  return fits ? std::optional(sum) : std::nullopt;
}

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_TOP_SUM_H_
