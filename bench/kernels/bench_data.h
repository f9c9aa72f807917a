#ifndef COSTDB_BENCH_KERNELS_BENCH_DATA_H_
#define COSTDB_BENCH_KERNELS_BENCH_DATA_H_

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "engine/kernels/dispatch.h"

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

/// Reports values a second and a cycle of the processor's nominal clock, and bytes a second of the
/// decoded values, to compare with Memcpy. (The console writes "/s" behind every rate.)
template <typename T>
void CountValues(benchmark::State& state, std::size_t values) {
  const auto iterations = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(iterations * static_cast<std::int64_t>(values));
  state.SetBytesProcessed(iterations * static_cast<std::int64_t>(values * sizeof(T)));
  const double all = static_cast<double>(iterations) * static_cast<double>(values);
  state.counters["values/cycle"] = benchmark::Counter(
      all / benchmark::CPUInfo::Get().cycles_per_second, benchmark::Counter::kIsRate);
}

/// The instruction sets of this machine, for the last argument of a benchmark.
inline std::vector<std::int64_t> EachInstructionSet() {
  return kernels::SupportedInstructionSets();
}

/// Has kernels use the instruction set that is argument `argument` of a benchmark, and shows its
/// name behind `label`.
class InstructionSetOf {
 public:
  InstructionSetOf(benchmark::State& state, std::size_t argument, const std::string& label = {}) {
    kernels::UseInstructionSet(state.range(argument));
    state.SetLabel(label + kernels::InstructionSetName(state.range(argument)));
  }
  ~InstructionSetOf() { kernels::UseBestInstructionSet(); }
  InstructionSetOf(const InstructionSetOf&) = delete;
  InstructionSetOf& operator=(const InstructionSetOf&) = delete;
};

}  // namespace costdb::engine

#endif  // COSTDB_BENCH_KERNELS_BENCH_DATA_H_
