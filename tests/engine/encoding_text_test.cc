// Texts without a dictionary.

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "encoding_samples.h"
#include "engine/encoding/column_decoder.h"
#include "engine/encoding/encoded_column.h"

namespace costdb::engine {
namespace {

EncodedColumn Encode(const std::vector<std::string>& texts) {
  return EncodeTexts(std::vector<std::string_view>(texts.begin(), texts.end()));
}

void ExpectRoundTrip(const std::vector<std::string>& texts) {
  const EncodedColumn encoded = Encode(texts);
  const std::string shifted = "?" + encoded.bytes;
  const auto column = TextColumn::Open(std::string_view(shifted).substr(1));
  ASSERT_TRUE(column.ok()) << column.status().message();
  EXPECT_EQ(column->statistics(), encoded.statistics);
  ASSERT_EQ(column->statistics().rows, texts.size());
  for (std::uint32_t row = 0; row < texts.size(); ++row) ASSERT_EQ(column->At(row), texts[row]);
}

std::string RandomHex(std::size_t length, std::mt19937_64& random) {
  std::string text;
  while (text.size() < length) text += "0123456789abcdef"[random() % 16];
  return text;
}

TEST(EncodingText, ResponseIdsAndMissingOnes) {
  const std::vector<std::string> texts = {"chatcmpl-1", "", "chatcmpl-2", "x", ""};
  EXPECT_EQ(Encode(texts).statistics.nulls, 2U);
  EXPECT_EQ(Encode(texts).statistics.encoding, Encoding::kText);
  ExpectRoundTrip(texts);
}

TEST(EncodingText, AllEmptyAndSingle) {
  ExpectRoundTrip({""});
  ExpectRoundTrip({"a"});
  ExpectRoundTrip(std::vector<std::string>(5000));
}

TEST(EncodingText, RandomLengthsAndBytes) {
  std::mt19937_64 random(TestSeed());
  for (const std::size_t rows : {1U, 10U, 1024U, 1025U, 20'000U}) {
    std::vector<std::string> texts(rows);
    for (auto& text : texts) {
      text.resize(random() % 40);
      for (char& byte : text) byte = static_cast<char>(random());
    }
    ExpectRoundTrip(texts);
  }
}

TEST(EncodingText, OneLongTextAmongShortOnes) {
  std::vector<std::string> texts(3000, "short");
  texts[1500] = std::string(1'000'000, 'x');
  ExpectRoundTrip(texts);
}

TEST(EncodingText, IdsOfOneLengthPayForTheirDigitsOnly) {
  std::mt19937_64 random(TestSeed());
  std::vector<std::string> texts(20'000);
  for (auto& text : texts) text = "chatcmpl-" + RandomHex(24, random);
  // 24 hexadecimal digits are 12 bytes of information; the prefix and the lengths nearly vanish.
  EXPECT_LT(Encode(texts).bytes.size(), 20'000U * 17);
}

TEST(EncodingText, BytesThatDoNotCompressStayPlain) {
  std::mt19937_64 random(TestSeed());
  std::vector<std::string> texts(1000, std::string(16, ' '));
  for (auto& text : texts) {
    for (char& byte : text) byte = static_cast<char>(random());
  }
  const EncodedColumn encoded = Encode(texts);
  // Header; sizes and the shortest length; one width with padding; texts; checksum.
  EXPECT_EQ(encoded.bytes.size(), 48U + 24 + 8 + 16'000 + 8);
}

TEST(EncodingText, NumbersAreNoTexts) {
  const std::string numbers = EncodeIntegers(std::vector<std::int64_t>{1, 2, 3}).bytes;
  EXPECT_EQ(TextColumn::Open(numbers).status().code(), StatusCode::kCorruption);
  const std::string texts = Encode({"a"}).bytes;
  EXPECT_EQ(IntegerColumn::Open(texts).status().code(), StatusCode::kCorruption);
}

}  // namespace
}  // namespace costdb::engine
