#ifndef COSTDB_TESTS_ENGINE_ENCODING_SAMPLES_H_
#define COSTDB_TESTS_ENGINE_ENCODING_SAMPLES_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "engine/encoding/column_decoder.h"
#include "engine/encoding/encoded_column.h"
#include "engine/span/span_record.h"

namespace costdb::engine {

/// A new seed each run, printed; COSTDB_SEED repeats one.
inline std::uint64_t TestSeed() {
  static const std::uint64_t seed = [] {
    const char* const given = std::getenv("COSTDB_SEED");
    const std::uint64_t chosen =
        given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
    std::cout << "COSTDB_SEED=" << chosen << "\n";
    return chosen;
  }();
  return seed;
}

/// The encodings of integers.
inline const std::vector<Encoding> kIntegerEncodings = {
    Encoding::kConstant, Encoding::kRunLength,  Encoding::kFrameOfReference,
    Encoding::kDelta,    Encoding::kDictionary, Encoding::kRaw,
    Encoding::kZstd,     Encoding::kPlanes};

/// Values as a column of some kind would have them.
struct Sample {
  std::string name;
  std::vector<std::int64_t> (*make)(std::size_t rows, std::mt19937_64& random);
};

template <typename Value>
std::vector<std::int64_t> Generate(std::size_t rows, Value value) {
  std::vector<std::int64_t> values(rows);
  for (std::size_t i = 0; i < rows; ++i) values[i] = static_cast<std::int64_t>(value(i));
  return values;
}

inline const std::vector<Sample> kSamples = {
    {"one value", [](std::size_t rows,
                     std::mt19937_64&) { return Generate(rows, [](std::size_t) { return 42; }); }},
    {"user codes, a run a trace",
     [](std::size_t rows, std::mt19937_64& random) {
       std::uint64_t user = 0;
       return Generate(rows, [&, left = 0](std::size_t) mutable {
         if (left-- == 0) {
           user = random() % 200'000;
           left = static_cast<int>(random() % 100);
         }
         return user;
       });
     }},
    {"costs, multiples of a price quantum",
     [](std::size_t rows, std::mt19937_64& random) {
       return Generate(rows, [&](std::size_t) { return random() % 100'000 * 1'250'000; });
     }},
    {"start times, rising by a second with jitter of microseconds",
     [](std::size_t rows, std::mt19937_64& random) {
       return Generate(rows, [&](std::size_t i) {
         return 1'775'000'000'000'000'000 + i * 1'000'000'000 + random() % 1000 * 1000;
       });
     }},
    {"few far values",
     [](std::size_t rows, std::mt19937_64& random) {
       return Generate(
           rows, [&](std::size_t) { return random() % 5 * 0x1234'5678'9ABC + random() % 2 * 7; });
     }},
    {"random ids",
     [](std::size_t rows, std::mt19937_64& random) {
       return Generate(rows, [&](std::size_t) { return random() | 1; });
     }},
    {"falling and negative",
     [](std::size_t rows, std::mt19937_64& random) {
       return Generate(rows, [&](std::size_t i) {
         return -3'000'000'000 * static_cast<std::int64_t>(i) -
                static_cast<std::int64_t>(random() % 8);
       });
     }},
    {"extremes",
     [](std::size_t rows, std::mt19937_64& random) {
       return Generate(rows, [&](std::size_t) {
         const std::int64_t values[] = {INT64_MIN + 1, INT64_MAX, 0, -1, 1};
         return values[random() % 5];
       });
     }},
};

/// Every row through Read and ReadValidity, `rows_at_once` rows a call.
inline std::vector<std::int64_t> ReadAll(const IntegerColumn& column,
                                         std::uint32_t rows_at_once = kBlockRows) {
  const std::uint32_t rows = column.statistics().rows;
  std::vector<std::int64_t> values((std::size_t{rows} / kBlockRows + 1) * kBlockRows);
  std::vector<std::uint64_t> valid(values.size() / 64);
  for (std::uint32_t row = 0; row < rows; row += rows_at_once) {
    const std::uint32_t count = std::min(rows_at_once, rows - row);
    column.Read(row, count, values.data() + row);
    column.ReadValidity(row, count, valid.data() + row / 64);
  }
  values.resize(rows);
  for (std::uint32_t row = 0; row < rows; ++row) {
    if ((valid[row / 64] >> (row % 64) & 1) == 0) values[row] = kNullInteger;
  }
  return values;
}

/// Every row through ReadCodes.
inline std::vector<std::uint32_t> ReadAllCodes(const IntegerColumn& column) {
  const std::uint32_t rows = column.statistics().rows;
  std::vector<std::uint32_t> codes((std::size_t{rows} / kBlockRows + 1) * kBlockRows);
  column.ReadCodes(0, rows, codes.data());
  codes.resize(rows);
  return codes;
}

/// All rows by way of runs, where every block comes in runs; else nothing.
inline std::vector<std::uint32_t> ReadAllCodeRuns(const IntegerColumn& column) {
  const std::uint32_t rows = column.statistics().rows;
  std::vector<std::uint32_t> all;
  std::vector<std::uint32_t> codes(kBlockRows);
  std::vector<std::uint32_t> ends(kBlockRows);
  for (std::uint32_t first = 0; first < rows; first += kBlockRows) {
    const std::uint32_t count = std::min(kBlockRows, rows - first);
    const std::uint32_t runs = column.ReadCodeRuns(first, count, codes.data(), ends.data());
    if (runs == 0) return {};
    for (std::uint32_t run = 0; run < runs; ++run) all.resize(first + ends[run], codes[run]);
  }
  return all;
}

/// All rows by way of offsets, where every block comes as offsets; else nothing.
inline std::vector<std::int64_t> ReadAllOffsets(const IntegerColumn& column) {
  const std::uint32_t rows = column.statistics().rows;
  std::vector<std::int64_t> all;
  std::vector<std::uint32_t> offsets(kBlockRows);
  for (std::uint32_t first = 0; first < rows; first += kBlockRows) {
    const auto frame = column.ReadOffsets(first, offsets.data());
    if (!frame.has_value()) return {};
    for (std::uint32_t i = 0; i < std::min(kBlockRows, rows - first); ++i) {
      EXPECT_LT(offsets[i], std::uint32_t{1} << kernels::kOffsetBits);
      all.push_back(static_cast<std::int64_t>(frame->base + frame->multiplier * offsets[i]));
    }
  }
  return all;
}

}  // namespace costdb::engine

#endif  // COSTDB_TESTS_ENGINE_ENCODING_SAMPLES_H_
