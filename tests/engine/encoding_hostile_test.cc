// Bytes that are not what they claim to be. A damaged byte fails the checksum; where the checksum
// was made to fit, the column is refused, or read within its bounds (the sanitizers watch).

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "encoding_samples.h"
#include "engine/encoding/column_decoder.h"
#include "engine/encoding/column_header.h"
#include "engine/encoding/encoded_column.h"
#include "engine/span/span_record.h"

namespace costdb::engine {
namespace {

/// Reads in an allocation of exactly this size, so that a byte too far is seen.
Result<std::unique_ptr<const IntegerColumn>> OpenExactly(const std::string& bytes,
                                                         std::vector<char>* storage) {
  storage->assign(bytes.begin(), bytes.end());
  storage->shrink_to_fit();
  return IntegerColumn::Open(std::string_view(storage->data(), storage->size()));
}

template <typename T>
void Overwrite(std::size_t offset, T value, std::string* bytes) {
  std::memcpy(bytes->data() + offset, &value, sizeof(value));
}

TEST(EncodingHostile, ADamagedBitFailsTheChecksum) {
  std::mt19937_64 random(TestSeed());
  for (const Sample& sample : kSamples) {
    const std::string sound = EncodeIntegers(sample.make(100, random)).bytes;
    for (std::size_t i = 0; i < sound.size(); ++i) {
      std::string damaged = sound;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << random() % 8));
      const auto column = IntegerColumn::Open(damaged);
      ASSERT_FALSE(column.ok()) << sample.name << ", byte " << i;
      EXPECT_EQ(column.status().code(), StatusCode::kCorruption);
    }
  }
}

TEST(EncodingHostile, EveryTruncationIsRefused) {
  std::mt19937_64 random(TestSeed());
  for (const Sample& sample : kSamples) {
    for (const Encoding encoding : kIntegerEncodings) {
      const auto encoded = EncodeIntegersAs(encoding, sample.make(100, random));
      if (!encoded.has_value()) continue;
      for (std::size_t size = 0; size < encoded->bytes.size(); ++size) {
        std::string cut = encoded->bytes.substr(0, size);
        Reseal(&cut);
        if (size >= 16) Overwrite(12, static_cast<std::uint32_t>(size), &cut);
        Reseal(&cut);
        EXPECT_FALSE(IntegerColumn::Open(cut).ok()) << sample.name << ", " << size << " bytes";
      }
    }
  }
}

struct Forgery {
  const char* what;
  std::size_t offset;
  std::uint32_t value;
};

