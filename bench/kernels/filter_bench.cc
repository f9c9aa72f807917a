// Filtering and aggregating one vector of 1024 values, in the first-level cache.

#include <benchmark/benchmark.h>

#include <vector>

#include "bench_data.h"
#include "engine/kernels/compare.h"
#include "engine/kernels/mask.h"
#include "engine/kernels/min_max.h"
#include "engine/kernels/selection.h"
#include "engine/kernels/sum.h"

namespace costdb::engine::kernels {
namespace {

constexpr std::uint32_t kRows = 1024;
constexpr std::size_t kWords = kRows / 64;
constexpr ValueBounds kSmall = {0, 1 << 20};

void CompareIntegersWithConstant(benchmark::State& state) {
  const InstructionSetOf instruction_set(state, 0);
  const auto values = BenchValues<std::int64_t>(kRows, 20);
  std::vector<std::uint64_t> words(kWords);
  for (auto _ : state) {
    CompareIntegers(values.data(), kRows, Comparison::kLess, 1000, words.data());
    benchmark::ClobberMemory();
  }
  CountValues<std::int64_t>(state, kRows);
}
BENCHMARK(CompareIntegersWithConstant)->ArgsProduct({EachInstructionSet()});

void CompareCodesWithConstant(benchmark::State& state) {
  const InstructionSetOf instruction_set(state, 0);
  const auto codes = BenchValues<std::uint32_t>(kRows, 8);
  std::vector<std::uint64_t> words(kWords);
  for (auto _ : state) {
    CompareCodes(codes.data(), kRows, Comparison::kEqual, 17, words.data());
    benchmark::ClobberMemory();
  }
  CountValues<std::uint32_t>(state, kRows);
}
BENCHMARK(CompareCodesWithConstant)->ArgsProduct({EachInstructionSet()});

void SumWithinBounds(benchmark::State& state) {
  const InstructionSetOf instruction_set(state, 0);
  const auto values = BenchValues<std::int64_t>(kRows, 20);
  for (auto _ : state) benchmark::DoNotOptimize(SumIntegers(values.data(), kRows, kSmall));
  CountValues<std::int64_t>(state, kRows);
}
BENCHMARK(SumWithinBounds)->ArgsProduct({EachInstructionSet()});

void SumOfAnything(benchmark::State& state) {
  const auto values = BenchValues<std::int64_t>(kRows, 64);
  for (auto _ : state) benchmark::DoNotOptimize(SumIntegers(values.data(), kRows));
  CountValues<std::int64_t>(state, kRows);
}
BENCHMARK(SumOfAnything);

void SumMasked(benchmark::State& state) {
  const InstructionSetOf instruction_set(state, 0);
  const auto values = BenchValues<std::int64_t>(kRows, 20);
  const auto words = BenchValues<std::uint64_t>(kWords, 64);
  for (auto _ : state) {
    benchmark::DoNotOptimize(SumMaskedIntegers(values.data(), words.data(), kRows, kSmall));
  }
  CountValues<std::int64_t>(state, kRows);
}
BENCHMARK(SumMasked)->ArgsProduct({EachInstructionSet()});

void MinMaxOfIntegers(benchmark::State& state) {
  const auto values = BenchValues<std::int64_t>(kRows, 20);
  for (auto _ : state) benchmark::DoNotOptimize(MinMaxIntegers(values.data(), kRows));
  CountValues<std::int64_t>(state, kRows);
}
BENCHMARK(MinMaxOfIntegers);

void CountBits(benchmark::State& state) {
  const auto words = BenchValues<std::uint64_t>(kWords, 64);
  for (auto _ : state) benchmark::DoNotOptimize(CountMask(words.data(), kWords));
  CountValues<std::uint64_t>(state, kWords);
}
BENCHMARK(CountBits);

void SelectFromMask(benchmark::State& state) {
  const auto words = BenchValues<std::uint64_t>(kWords, 64);
  std::vector<std::uint32_t> indexes(kRows);
  for (auto _ : state) {
    benchmark::DoNotOptimize(SelectIndexes(words.data(), kRows, indexes.data()));
    benchmark::ClobberMemory();
  }
  CountValues<std::uint32_t>(state, kRows);
}
BENCHMARK(SelectFromMask);

}  // namespace
}  // namespace costdb::engine::kernels
