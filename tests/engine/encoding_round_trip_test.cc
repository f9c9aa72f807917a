// Every encoding gives back what went in, block by block and value by value, and bytes that are not
// what they claim to be are refused or at least read within their bounds.

#include <gtest/gtest.h>
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <random>

#include "engine/encoding/column_decoder.h"
#include "engine/encoding/encoded_column.h"
#include "engine/span/span_record.h"

namespace costdb::engine {
namespace {

std::vector<std::int64_t> ReadAll(const IntegerColumn& column) {
  const std::uint32_t rows = column.statistics().rows;
  std::vector<std::int64_t> values((rows / kBlockRows + 1) * kBlockRows);
  std::vector<std::uint64_t> valid(values.size() / 64);
  for (std::uint32_t row = 0; row < rows; row += kBlockRows) {
    const std::uint32_t count = std::min(kBlockRows, rows - row);
    column.Read(row, count, values.data() + row);
    column.ReadValidity(row, count, valid.data() + row / 64);
  }
  values.resize(rows);
  for (std::uint32_t row = 0; row < rows; ++row) {
    if ((valid[row / 64] >> (row % 64) & 1) == 0) values[row] = kNullInteger;
  }
  return values;
}

void ExpectRoundTrip(const std::vector<std::int64_t>& values, const std::string& what) {
  const EncodedColumn encoded = EncodeIntegers(values);
  const auto column = IntegerColumn::Open(encoded.bytes);
  ASSERT_TRUE(column.ok()) << what << ": " << column.status().message();
  EXPECT_EQ((*column)->statistics(), encoded.statistics) << what;
  EXPECT_EQ(ReadAll(**column), values) << what;
  for (std::size_t i = 0; i < values.size(); i += 1 + values.size() / 97) {
    EXPECT_EQ((*column)->At(static_cast<std::uint32_t>(i)), values[i]) << what << " row " << i;
  }
  const bool are_codes = std::all_of(values.begin(), values.end(), [](std::int64_t value) {
    return value >= 0 && value <= 0xFFFF'FFFF;
  });
  if (!are_codes) return;
  std::vector<std::uint32_t> codes((values.size() / kBlockRows + 1) * kBlockRows);
  (*column)->ReadCodes(0, static_cast<std::uint32_t>(values.size()), codes.data());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(codes[i], values[i]) << what;
}

const std::vector<std::size_t> kLengths = {1, 2, 63, 64, 65, 1000, 1023, 1024, 1025, 5000, 70'000};

TEST(Encoding, EveryBitWidthAndLength) {
  std::mt19937_64 random(1);
  for (unsigned width = 0; width <= 64; ++width) {
    for (const std::size_t length : {std::size_t{7}, std::size_t{1024}, std::size_t{3000}}) {
      std::vector<std::int64_t> values(length);
      for (auto& value : values) {
        const std::uint64_t bits = width == 0 ? 0 : random() >> (64 - width);
        value = static_cast<std::int64_t>(bits);
        if (value == kNullInteger) value = 0;
      }
      ExpectRoundTrip(values, "width " + std::to_string(width));
    }
  }
}

struct Shape {
  const char* name;
  Encoding encoding;
  std::function<std::int64_t(std::size_t, std::mt19937_64&)> value;
};

const std::vector<Shape> kShapes = {
    {"constant", Encoding::kConstant, [](std::size_t, auto&) { return 42; }},
    {"runs", Encoding::kRunLength,
     [](std::size_t i, auto&) { return std::int64_t(i / 200 * 31 % 17); }},
    {"prices", Encoding::kFrameOfReference,
     [](std::size_t, auto& random) { return std::int64_t(1'250'000 * (random() % 100'000)); }},
    {"times", Encoding::kDelta,
     [](std::size_t i, auto& random) {
       return std::int64_t(1'775'000'000'000'000'000 + i * 1'000'000'000 + random() % 1000 * 1000);
     }},
    {"few far values", Encoding::kDictionary,
     [](std::size_t, auto& random) {
       return std::int64_t(random() % 5 * 0x1234'5678'9ABC + random() % 2);
     }},
    {"ids", Encoding::kRaw, [](std::size_t, auto& random) { return std::int64_t(random()); }},
};

TEST(Encoding, EachShapeGetsItsEncoding) {
  for (const Shape& shape : kShapes) {
    std::mt19937_64 random(2);
    for (const std::size_t length : kLengths) {
      std::vector<std::int64_t> values(length);
      for (std::size_t i = 0; i < length; ++i) values[i] = shape.value(i, random);
      ExpectRoundTrip(values, shape.name);
      if (length >= 5000) {
        EXPECT_EQ(EncodeIntegers(values).statistics.encoding, shape.encoding) << shape.name;
      }
    }
  }
}

TEST(Encoding, NullsAreKeptAndLeftOutOfTheStatistics) {
  for (const Shape& shape : kShapes) {
    std::mt19937_64 random(3);
    for (const std::size_t length : kLengths) {
      std::vector<std::int64_t> values(length);
      for (std::size_t i = 0; i < length; ++i) {
        values[i] = random() % 3 == 0 ? kNullInteger : shape.value(i, random);
      }
      ExpectRoundTrip(values, shape.name);
    }
  }
  const EncodedColumn column =
      EncodeIntegers(std::vector<std::int64_t>{kNullInteger, 5, -7, kNullInteger});
  EXPECT_EQ(column.statistics.nulls, 2U);
  EXPECT_EQ(column.statistics.minimum, -7);
  EXPECT_EQ(column.statistics.maximum, 5);
  EXPECT_EQ(column.statistics.sum, -2);
  ExpectRoundTrip(std::vector<std::int64_t>(3000, kNullInteger), "all NULL");
}

TEST(Encoding, Extremes) {
  ExpectRoundTrip({INT64_MAX, INT64_MIN + 1, 0, -1}, "extremes");
  std::vector<std::int64_t> values(5000);
  std::mt19937_64 random(4);
  for (auto& value : values) value = random() % 2 == 0 ? INT64_MAX : INT64_MIN + 1;
  ExpectRoundTrip(values, "two extremes");
  EXPECT_EQ(EncodeIntegers(std::vector<std::int64_t>{INT64_MAX, INT64_MAX - 1}).statistics.sum,
            Int128{INT64_MAX} * 2 - 1);
}

TEST(Encoding, Texts) {
  const std::vector<std::string_view> values = {"chatcmpl-1", "", "chatcmpl-2", "x", ""};
  const EncodedColumn encoded = EncodeTexts(values);
  EXPECT_EQ(encoded.statistics.nulls, 2U);
  const auto column = TextColumn::Open(encoded.bytes);
  ASSERT_TRUE(column.ok());
  for (std::uint32_t i = 0; i < values.size(); ++i) EXPECT_EQ(column->At(i), values[i]);
}

TEST(Encoding, ADamagedByteFailsTheChecksum) {
  const EncodedColumn encoded = EncodeIntegers(std::vector<std::int64_t>{5, 7, 11, 12, 500});
  for (std::size_t i = 0; i < encoded.bytes.size(); ++i) {
    std::string damaged = encoded.bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_FALSE(IntegerColumn::Open(damaged).ok()) << "byte " << i;
  }
}

void Seal(std::string* bytes) {
  const std::uint64_t checksum = XXH3_64bits(bytes->data(), bytes->size() - 8);
  std::memcpy(bytes->data() + bytes->size() - 8, &checksum, 8);
}

// With the checksum made to fit, whatever opens is read within its bounds (the sanitizers watch).
TEST(Encoding, HostileBytesAreReadWithinBounds) {
  std::mt19937_64 random(5);
  std::size_t opened = 0;
  for (const Shape& shape : kShapes) {
    std::vector<std::int64_t> values(1500);
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = i % 7 == 0 ? kNullInteger : shape.value(i, random);
    }
    const std::string sound = EncodeIntegers(values).bytes;
    for (int round = 0; round < 3000; ++round) {
      std::string hostile = sound;
      for (int change = 0; change < 2; ++change) {
        const std::size_t range = round % 2 == 0 ? 80 : hostile.size() - 8;
        hostile[random() % std::min(range, hostile.size() - 8)] = static_cast<char>(random());
      }
      if (round % 5 == 0) hostile.resize(8 + random() % hostile.size());
      Seal(&hostile);
      const auto column = IntegerColumn::Open(hostile);
      if (!column.ok() || (*column)->statistics().rows > 100'000) continue;
      ++opened;
      ReadAll(**column);
      (*column)->At((*column)->statistics().rows - 1);
    }
  }
  EXPECT_GT(opened, 1000U);
}

TEST(Encoding, HostileTextsAreReadWithinBounds) {
  const std::vector<std::string_view> values(300, "chatcmpl-123");
  const std::string sound = EncodeTexts(values).bytes;
  std::mt19937_64 random(6);
  for (int round = 0; round < 5000; ++round) {
    std::string hostile = sound;
    for (int change = 0; change < 2; ++change) {
      hostile[random() % (hostile.size() - 8)] = static_cast<char>(random());
    }
    Seal(&hostile);
    const auto column = TextColumn::Open(hostile);
    if (!column.ok()) continue;
    std::size_t total = 0;
    for (std::uint32_t row = 0; row < column->statistics().rows; ++row) {
      total += column->At(row).size();
    }
    EXPECT_LE(total, std::size_t{1} << 30);
  }
}

}  // namespace
}  // namespace costdb::engine
