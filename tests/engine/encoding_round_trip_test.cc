// Every encoding gives back what went in: by blocks, as codes, and value by value.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "encoding_samples.h"
#include "engine/encoding/column_decoder.h"
#include "engine/encoding/encoded_column.h"
#include "engine/span/span_record.h"

namespace costdb::engine {
namespace {

const std::vector<std::size_t> kLengths = {1,    2,    10,   63,     64,     65,    1023,
                                           1024, 1025, 5000, 16'383, 16'385, 70'000};

bool AreCodes(const std::vector<std::int64_t>& values) {
  return std::all_of(values.begin(), values.end(),
                     [](std::int64_t value) { return value >= 0 && value <= 0xFFFF'FFFF; });
}

void ExpectReads(const EncodedColumn& encoded, const std::vector<std::int64_t>& values) {
  // LMDB aligns values to two bytes only.
  std::string shifted = "?" + encoded.bytes;
  const auto column = IntegerColumn::Open(std::string_view(shifted).substr(1));
  ASSERT_TRUE(column.ok()) << column.status().message();
  EXPECT_EQ((*column)->statistics(), encoded.statistics);
  EXPECT_EQ(encoded.statistics.bytes, encoded.bytes.size());
  ASSERT_EQ(ReadAll(**column), values);
  ASSERT_EQ(ReadAll(**column, 4 * kBlockRows), values);
  for (std::size_t i = 0; i < values.size(); i += 1 + values.size() / 97) {
    ASSERT_EQ((*column)->At(static_cast<std::uint32_t>(i)), values[i]) << "row " << i;
  }
  const bool has_nulls = encoded.statistics.nulls != 0;
  const auto by_offsets = ReadAllOffsets(**column);
  if (!by_offsets.empty() && !has_nulls) {
    ASSERT_EQ(by_offsets, values);
  }
  if (!AreCodes(values)) return;
  const auto by_run = ReadAllCodeRuns(**column);
  const bool is_in_runs = encoded.statistics.encoding == Encoding::kRunLength ||
                          encoded.statistics.encoding == Encoding::kConstant;
  ASSERT_EQ(by_run.empty(), !is_in_runs);
  if (!by_run.empty()) {
    ASSERT_TRUE(std::equal(by_run.begin(), by_run.end(), values.begin(), values.end()));
  }
  const std::vector<std::uint32_t> codes = ReadAllCodes(**column);
  ASSERT_TRUE(std::equal(codes.begin(), codes.end(), values.begin(), values.end()));
}

std::string Describe(Encoding encoding, const std::string& sample, std::size_t rows) {
  return "encoding " + std::to_string(static_cast<int>(encoding)) + ", " + sample + ", " +
         std::to_string(rows) + " rows";
}

/// The encodings that can hold the values, each forced.
void ExpectRoundTrips(const std::vector<std::int64_t>& values, const std::string& name) {
  for (const Encoding encoding : kIntegerEncodings) {
    SCOPED_TRACE(Describe(encoding, name, values.size()));
    const auto encoded = EncodeIntegersAs(encoding, values);
    if (!encoded.has_value()) {
      EXPECT_TRUE(encoding == Encoding::kConstant || encoding == Encoding::kDictionary ||
                  encoding == Encoding::kPlanes);
      continue;
    }
    EXPECT_EQ(encoded->statistics.encoding, encoding);
    ExpectReads(*encoded, values);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(EncodingRoundTrip, EverySampleInEveryEncoding) {
  std::mt19937_64 random(TestSeed());
  for (const Sample& sample : kSamples) {
    for (const std::size_t rows : kLengths)
      ExpectRoundTrips(sample.make(rows, random), sample.name);
  }
}

// Differences of values that lie further apart than 2^63 wrap, and have a divisor of their own.
TEST(EncodingRoundTrip, DifferencesThatWrap) {
  constexpr std::int64_t kLeast = INT64_MIN + 1;  // Less is NULL.
  std::vector<std::int64_t> ids;
  for (std::int64_t i = 0; i < 1024; ++i) ids.push_back(kLeast + i / 2 * 7);
  for (std::int64_t i = 0; i < 511; ++i) ids.push_back(kLeast + (5 + i / 2) * 7);
  ids.push_back(kLeast);
  for (std::int64_t i = 0; i < 512; ++i) ids.push_back(INT64_MAX - i / 2 * 7);
  ExpectRoundTrips(ids, "ids at both ends");
  ExpectReads(EncodeIntegers(ids), ids);
}

TEST(EncodingRoundTrip, NarrowFramesComeAsOffsets) {
  std::vector<std::int64_t> costs(5000);
  for (std::size_t i = 0; i < costs.size(); ++i) {
    costs[i] = 12'500 * static_cast<std::int64_t>(i * i % 100'003) - 40'000'000;
  }
  const auto encoded = EncodeIntegersAs(Encoding::kFrameOfReference, costs);
  const auto column = IntegerColumn::Open(encoded->bytes);
  ASSERT_TRUE(column.ok());
  EXPECT_EQ(ReadAllOffsets(**column), costs);
  costs[3000] += std::int64_t{12'500} << 30;
  const auto wide = EncodeIntegersAs(Encoding::kFrameOfReference, costs);
  const auto wide_column = IntegerColumn::Open(wide->bytes);
  ASSERT_TRUE(wide_column.ok());
  std::vector<std::uint32_t> offsets(kBlockRows);
  EXPECT_TRUE((*wide_column)->ReadOffsets(0, offsets.data()).has_value());
  EXPECT_FALSE((*wide_column)->ReadOffsets(2 * kBlockRows, offsets.data()).has_value());
}

TEST(EncodingRoundTrip, NullsOneInThreeOneInAThousandAndInStretches) {
  std::mt19937_64 random(TestSeed());
  for (const Sample& sample : kSamples) {
    for (const std::size_t rows : {std::size_t{7}, std::size_t{1025}, std::size_t{20'000}}) {
      for (const std::uint64_t rarity : {3U, 1000U}) {
        auto values = sample.make(rows, random);
        for (auto& value : values) {
          if (random() % rarity == 0) value = kNullInteger;
        }
        ExpectRoundTrips(values, sample.name + " with NULLs");
      }
      auto values = sample.make(rows, random);
      for (std::size_t i = 0; i < rows; ++i) {
        if (i / 700 % 2 == 0) values[i] = kNullInteger;
      }
      ExpectRoundTrips(values, sample.name + " with stretches of NULLs");
    }
  }
}

TEST(EncodingRoundTrip, AllNull) {
  for (const std::size_t rows : kLengths) {
    ExpectRoundTrips(std::vector<std::int64_t>(rows, kNullInteger), "all NULL");
  }
}

TEST(EncodingRoundTrip, EveryBitWidth) {
  std::mt19937_64 random(TestSeed());
  for (unsigned width = 0; width <= 64; ++width) {
    for (const std::size_t rows : {std::size_t{7}, std::size_t{1024}, std::size_t{3000}}) {
      auto values =
          Generate(rows, [&](std::size_t) { return width == 0 ? 0 : random() >> (64 - width); });
      std::replace(values.begin(), values.end(), kNullInteger, std::int64_t{0});
      ExpectRoundTrips(values, std::to_string(width) + " bits");
    }
  }
}

TEST(EncodingRoundTrip, StatisticsLeaveNullsOut) {
  const EncodedColumn column =
      EncodeIntegers(std::vector<std::int64_t>{kNullInteger, 5, -7, kNullInteger});
  EXPECT_EQ(column.statistics.rows, 4U);
  EXPECT_EQ(column.statistics.nulls, 2U);
  EXPECT_EQ(column.statistics.minimum, -7);
  EXPECT_EQ(column.statistics.maximum, 5);
  EXPECT_EQ(column.statistics.sum, -2);
  const EncodedColumn nothing = EncodeIntegers(std::vector<std::int64_t>{kNullInteger});
  EXPECT_EQ(nothing.statistics.minimum, 0);
  EXPECT_EQ(nothing.statistics.maximum, 0);
  EXPECT_EQ(nothing.statistics.sum, 0);
}

TEST(EncodingRoundTrip, SumsNeedMoreThan64Bits) {
  const EncodedColumn column = EncodeIntegers(std::vector<std::int64_t>{INT64_MAX, INT64_MAX - 1});
  EXPECT_EQ(column.statistics.sum, Int128{INT64_MAX} * 2 - 1);
  const auto opened = IntegerColumn::Open(column.bytes);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ((*opened)->statistics().sum, Int128{INT64_MAX} * 2 - 1);
}

}  // namespace
}  // namespace costdb::engine