TEST(EncodingHostile, ForgedHeadersAreRefused) {
  std::vector<std::int64_t> values(2000);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = i % 5 == 0 ? kNullInteger : static_cast<std::int64_t>(i * i % 1009);
  }
  const std::string sound = EncodeIntegersAs(Encoding::kFrameOfReference, values)->bytes;
  for (const Forgery& forgery : std::initializer_list<Forgery>{
           {"a version from the future", 0, 0x0000'0202},
           {"an unknown encoding", 0, 0x0001'0A01},
           {"an unknown validity form", 0, 0x0003'0201},
           {"no validity in spite of NULLs", 0, 0x0000'0201},
           {"a used reserved byte", 0, 0x0101'0201},
           {"no rows", 4, 0},
           {"more rows than bytes", 4, 2'000'000},
           {"more rows than any column", 4, 0xFFFF'FFFF},
           {"more NULLs than rows", 8, 2001},
           {"other NULLs than the validity says", 8, 401},
           {"another size", 12, 64},
       }) {
    std::string forged = sound;
    Overwrite(forgery.offset, forgery.value, &forged);
    Reseal(&forged);
    EXPECT_FALSE(IntegerColumn::Open(forged).ok()) << forgery.what;
  }
}

TEST(EncodingHostile, ForgedPayloadsAreRefused) {
  const auto values = Generate(2000, [](std::size_t i) { return i * i % 1009; });
  const std::string sound = EncodeIntegersAs(Encoding::kFrameOfReference, values)->bytes;
  for (const Forgery& forgery : std::initializer_list<Forgery>{
           {"a divisor of zero", 48, 0},
           {"a width above 64", 48 + 8 + 16, 65},
           {"a wider block than there are bytes", 48 + 8 + 16, 64},
           {"a narrower block than there are bytes", 48 + 8 + 16, 1},
       }) {
    std::string forged = sound;
    Overwrite(forgery.offset, forgery.value, &forged);
    Reseal(&forged);
    EXPECT_FALSE(IntegerColumn::Open(forged).ok()) << forgery.what;
  }
}

TEST(EncodingHostile, RunsMustGiveExactlyTheRows) {
  std::vector<std::int64_t> values(100, 1);
  std::fill(values.begin() + 50, values.end(), 2);
  const std::string sound = EncodeIntegersAs(Encoding::kRunLength, values)->bytes;
  ASSERT_TRUE(IntegerColumn::Open(sound).ok());
  // Two runs of 49 + 1 rows, 6 bits each, are the last eight bytes before the checksum.
  const std::size_t lengths = sound.size() - 16;
  ASSERT_EQ(static_cast<std::uint8_t>(sound[lengths]), 49 | (49 & 3) << 6);
  for (const std::uint8_t bits : {std::uint8_t{50 | 1 << 6}, std::uint8_t{48 | 1 << 6}}) {
    std::string forged = sound;
    Overwrite(lengths, bits, &forged);
    Reseal(&forged);
    EXPECT_FALSE(IntegerColumn::Open(forged).ok());
  }
}

TEST(EncodingHostile, ForgedDictionaryIndexesStayInTheList) {
  const auto values = Generate(2000, [](std::size_t i) { return i % 3 * 1'000'000 + i % 3; });
  std::string forged = EncodeIntegersAs(Encoding::kDictionary, values)->bytes;
  // The indexes are last: a vertical block of 2 bits, 976 contiguous ones, and padding.
  const std::size_t indexes = 128 * 2 + 976 * 2 / 8 + 4;
  std::fill(forged.end() - 8 - indexes, forged.end() - 8, '\xFF');
  Reseal(&forged);
  std::vector<char> storage;
  const auto column = OpenExactly(forged, &storage);
  ASSERT_TRUE(column.ok());
  EXPECT_EQ(ReadAll(**column), std::vector<std::int64_t>(2000, 2'000'002));
  EXPECT_EQ((*column)->At(1999), 2'000'002);
}

TEST(EncodingHostile, CodesNeverExceedTheMaximumOfTheHeader) {
  std::mt19937_64 random(TestSeed());
  const auto values = Generate(3000, [&](std::size_t i) {
    return 1 + (i / 3 * 7919) % 500 * 2;  // Runs, a divisor, few values: fit for every encoding.
  });
  for (const Encoding encoding : kIntegerEncodings) {
    const auto encoded = EncodeIntegersAs(encoding, values);
    if (!encoded.has_value()) continue;
    std::string forged = encoded->bytes;
    Overwrite(24, std::int64_t{100}, &forged);
    Reseal(&forged);
    const auto column = IntegerColumn::Open(forged);
    ASSERT_TRUE(column.ok());
    for (const std::uint32_t code : ReadAllCodes(**column)) ASSERT_LE(code, 100U);
  }
}

/// Overwrites a few bytes, half of the time in the header and the head of the payload, and
/// sometimes cuts or lengthens the column with its size field made to fit.
std::string Mutate(std::string bytes, std::mt19937_64& random) {
  const std::size_t content = bytes.size() - 8;
  const std::size_t range = random() % 2 == 0 ? std::min<std::size_t>(content, 120) : content;
  for (std::uint64_t change = 0; change <= random() % 4; ++change) {
    bytes[random() % range] = static_cast<char>(random() >> random() % 8);
  }
  if (random() % 8 == 0) {
    bytes.resize(64 + random() % (bytes.size() / 8 + 2) * 8);
    Overwrite(12, static_cast<std::uint32_t>(bytes.size()), &bytes);
  }
  Reseal(&bytes);
  return bytes;
}

TEST(EncodingHostile, MutatedColumnsAreReadWithinBounds) {
  std::mt19937_64 random(TestSeed());
  std::size_t opened = 0;
  for (const Sample& sample : kSamples) {
    auto values = sample.make(1500, random);
    for (std::size_t i = 0; i < values.size(); i += 7) values[i] = kNullInteger;
    for (const Encoding encoding : kIntegerEncodings) {
      const auto sound = EncodeIntegersAs(encoding, values);
      if (!sound.has_value()) continue;
      for (int round = 0; round < 400; ++round) {
        std::vector<char> storage;
        const auto column = OpenExactly(Mutate(sound->bytes, random), &storage);
        if (!column.ok()) continue;
        ++opened;
        const std::uint32_t rows = (*column)->statistics().rows;
        ASSERT_EQ(ReadAll(**column).size(), rows);
        const auto limit =
            static_cast<std::uint64_t>(std::max<std::int64_t>((*column)->statistics().maximum, 0));
        for (const std::uint32_t code : ReadAllCodes(**column)) ASSERT_LE(code, limit);
        (*column)->At(rows - 1);
        (*column)->At(0);
      }
    }
  }
  EXPECT_GT(opened, 1000U);
}

TEST(EncodingHostile, MutatedTextsAreReadWithinBounds) {
  std::mt19937_64 random(TestSeed());
  std::size_t opened = 0;
  for (const bool compressible : {true, false}) {
    std::vector<std::string> texts(300, "chatcmpl-123");
    for (auto& text : texts) text.resize(compressible ? text.size() : random() % 12);
    const std::string sound =
        EncodeTexts(std::vector<std::string_view>(texts.begin(), texts.end())).bytes;
    for (int round = 0; round < 4000; ++round) {
      const auto column = TextColumn::Open(Mutate(sound, random));
      if (!column.ok()) continue;
      ++opened;
      std::size_t total = 0;
      for (std::uint32_t row = 0; row < column->statistics().rows; ++row) {
        total += column->At(row).size();
      }
      ASSERT_LE(total, kMaxTextBytes);
    }
  }
  EXPECT_GT(opened, 100U);
}

}  // namespace
}  // namespace costdb::engine
