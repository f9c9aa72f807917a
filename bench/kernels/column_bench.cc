// Whole columns of a row group: encoding, opening (checksum and validation) and reading, beside a
// memcpy of the decoded bytes.

#include <benchmark/benchmark.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "bench_data.h"
#include "engine/encoding/column_decoder.h"
#include "engine/encoding/encoded_column.h"

namespace costdb::engine {
namespace {

/// Values that suit an encoding, as it would be met in a column.
std::vector<std::int64_t> ValuesFor(Encoding encoding) {
  std::mt19937_64 random(1);
  std::vector<std::int64_t> values(kBenchRows);
  std::int64_t user = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto noise = static_cast<std::int64_t>(random() >> 40);
    switch (encoding) {
      case Encoding::kConstant:
        values[i] = 7;
        break;
      case Encoding::kRunLength:  // A user code a trace, four rows a trace.
        if (noise % 4 == 0) user = noise % 200'000;
        values[i] = user;
        break;
      case Encoding::kDelta:  // Start times.
        values[i] = 1'775'000'000'000'000'000 + static_cast<std::int64_t>(i) * 40'000'000 +
                    noise % 30'000 * 1000;
        break;
      case Encoding::kDictionary:
        values[i] = noise % 1000 * 1'000'003;
        break;
      case Encoding::kRaw:
        values[i] = static_cast<std::int64_t>(random());
        break;
      default:  // Costs.
        values[i] = noise % 100'000 * 1'250'000;
    }
  }
  return values;
}

std::string NameOf(const benchmark::State& state) {
  static constexpr const char* kNames[] = {"constant",   "runs", "frame", "delta",
                                           "dictionary", "raw",  "zstd"};
  return kNames[state.range(0)];
}

EncodedColumn EncodedFor(benchmark::State& state) {
  state.SetLabel(NameOf(state));
  const auto encoding = static_cast<Encoding>(state.range(0));
  EncodedColumn column = *EncodeIntegersAs(encoding, ValuesFor(encoding));
  state.counters["bytes/row"] = static_cast<double>(column.bytes.size()) / kBenchRows;
  return column;
}

void CopyColumn(benchmark::State& state) {
  const auto values = ValuesFor(Encoding::kRaw);
  std::vector<std::int64_t> block(kBlockRows);
  for (auto _ : state) {
    for (std::uint32_t row = 0; row < kBenchRows; row += kBlockRows) {
      std::memcpy(block.data(), values.data() + row, kBlockRows * sizeof(std::int64_t));
      benchmark::ClobberMemory();
    }
  }
  CountValues<std::int64_t>(state, kBenchRows);
}
BENCHMARK(CopyColumn);

void ReadColumn(benchmark::State& state) {
  const EncodedColumn encoded = EncodedFor(state);
  const InstructionSetOf instruction_set(state, 1, NameOf(state) + ", ");
  const auto column = IntegerColumn::Open(encoded.bytes);
  std::vector<std::int64_t> block(kBlockRows);
  for (auto _ : state) {
    for (std::uint32_t row = 0; row < kBenchRows; row += kBlockRows) {
      (*column)->Read(row, kBlockRows, block.data());
      benchmark::ClobberMemory();
    }
  }
  CountValues<std::int64_t>(state, kBenchRows);
}
BENCHMARK(ReadColumn)->ArgsProduct({{0, 1, 2, 3, 4, 5, 6}, EachInstructionSet()});

void ReadColumnCodes(benchmark::State& state) {
  const EncodedColumn encoded = EncodedFor(state);
  const InstructionSetOf instruction_set(state, 1, NameOf(state) + ", ");
  const auto column = IntegerColumn::Open(encoded.bytes);
  std::vector<std::uint32_t> block(kBlockRows);
  for (auto _ : state) {
    for (std::uint32_t row = 0; row < kBenchRows; row += kBlockRows) {
      (*column)->ReadCodes(row, kBlockRows, block.data());
      benchmark::ClobberMemory();
    }
  }
  CountValues<std::uint32_t>(state, kBenchRows);
}
BENCHMARK(ReadColumnCodes)->ArgsProduct({{0, 1, 2, 3, 4, 5, 6}, EachInstructionSet()});

void OpenColumn(benchmark::State& state) {
  const EncodedColumn encoded = EncodedFor(state);
  for (auto _ : state) benchmark::DoNotOptimize(IntegerColumn::Open(encoded.bytes));
  CountValues<std::int64_t>(state, kBenchRows);
}
BENCHMARK(OpenColumn)->DenseRange(0, 6);

/// The search for the best encoding included.
void EncodeColumn(benchmark::State& state) {
  state.SetLabel(NameOf(state));
  const auto values = ValuesFor(static_cast<Encoding>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(EncodeIntegers(values));
  CountValues<std::int64_t>(state, kBenchRows);
}
BENCHMARK(EncodeColumn)->DenseRange(0, 6);

}  // namespace
}  // namespace costdb::engine
