// One block of 1024 values, in the first-level cache: bit-unpacking and what follows it, beside a
// memcpy of the decoded bytes.

#include <benchmark/benchmark.h>

#include <cstring>
#include <limits>
#include <vector>

#include "bench_data.h"
#include "engine/kernels/affine.h"
#include "engine/kernels/bit_packing.h"
#include "engine/kernels/prefix_sum.h"
#include "engine/kernels/translate.h"

namespace costdb::engine::kernels {
namespace {

constexpr std::uint32_t kRows = kPackedBlockRows;

struct Packed {
  std::vector<std::uint8_t> bytes;
  PackedBlock block;

  explicit Packed(std::uint32_t width, std::uint32_t count = kRows, bool vertical = true)
      : bytes(PackedBlockBytes(count, width, vertical) + kPackedSlackBytes),
        block{bytes.data(), count, static_cast<std::uint8_t>(width), vertical} {
    const auto values = BenchValues<std::uint64_t>(count, width);
    PackBlock(values.data(), count, width, vertical, bytes.data());
  }
};

template <typename T>
void Memcpy(benchmark::State& state) {
  const auto from = BenchValues<T>(kRows, 20);
  std::vector<T> to(kRows);
  for (auto _ : state) {
    std::memcpy(to.data(), from.data(), kRows * sizeof(T));
    benchmark::ClobberMemory();
  }
  CountValues<T>(state, kRows);
}
BENCHMARK(Memcpy<std::uint32_t>);
BENCHMARK(Memcpy<std::int64_t>);

void UnpackToCodes(benchmark::State& state) {
  const InstructionSetOf instruction_set(state, 1);
  const Packed packed(static_cast<std::uint32_t>(state.range(0)));
  std::vector<std::uint32_t> codes(kRows);
  for (auto _ : state) {
    UnpackCodes(packed.block, 1, std::numeric_limits<std::uint32_t>::max(), codes.data());
    benchmark::ClobberMemory();
  }
  CountValues<std::uint32_t>(state, kRows);
}
BENCHMARK(UnpackToCodes)->ArgsProduct({{1, 4, 8, 11, 18, 27, 32}, EachInstructionSet()});

void UnpackToIntegers(benchmark::State& state) {
  const InstructionSetOf instruction_set(state, 2);
  const Packed packed(static_cast<std::uint32_t>(state.range(0)));
  const auto multiplier = static_cast<std::uint64_t>(state.range(1));
  std::vector<std::int64_t> integers(kRows);
  for (auto _ : state) {
    UnpackIntegers(packed.block, 1000, multiplier, integers.data());
    benchmark::ClobberMemory();
  }
  CountValues<std::int64_t>(state, kRows);
}
BENCHMARK(UnpackToIntegers)
    ->ArgsProduct({{11, 18, 27, 32, 40, 57}, {1, 1'250'000}, EachInstructionSet()});

void UnpackContiguousToCodes(benchmark::State& state) {
  const Packed packed(static_cast<std::uint32_t>(state.range(0)), kRows - 1, false);
  std::vector<std::uint32_t> codes(kRows);
  for (auto _ : state) {
    UnpackCodes(packed.block, 1, std::numeric_limits<std::uint32_t>::max(), codes.data());
    benchmark::ClobberMemory();
  }
  CountValues<std::uint32_t>(state, kRows - 1);
}
BENCHMARK(UnpackContiguousToCodes)->Arg(11);

void PrefixSumOfIntegers(benchmark::State& state) {
  const InstructionSetOf instruction_set(state, 0);
  auto values = BenchValues<std::int64_t>(kRows, 20);
  for (auto _ : state) {
    PrefixSumIntegers(7, values.data(), kRows);
    benchmark::ClobberMemory();
  }
  CountValues<std::int64_t>(state, kRows);
}
BENCHMARK(PrefixSumOfIntegers)->ArgsProduct({EachInstructionSet()});

void PrefixSumOfCodes(benchmark::State& state) {
  const InstructionSetOf instruction_set(state, 0);
  auto values = BenchValues<std::uint32_t>(kRows, 8);
  for (auto _ : state) {
    PrefixSumCodes(7, std::numeric_limits<std::uint32_t>::max(), values.data(), kRows);
    benchmark::ClobberMemory();
  }
  CountValues<std::uint32_t>(state, kRows);
}
BENCHMARK(PrefixSumOfCodes)->ArgsProduct({EachInstructionSet()});

void TranslateToCodes(benchmark::State& state) {
  const InstructionSetOf instruction_set(state, 1);
  const auto width = static_cast<unsigned>(state.range(0));
  const auto table = BenchValues<std::uint32_t>(std::size_t{1} << width, 30);
  const auto indexes = BenchValues<std::uint32_t>(kRows, width);
  std::vector<std::uint32_t> codes(kRows);
  for (auto _ : state) {
    TranslateCodes(indexes.data(), kRows, table.data(), table.size(), codes.data());
    benchmark::ClobberMemory();
  }
  CountValues<std::uint32_t>(state, kRows);
}
BENCHMARK(TranslateToCodes)->ArgsProduct({{3, 8, 16}, EachInstructionSet()});

void TranslateToIntegers(benchmark::State& state) {
  const InstructionSetOf instruction_set(state, 1);
  const auto width = static_cast<unsigned>(state.range(0));
  const auto table = BenchValues<std::int64_t>(std::size_t{1} << width, 60);
  const auto indexes = BenchValues<std::uint32_t>(kRows, width);
  std::vector<std::int64_t> integers(kRows);
  for (auto _ : state) {
    TranslateIntegers(indexes.data(), kRows, table.data(), table.size(), integers.data());
    benchmark::ClobberMemory();
  }
  CountValues<std::int64_t>(state, kRows);
}
BENCHMARK(TranslateToIntegers)->ArgsProduct({{3, 8, 16}, EachInstructionSet()});

void TranslateOneByOne(benchmark::State& state) {
  const auto width = static_cast<unsigned>(state.range(0));
  const auto table = BenchValues<std::uint32_t>(std::size_t{1} << width, 30);
  const auto indexes = BenchValues<std::uint32_t>(kRows, width);
  std::vector<std::uint32_t> codes(kRows);
  for (auto _ : state) {
    reference::Translate(indexes.data(), kRows, table.data(), codes.data());
    benchmark::ClobberMemory();
  }
  CountValues<std::uint32_t>(state, kRows);
}
BENCHMARK(TranslateOneByOne)->Arg(8)->Arg(16);

}  // namespace
}  // namespace costdb::engine::kernels
