#ifndef COSTDB_BENCH_KERNELS_BENCH_DATA_H_
#define COSTDB_BENCH_KERNELS_BENCH_DATA_H_

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace costdb::engine {

/// Rows of one row group.
inline constexpr std::uint32_t kBenchRows = 65'536;

/// `count` values below 2^width.
template <typename T>
std::vector<T> BenchValues(std::size_t count, unsigned width) {
  std::mt19937_64 random(1);
  std::vector<T> values(count);
  for (auto& value : values) {
    value = width == 0 ? 0 : static_cast<T>(random() >> (64 - width));
  }
  return values;
}

/// Reports values a second, and bytes a second of the decoded values, to compare with Memcpy.
template <typename T>
void CountValues(benchmark::State& state, std::size_t values) {
  const auto iterations = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(iterations * static_cast<std::int64_t>(values));
  state.SetBytesProcessed(iterations * static_cast<std::int64_t>(values * sizeof(T)));
}

}  // namespace costdb::engine

#endif  // COSTDB_BENCH_KERNELS_BENCH_DATA_H_
