// Dictionaries as they are stored: chunks of texts, runs of codes, and the single texts of older
// files.

#include <gtest/gtest.h>
#include <xxhash.h>

#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "encoding_samples.h"
#include "engine/store/byte_codec.h"
#include "engine/store/code_run.h"
#include "engine/store/dictionary_store.h"
#include "engine/store/text_chunk.h"
#include "temporary_database.h"

namespace costdb::engine {
namespace {

using Texts = std::vector<std::string>;

void ExpectRoundTrip(const Texts& texts) {
  const std::string bytes = EncodeTextChunk(texts);
  EXPECT_EQ(CountTextsOfChunk(bytes), texts.size());
  const auto chunk = TextChunk::Decode(bytes);
  ASSERT_TRUE(chunk.ok()) << chunk.status().message();
  ASSERT_EQ(chunk->size(), texts.size());
  for (std::uint32_t i = 0; i < texts.size(); ++i) EXPECT_EQ((*chunk)[i], texts[i]);
}

Texts Sessions(std::uint32_t count) {
  std::mt19937_64 random(TestSeed());
  Texts texts;
  for (std::uint32_t i = 0; i < count; ++i) texts.push_back("sess-" + std::to_string(random()));
  return texts;
}

TEST(TextChunk, GivesBackItsTexts) {
  ExpectRoundTrip({"a"});
  ExpectRoundTrip({"same", "same", "same"});
  ExpectRoundTrip({"prefix", "prefix and more", "prefix"});
  ExpectRoundTrip({std::string("\0\xFF", 2), "ü", std::string(100'000, 'x')});
  ExpectRoundTrip(Sessions(kTextsPerChunk));
}

TEST(TextChunk, TakesLessThanItsTexts) {
  const Texts texts = Sessions(kTextsPerChunk);
  std::size_t plain = 0;
  for (const std::string& text : texts) plain += text.size();
  EXPECT_LT(EncodeTextChunk(texts).size(), plain / 2);
}

TEST(TextChunk, ADamagedOrCutOffOneIsRefused) {
  for (const Texts& texts : {Texts{"ann", "bob"}, Sessions(kTextsPerChunk)}) {
    const std::string sound = EncodeTextChunk(texts);
    for (std::size_t i = 0; i < sound.size(); ++i) {
      std::string damaged = sound;
      damaged[i] = static_cast<char>(damaged[i] ^ 4);
      EXPECT_FALSE(TextChunk::Decode(damaged).ok()) << i;
      EXPECT_FALSE(TextChunk::Decode(sound.substr(0, i)).ok()) << i;
    }
  }
}

// The checksum fits; every byte may be anything. The sanitizers watch.
TEST(TextChunk, AForgedOneIsReadWithinItsBounds) {
  std::mt19937_64 random(TestSeed());
  for (const Texts& texts : {Texts{"ann", "bob"}, Sessions(kTextsPerChunk)}) {
    const std::string sound = EncodeTextChunk(texts);
    for (int i = 0; i < 5000; ++i) {
      std::string forged = sound.substr(0, sound.size() - sizeof(std::uint32_t));
      forged[random() % forged.size()] = static_cast<char>(random());
      ByteWriter(&forged).Fixed(
          static_cast<std::uint32_t>(XXH3_64bits(forged.data(), forged.size())));
      const auto chunk = TextChunk::Decode(forged);
      if (!chunk.ok()) continue;
      EXPECT_LE(chunk->size(), kTextsPerChunk);
      EXPECT_LE((*chunk)[chunk->size() - 1].size(), std::size_t{1} << 30);
    }
  }
}

std::vector<HashedCode> RandomCodes(TextCode first, std::uint32_t count) {
  std::mt19937_64 random(TestSeed());
  std::vector<HashedCode> codes;
  for (std::uint32_t i = 0; i < count; ++i) {
    codes.push_back({static_cast<std::uint32_t>(random()), first + i});
  }
  return codes;
}

TEST(CodeRun, FindsEveryCodeOfAHash) {
  for (const std::uint32_t count : {1U, 2U, 7U, 8U, 15U, 16U, 100U, 1023U, 70'000U}) {
    auto codes = RandomCodes(5000, count);
    if (count > 1) codes[1].hash = codes[0].hash;
    codes.back().hash = 0xFFFF'FFFF;
    const std::string bytes = CodeRun::Encode(codes);
    const auto run = CodeRun::Open(5000, bytes);
    ASSERT_TRUE(run.has_value());
    EXPECT_TRUE(run->IsSound());
    EXPECT_EQ(run->List().size(), count);
    for (const HashedCode& each : codes) {
      std::vector<TextCode> found;
      run->Find(each.hash, &found);
      EXPECT_NE(std::find(found.begin(), found.end(), each.code), found.end()) << count;
    }
    std::vector<TextCode> none;
    run->Find(codes[0].hash ^ 1, &none);
    EXPECT_LE(none.size(), 1U);
  }
}

TEST(CodeRun, TakesLessThanFiveBytesACode) {
  EXPECT_LT(CodeRun::Encode(RandomCodes(1, 100'000)).size(), 500'000U);
}

TEST(CodeRun, AForgedOneIsReadWithinItsBounds) {
  std::mt19937_64 random(TestSeed());
  const std::string sound = CodeRun::Encode(RandomCodes(1, 1000));
  EXPECT_FALSE(CodeRun::Open(1, sound.substr(1)).has_value());
  EXPECT_FALSE(CodeRun::Open(1, std::string_view()).has_value());
  for (int i = 0; i < 2000; ++i) {
    std::string forged = sound;
    forged[random() % forged.size()] = static_cast<char>(random());
    const std::vector<char> exact(forged.begin(), forged.end());
    const auto run = CodeRun::Open(1, std::string_view(exact.data(), exact.size()));
    if (!run) continue;
    std::vector<TextCode> found;
    for (int look = 0; look < 20; ++look) run->Find(static_cast<std::uint32_t>(random()), &found);
    EXPECT_LE(run->List().size(), run->count());
  }
}

class Dictionary : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = Environment::Open(folder_.File("a.costdb"), true, 1 << 28,
                                    [](Transaction&) { return Status::Ok(); });
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    environment_ = std::move(opened).value();
  }

  void Write(const Environment::Work& work) const {
    const Status written = environment_->Write(1 << 24, work);
    ASSERT_TRUE(written.ok()) << written.message();
  }

  void Add(DictionaryWriter& writer, const Texts& texts) const {
    Write([&](Transaction& transaction) -> Status {
      writer.BeginTransaction();
      for (const std::string& text : texts) {
        const auto code = writer.CodeOf(transaction, ColumnId::kUser, text);
        if (!code.ok()) return code.status();
      }
      return writer.Finish(transaction);
    });
  }

  void ExpectTexts(const Texts& texts) const {
    const auto transaction = environment_->BeginRead();
    ASSERT_TRUE(transaction.ok());
    std::mutex mutex;
    ErrorLatch errors;
    const DictionaryReader reader(**transaction, mutex, errors);
    ASSERT_EQ(reader.Size(ColumnId::kUser), texts.size());
    for (TextCode code = 1; code <= texts.size(); ++code) {
      ASSERT_EQ(reader.TextOf(ColumnId::kUser, code), texts[code - 1]);
      ASSERT_EQ(reader.CodeOf(ColumnId::kUser, texts[code - 1]), code);
    }
    EXPECT_EQ(reader.CodeOf(ColumnId::kUser, "nobody"), std::nullopt);
    EXPECT_EQ(reader.TextOf(ColumnId::kUser, kNullCode), "");
    TextCode expected = 0;
    reader.ForEach(ColumnId::kUser, [&](TextCode code, std::string_view text) {
      EXPECT_EQ(code, ++expected);
      EXPECT_EQ(text, texts[code - 1]);
    });
    EXPECT_EQ(expected, texts.size());
    EXPECT_TRUE(errors.first().ok()) << errors.first().message();
  }

  TemporaryFolder folder_;
  std::unique_ptr<Environment> environment_;
};

TEST_F(Dictionary, GrowsBatchByBatch) {
  std::mt19937_64 random(TestSeed());
  const Texts all = Sessions(3000);
  DictionaryWriter writer;
  std::size_t done = 0;
  while (done < all.size()) {
    const std::size_t count = std::min<std::size_t>(1 + random() % 300, all.size() - done);
    Texts batch(all.begin() + static_cast<std::ptrdiff_t>(done),
                all.begin() + static_cast<std::ptrdiff_t>(done + count));
    batch.push_back(all[random() % (done + 1)]);  // Known ones keep their codes.
    if (random() % 4 == 0) writer.Forget();
    Add(writer, batch);
    done += count;
  }
  ExpectTexts(all);
  const auto transaction = environment_->BeginRead();
  EXPECT_LE(*(*transaction)->CountEntries(Table::kCodeRuns), 13U);
}

TEST_F(Dictionary, AddsToTheSingleTextsOfOlderFiles) {
  const Texts all = Sessions(200);
  constexpr TextCode kOld = 70;  // The second chunk begins with old ones.
  const auto dictionary = static_cast<std::uint32_t>(ColumnId::kUser);
  Write([&](Transaction& transaction) -> Status {
    for (TextCode code = 1; code <= kOld; ++code) {
      const std::string& text = all[code - 1];
      const std::uint64_t hash = XXH3_64bits(text.data(), text.size());
      std::string stored = text;
      ByteWriter(&stored).Fixed(static_cast<std::uint32_t>(hash >> 32));
      std::string codes;
      ByteWriter(&codes).Fixed(code);
      EXPECT_TRUE(
          transaction.Put(Table::kDictionaryText, BigEndianKey(dictionary, code), stored).ok());
      EXPECT_TRUE(
          transaction.Put(Table::kDictionaryCode, BigEndianKey(dictionary, hash), codes).ok());
    }
    return Status::Ok();
  });
  ExpectTexts(Texts(all.begin(), all.begin() + kOld));
  DictionaryWriter writer;
  Add(writer, all);
  ExpectTexts(all);
}

}  // namespace
}  // namespace costdb::engine
