// Columns that others tell: exact whatever is told, smaller where it is, and read within their
// bounds when they were forged.

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "encoding_samples.h"
#include "engine/encoding/column_decoder.h"
#include "engine/encoding/column_header.h"
#include "engine/encoding/encoded_column.h"
#include "engine/encoding/predicted.h"
#include "engine/span/span_record.h"

namespace costdb::engine {
namespace {

using Values = std::vector<std::int64_t>;

constexpr std::uint32_t kKey = 1;
constexpr std::uint32_t kTokens = 2;
constexpr std::uint32_t kCached = 3;

/// Other columns of the same rows.
struct Others {
  explicit Others(std::size_t rows) {
    std::mt19937_64 random(TestSeed());
    for (std::size_t row = 0; row < rows; ++row) {
      keys.push_back(static_cast<std::int64_t>(3 + random() % 5));
      tokens.push_back(static_cast<std::int64_t>(random() % 10'000));
      cached.push_back(random() % 3 == 0 ? kNullInteger : static_cast<std::int64_t>(random() % 99));
    }
    bytes = {EncodeIntegers(keys).bytes, EncodeIntegers(tokens).bytes,
             EncodeIntegers(cached).bytes};
  }

  Result<std::shared_ptr<const IntegerColumn>> Open(std::uint32_t column) const {
    if (column < kKey || column > kCached) return Status::Corruption("no such column");
    auto opened = IntegerColumn::Open(bytes[column - 1]);
    if (!opened.ok()) return opened.status();
    return std::shared_ptr<const IntegerColumn>(std::move(*opened));
  }
  SiblingColumns siblings() const {
    return [this](std::uint32_t column) { return Open(column); };
  }

  std::vector<Prediction> predictions(Fit fit) const {
    Prediction prediction;
    prediction.fit = fit;
    prediction.key_column = kKey;
    prediction.keys = keys;
    if (fit != Fit::kConstant) {
      prediction.terms = {{kTokens, 1, tokens}, {kCached, -1, cached}};
    }
    return {prediction};
  }

  std::int64_t SumAt(std::size_t row) const {
    return tokens[row] - (cached[row] == kNullInteger ? 0 : cached[row]);
  }

  Values keys, tokens, cached;
  std::vector<std::string> bytes;
};

void ExpectValues(const IntegerColumn& column, const Values& values) {
  const auto rows = static_cast<std::uint32_t>(values.size());
  Values read((values.size() / kBlockRows + 1) * kBlockRows);
  std::vector<std::uint64_t> valid(read.size() / 64);
  column.Read(0, rows, read.data());
  column.ReadValidity(0, rows, valid.data());
  for (std::uint32_t row = 0; row < rows; ++row) {
    ASSERT_EQ(column.At(row), values[row]) << row;
    ASSERT_EQ((valid[row / 64] >> (row % 64) & 1) != 0, values[row] != kNullInteger) << row;
    if (values[row] != kNullInteger) {
      ASSERT_EQ(read[row], values[row]) << row;
    }
  }
}

EncodedColumn ExpectRoundTrip(const Values& values, const Others& others, Fit fit) {
  EncodedColumn encoded = EncodeIntegers(values, others.predictions(fit), Reading::kOften);
  const auto column = IntegerColumn::Open(encoded.bytes, others.siblings());
  EXPECT_TRUE(column.ok()) << column.status().message();
  EXPECT_EQ((*column)->statistics(), encoded.statistics);
  ExpectValues(**column, values);
  return encoded;
}

TEST(EncodingPredicted, GivesBackCodesThatAKeyTells) {
  for (const std::size_t rows : {2U, 63U, 1024U, 1025U, 20'000U, 65'536U}) {
    const Others others(rows);
    Values values;
    for (const std::int64_t key : others.keys) values.push_back(key * 7 % 11 + 1);
    const EncodedColumn encoded = ExpectRoundTrip(values, others, Fit::kConstant);
    if (rows < 1000) continue;
    EXPECT_EQ(encoded.statistics.encoding, Encoding::kPredicted);
    EXPECT_LT(encoded.bytes.size(), 300U);
    const auto column = IntegerColumn::Open(encoded.bytes, others.siblings());
    std::vector<std::uint32_t> codes((rows / kBlockRows + 1) * kBlockRows);
    (*column)->ReadCodes(0, static_cast<std::uint32_t>(rows), codes.data());
    for (std::size_t row = 0; row < rows; ++row) ASSERT_EQ(codes[row], values[row]);
  }
}

TEST(EncodingPredicted, KeepsRowsThatDifferAndNulls) {
  const Others others(30'000);
  Values values;
  for (const std::int64_t key : others.keys) values.push_back(key + 100);
  for (std::size_t row = 0; row < values.size(); row += 997) values[row] = 7;
  for (std::size_t row = 5; row < values.size(); row += 501) values[row] = kNullInteger;
  const EncodedColumn encoded = ExpectRoundTrip(values, others, Fit::kConstant);
  EXPECT_EQ(encoded.statistics.encoding, Encoding::kPredicted);
  const auto column = IntegerColumn::Open(encoded.bytes, others.siblings());
  std::vector<std::uint32_t> codes((values.size() / kBlockRows + 1) * kBlockRows);
  (*column)->ReadCodes(0, static_cast<std::uint32_t>(values.size()), codes.data());
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (values[row] != kNullInteger) {
      ASSERT_EQ(codes[row], values[row]);
    }
  }
}

TEST(EncodingPredicted, WhatSumsMissByOneNumberTakesNoRows) {
  const Others others(50'000);
  Values values;
  for (std::size_t row = 0; row < others.keys.size(); ++row) {
    values.push_back(row < 3000 || row % 7 == 0 ? kNullInteger : others.SumAt(row) - 12);
  }
  const EncodedColumn encoded = ExpectRoundTrip(values, others, Fit::kSum);
  EXPECT_EQ(encoded.statistics.encoding, Encoding::kPredicted);
  EXPECT_LT(encoded.bytes.size(), values.size() / 8 + 300);  // NULLs take a bit a row.
}

TEST(EncodingPredicted, RatesOfKeysAreFoundPastRowsWithoutTokens) {
  Others others(50'000);
  Values values;
  for (std::size_t row = 0; row < others.keys.size(); ++row) {
    if (row < 2000) others.tokens[row] = 0;
    others.cached[row] = kNullInteger;
    values.push_back(others.tokens[row] * others.keys[row] * 250'000);
  }
  others.bytes = {others.bytes[0], EncodeIntegers(others.tokens).bytes,
                  EncodeIntegers(others.cached).bytes};
  const EncodedColumn encoded = ExpectRoundTrip(values, others, Fit::kProportional);
  EXPECT_EQ(encoded.statistics.encoding, Encoding::kPredicted);
  EXPECT_LT(encoded.bytes.size(), 400U);
}

TEST(EncodingPredicted, FindsThePriceOfATokenUnderACliff) {
  const Others others(50'000);
  Values values;
  for (std::size_t row = 0; row < others.keys.size(); ++row) {
    const std::int64_t sum = others.SumAt(row);
    values.push_back(sum * others.keys[row] * 250'000 * (sum > 9'990 ? 2 : 1));
  }
  const EncodedColumn encoded = ExpectRoundTrip(values, others, Fit::kProportional);
  EXPECT_EQ(encoded.statistics.encoding, Encoding::kPredicted);
  EXPECT_LT(encoded.bytes.size(), values.size() / 10);
}

TEST(EncodingPredicted, TakesTheSlopeOffALine) {
  const Others others(50'000);
  std::mt19937_64 random(TestSeed());
  Values values;
  for (std::size_t row = 0; row < others.keys.size(); ++row) {
    values.push_back(others.SumAt(row) * others.keys[row] * 1'000'000 +
                     static_cast<std::int64_t>(random() % 500'000'000));
  }
  const EncodedColumn encoded = ExpectRoundTrip(values, others, Fit::kLinear);
  EXPECT_EQ(encoded.statistics.encoding, Encoding::kPredicted);
  EXPECT_LT(encoded.bytes.size(), EncodeIntegers(values).bytes.size() * 9 / 10);
}

TEST(EncodingPredicted, GivesBackWhatNothingTells) {
  std::mt19937_64 random(TestSeed());
  for (const Fit fit : {Fit::kConstant, Fit::kSum, Fit::kProportional, Fit::kLinear}) {
    for (const Sample& sample : kSamples) {
      const Others others(3000);
      ExpectRoundTrip(sample.make(3000, random), others, fit);
    }
  }
}

TEST(EncodingPredicted, IsRefusedWithoutTheOthers) {
  const Others others(5000);
  Values values;
  for (const std::int64_t key : others.keys) values.push_back(key + 1);
  const std::string bytes =
      EncodeIntegers(values, others.predictions(Fit::kConstant), Reading::kOften).bytes;
  EXPECT_FALSE(IntegerColumn::Open(bytes).ok());
  const Others fewer(100);
  EXPECT_FALSE(IntegerColumn::Open(bytes, fewer.siblings()).ok());
}

// The checksum fits; every byte may be anything. The sanitizers watch.
TEST(EncodingPredicted, ForgedBytesAreReadWithinTheirBounds) {
  std::mt19937_64 random(TestSeed());
  const Others others(3000);
  for (const Fit fit : {Fit::kConstant, Fit::kProportional}) {
    Values values;
    for (std::size_t row = 0; row < others.keys.size(); ++row) {
      values.push_back(fit == Fit::kConstant ? others.keys[row] : others.SumAt(row) * 12);
    }
    const std::string sound =
        EncodeIntegers(values, others.predictions(fit), Reading::kOften).bytes;
    ASSERT_EQ(IntegerColumn::Open(sound, others.siblings()).value()->statistics().encoding,
              Encoding::kPredicted);
    for (int i = 0; i < 3000; ++i) {
      std::string forged = sound;
      forged[random() % forged.size()] = static_cast<char>(random());
      Reseal(&forged);
      const auto column = IntegerColumn::Open(forged, others.siblings());
      if (!column.ok()) continue;
      const std::uint32_t rows = (*column)->statistics().rows;
      Values read((rows / kBlockRows + 1) * kBlockRows);
      std::vector<std::uint32_t> codes(read.size());
      (*column)->Read(0, rows, read.data());
      (*column)->ReadCodes(0, rows, codes.data());
      (*column)->At(rows - 1);
      const std::int64_t limit = std::max<std::int64_t>((*column)->statistics().maximum, 0);
      for (std::uint32_t row = 0; row < rows; ++row) ASSERT_LE(codes[row], limit);
    }
  }
}

}  // namespace
}  // namespace costdb::engine
