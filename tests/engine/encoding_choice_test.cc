// Which encoding a column gets, and that it takes the bytes that docs/encodings.md says.

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "encoding_samples.h"
#include "engine/encoding/encoded_column.h"
#include "engine/span/span_record.h"

namespace costdb::engine {
namespace {

constexpr std::size_t kHeader = 48;
constexpr std::size_t kChecksum = 8;

TEST(EncodingChoice, EachSampleGetsTheEncodingMadeForIt) {
  const std::vector<Encoding> expected = {
      Encoding::kConstant,          // one value
      Encoding::kRunLength,         // user codes
      Encoding::kFrameOfReference,  // costs
      Encoding::kDelta,             // start times
      Encoding::kDictionary,        // few far values
      Encoding::kRaw,               // random ids
      Encoding::kDelta,             // falling and negative
      Encoding::kDictionary,        // extremes
  };
  ASSERT_EQ(expected.size(), kSamples.size());
  std::mt19937_64 random(TestSeed());
  for (std::size_t i = 0; i < kSamples.size(); ++i) {
    const auto values = kSamples[i].make(65'536, random);
    EXPECT_EQ(EncodeIntegers(values).statistics.encoding, expected[i]) << kSamples[i].name;
  }
}

TEST(EncodingChoice, IdsMadeOfAFewPartsAreCompressed) {
  std::mt19937_64 random(TestSeed());
  const auto hosts =
      Generate(16, [&](std::size_t) { return random() >> 1 & ~std::uint64_t{0xFFFF}; });
  // Distinct values enough that a dictionary would not pay, with six bytes of few machines.
  const auto values = Generate(65'536, [&](std::size_t) {
    return hosts[random() % 16] | static_cast<std::int64_t>(random() % 65'536);
  });
  EXPECT_EQ(EncodeIntegers(values).statistics.encoding, Encoding::kZstd);
}

TEST(EncodingChoice, OnlyAColumnThatIsReadSeldomIsCutIntoPlanes) {
  std::mt19937_64 random(TestSeed());
  // Two thirds report none; few report many.
  const auto tokens = Generate(65'536, [&](std::size_t) {
    return random() % 3 != 0 ? 0 : static_cast<std::int64_t>(random() % (16 << random() % 9));
  });
  const EncodedColumn often = EncodeIntegers(tokens, {}, Reading::kOften);
  const EncodedColumn seldom = EncodeIntegers(tokens, {}, Reading::kSeldom);
  EXPECT_EQ(often.statistics.encoding, Encoding::kFrameOfReference);
  EXPECT_EQ(seldom.statistics.encoding, Encoding::kPlanes);
  EXPECT_LT(seldom.bytes.size(), often.bytes.size() / 3 * 2);
}

TEST(EncodingChoice, AConstantColumnIs64Bytes) {
  const EncodedColumn column = EncodeIntegers(std::vector<std::int64_t>(65'536, 7));
  EXPECT_EQ(column.bytes.size(), kHeader + 8 + kChecksum);
}

TEST(EncodingChoice, AColumnOfNullsIsAConstant) {
  const EncodedColumn column = EncodeIntegers(std::vector<std::int64_t>(65'536, kNullInteger));
  EXPECT_EQ(column.statistics.encoding, Encoding::kConstant);
  EXPECT_EQ(column.bytes.size(), kHeader + 8 + kChecksum);
}

TEST(EncodingChoice, TenRowsDoNotPayForAWholeBlock) {
  std::vector<std::int64_t> values;
  for (std::int64_t i = 0; i < 10; ++i) values.push_back(1000 + (i * 7919) % 1000);
  const EncodedColumn column = EncodeIntegers(values);
  // Divisor, base, width with padding, and 10 values of 10 bits with padding.
  EXPECT_EQ(column.statistics.encoding, Encoding::kFrameOfReference);
  EXPECT_EQ(column.bytes.size(), kHeader + 8 + 8 + 8 + 16 + kChecksum);
}

TEST(EncodingChoice, FrameOfReferencePaysForTheBitsOfItsBlocksOnly) {
  std::mt19937_64 random(TestSeed());
  std::vector<std::int64_t> values;
  for (const std::uint64_t base : {0U, 1'000'000U, 5'000'000U, 77U}) {
    const auto block = Generate(kBlockRows, [&](std::size_t i) {
      return 1'250'000 * (base + (i == 0 ? 0 : i == 1 ? 1023 : random() % 1024));
    });
    values.insert(values.end(), block.begin(), block.end());
  }
  const auto column = EncodeIntegersAs(Encoding::kFrameOfReference, values);
  ASSERT_TRUE(column.has_value());
  EXPECT_EQ(column->bytes.size(), kHeader + 8 + 4 * 8 + 8 + 4 * (128 * 10) + kChecksum);
}

TEST(EncodingChoice, RunsPayForTheirLengthsNotForTheirEnds) {
  // 1024 runs of 64 rows: 1 bit a value, and a length of 6 bits that all share.
  const auto values = Generate(65'536, [](std::size_t i) { return i / 64 % 2; });
  const auto column = EncodeIntegersAs(Encoding::kRunLength, values);
  ASSERT_TRUE(column.has_value());
  EXPECT_EQ(column->bytes.size(), kHeader + 8 + (16 + 8 + 128) + (8 + 128 * 6) + kChecksum);
}

TEST(EncodingChoice, StretchesOfNullsCostLittle) {
  auto values = std::vector<std::int64_t>(65'536, 7);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i / 1000 % 3 == 0) values[i] = kNullInteger;
  }
  const EncodedColumn column = EncodeIntegers(values);
  EXPECT_EQ(column.statistics.encoding, Encoding::kConstant);
  EXPECT_LT(column.bytes.size(), 65'536U / 8 / 8);  // An eighth of one bit a row.
}

TEST(EncodingChoice, ScatteredNullsCostOneBitARow) {
  std::mt19937_64 random(TestSeed());
  auto values = std::vector<std::int64_t>(65'536, 7);
  for (auto& value : values) {
    if (random() % 2 == 0) value = kNullInteger;
  }
  EXPECT_EQ(EncodeIntegers(values).bytes.size(), kHeader + 65'536 / 8 + 8 + kChecksum);
}

TEST(EncodingChoice, NullsDoNotWidenTheirNeighbours) {
  std::mt19937_64 random(TestSeed());
  for (const Sample& sample : kSamples) {
    auto values = sample.make(65'536, random);
    const EncodedColumn whole = EncodeIntegers(values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i % 4096 < 2048) values[i] = kNullInteger;
    }
    const auto with_nulls = EncodeIntegersAs(whole.statistics.encoding, values);
    ASSERT_TRUE(with_nulls.has_value()) << sample.name;
    EXPECT_LE(with_nulls->bytes.size(), whole.bytes.size() + 65'536 / 8) << sample.name;
  }
}

}  // namespace
}  // namespace costdb::engine
