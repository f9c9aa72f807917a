// Summing one vector of 1024 values by group and by run, in the first-level cache.

#include <benchmark/benchmark.h>

#include <vector>

#include "bench_data.h"
#include "engine/kernels/group_sum.h"
#include "engine/kernels/min_max.h"
#include "engine/kernels/offset_sum.h"

namespace costdb::engine::kernels {
namespace {

constexpr std::uint32_t kRows = 1024;

std::vector<std::uint32_t> CodesOf(std::size_t groups, std::size_t rows = kRows) {
  auto codes = BenchValues<std::uint32_t>(rows, 32);
  for (auto& code : codes) code %= static_cast<std::uint32_t>(groups);
  return codes;
}

void RangeOfCodes(benchmark::State& state) {
  const auto codes = CodesOf(1000);
  for (auto _ : state) benchmark::DoNotOptimize(MinMaxCodes(codes.data(), kRows));
  CountValues<std::uint32_t>(state, kRows);
}
BENCHMARK(RangeOfCodes);

void MasksOfGroups(benchmark::State& state) {
  const InstructionSetOf instruction_set(state, 1);
  const auto groups = static_cast<std::size_t>(state.range(0));
  const auto codes = CodesOf(groups);
  std::vector<std::uint64_t> masks(groups * MaskWords(kRows));
  for (auto _ : state) {
    MaskGroups(codes.data(), kRows, 0, groups, masks.data());
    benchmark::ClobberMemory();
  }
  CountValues<std::uint32_t>(state, kRows);
}
BENCHMARK(MasksOfGroups)->ArgsProduct({{1, 9, 16, 32}, EachInstructionSet()});

void GroupSumByMask(benchmark::State& state) {
  const InstructionSetOf instruction_set(state, 1);
  const auto groups = static_cast<std::size_t>(state.range(0));
  const auto codes = CodesOf(groups);
  const auto values = BenchValues<std::int64_t>(kRows, 25);
  std::vector<std::uint64_t> masks(groups * MaskWords(kRows));
  MaskGroups(codes.data(), kRows, 0, groups, masks.data());
  std::vector<std::int64_t> sums(groups);
  for (auto _ : state) {
    SumByMask(values.data(), kRows, masks.data(), groups, sums.data());
    benchmark::ClobberMemory();
  }
  CountValues<std::int64_t>(state, kRows);
}
BENCHMARK(GroupSumByMask)->ArgsProduct({{1, 9, 16, 32}, EachInstructionSet()});

/// The columns of offsets, and the groups.
void GroupOffsetSumByMask(benchmark::State& state) {
  const std::vector<std::vector<std::uint32_t>> stored(
      static_cast<std::size_t>(state.range(0)), BenchValues<std::uint32_t>(kRows, kOffsetBits));
  std::vector<const std::uint32_t*> columns;
  columns.reserve(stored.size());
  for (const auto& offsets : stored) columns.push_back(offsets.data());
  const auto groups = static_cast<std::size_t>(state.range(1));
  const auto codes = CodesOf(groups);
  std::vector<std::uint64_t> masks(groups * MaskWords(kRows));
  MaskGroups(codes.data(), kRows, 0, groups, masks.data());
  std::vector<std::uint64_t> sums(groups * columns.size());
  for (auto _ : state) {
    SumOffsetsByMask(columns, kRows, masks.data(), groups, sums.data());
    benchmark::ClobberMemory();
  }
  CountValues<std::uint32_t>(state, kRows * columns.size());
}
BENCHMARK(GroupOffsetSumByMask)->ArgsProduct({{1, 3}, {1, 9, 12}});

/// What GroupSumByMask is compared with: one addition to memory a row. Codes of a row group, since
/// a processor learns which additions of a few rows meet.
void GroupSumOneByOne(benchmark::State& state) {
  const auto groups = static_cast<std::size_t>(state.range(0));
  const auto codes = CodesOf(groups, kBenchRows);
  const auto values = BenchValues<std::int64_t>(kRows, 25);
  std::vector<std::int64_t> sums(groups);
  for (auto _ : state) {
    for (std::size_t first = 0; first < kBenchRows; first += kRows) {
      for (std::size_t i = 0; i < kRows; ++i) sums[codes[first + i]] += values[i];
      benchmark::ClobberMemory();
    }
  }
  CountValues<std::int64_t>(state, kBenchRows);
}
BENCHMARK(GroupSumOneByOne)->Arg(1)->Arg(9)->Arg(16)->Arg(32)->Arg(1000)->Arg(200'000);

/// Runs of 1 to 7 rows, four on average, each block with others.
void SumRuns(benchmark::State& state) {
  const auto values = BenchValues<std::int64_t>(kRows, 25);
  const auto lengths = BenchValues<std::uint32_t>(kBenchRows, 32);
  std::vector<std::vector<std::uint32_t>> blocks(kBenchRows / kRows);
  std::size_t next = 0;
  for (auto& ends : blocks) {
    for (std::uint32_t end = 0; end < kRows;) {
      end = std::min(end + 1 + lengths[next++] % 7, kRows);
      ends.push_back(end);
    }
  }
  std::vector<std::int64_t> sums(kRows);
  const auto sum = state.range(0) != 0 ? reference::SumByRun : SumByRun;
  for (auto _ : state) {
    for (const auto& ends : blocks) {
      sum(values.data(), ends.data(), ends.size(), sums.data());
      benchmark::ClobberMemory();
    }
  }
  CountValues<std::int64_t>(state, kBenchRows);
}
BENCHMARK(SumRuns)->ArgName("reference")->Arg(0)->Arg(1);

}  // namespace
}  // namespace costdb::engine::kernels
