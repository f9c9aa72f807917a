// Damaged bytes become errors that name the place, never answers.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "call_span.h"
#include "engine/store/byte_codec.h"
#include "engine/store/database.h"
#include "engine/store/environment.h"
#include "engine/store/meta.h"
#include "engine/store/sealed_row_groups.h"
#include "engine/store/span_codec.h"
#include "raw_write.h"
#include "temporary_database.h"

namespace costdb::engine {
namespace {

SpanBatch OneCall(std::uint64_t trace, SpanId id) {
  SpanBatch batch;
  SpanRecord span = CallSpan(trace, id);
  span[SpanText::kName] = "chat";
  span[SpanText::kUser] = "ann";
  span.usage.input = 1000;
  span.usage.output = 10;
  batch.spans.push_back(span);
  return batch;
}

class Damage : public testing::Test {
 protected:
  // Two traces in row group 0, of which the first has deleted rows and is in the head again.
  void SetUp() override {
    const auto database = OpenOrDie(path_);
    ASSERT_TRUE(database->Append(OneCall(1, 1)).ok());
    ASSERT_TRUE(database->Append(OneCall(2, 2)).ok());
    ASSERT_TRUE(database->SealAll({}).ok());
    ASSERT_TRUE(database->Append(OneCall(1, 3)).ok());
  }

  void Write(const Environment::Work& work) const { WriteRaw(path_, work); }

  // Changes one byte of a value.
  void Flip(Table table, const std::string& key, std::size_t offset) const {
    Write([&](Transaction& transaction) -> Status {
      const auto stored = transaction.Get(table, key);
      EXPECT_TRUE(stored.ok() && stored->has_value()) << TableName(table);
      std::string value(**stored);
      value.at(offset) = static_cast<char>(value.at(offset) ^ 1);
      return transaction.Put(table, key, value);
    });
  }

  // Changes one byte of a column of row group 0.
  void FlipColumn(Section section, ColumnId column, std::size_t offset) const {
    ColumnPlace place;
    Write([&](Transaction& transaction) -> Status {
      const auto directory = ReadDirectory(transaction, 0);
      EXPECT_TRUE(directory.ok()) << directory.status().message();
      place = PlaceOf(0, **directory, section, column);
      return Status::Ok();
    });
    Flip(Table::kColumns, place.key, place.offset + offset);
  }
  // The first texts of a dictionary.
  std::string ChunkKey(ColumnId dictionary) const {
    return BigEndianKey(static_cast<std::uint32_t>(dictionary), std::uint32_t{0});
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.File("a.costdb");
};

std::string MessageOfOpenColumn(const Database& database, Section section, ColumnId column,
                                ColumnType type) {
  const auto snapshot = database.OpenSnapshot();
  EXPECT_TRUE(snapshot.ok()) << snapshot.status().message();
  return (*snapshot)->row_groups()[0]->OpenColumn(section, column, type).status().message();
}

TEST_F(Damage, OfATextIsAnErrorOfTheSnapshot) {
  Flip(Table::kTextChunks, ChunkKey(ColumnId::kUser), 5);
  const std::string message =
      path_ + ": dictionary of user: the text of code 1 does not match its checksum";
  const auto database = OpenOrDie(path_);
  {
    const auto snapshot = database->OpenSnapshot();
    ASSERT_TRUE(snapshot.ok());
    const Dictionaries& dictionaries = (*snapshot)->dictionaries();
    EXPECT_TRUE((*snapshot)->status().ok());
    EXPECT_EQ(dictionaries.TextOf(ColumnId::kUser, 1), "");
    EXPECT_EQ((*snapshot)->status().code(), StatusCode::kCorruption);
    EXPECT_EQ((*snapshot)->status().message(), message);
  }
  const auto looking = database->OpenSnapshot();
  EXPECT_FALSE((*looking)->dictionaries().CodeOf(ColumnId::kUser, "ann").has_value());
  EXPECT_EQ((*looking)->status().message(), message);
  const auto listing = database->OpenSnapshot();
  (*listing)->dictionaries().ForEach(ColumnId::kUser, [](TextCode, std::string_view) {});
  EXPECT_EQ((*listing)->status().message(), message);
}

TEST_F(Damage, OfATextGivesItNoSecondCode) {
  Flip(Table::kTextChunks, ChunkKey(ColumnId::kUser), 5);
  const auto database = OpenOrDie(path_);
  const auto appended = database->Append(OneCall(3, 1));
  ASSERT_FALSE(appended.ok());
  EXPECT_EQ(appended.status().message(),
            path_ + ": dictionary of user: the text of code 1 does not match its checksum");
  EXPECT_EQ((*database->OpenSnapshot())->dictionaries().Size(ColumnId::kUser), 1U);
}

TEST_F(Damage, OfAllTextsIsFoundByTheColumnsThatUseThem) {
  Write([](Transaction& transaction) { return transaction.Clear(Table::kTextChunks); });
  const auto database = OpenOrDie(path_);
  EXPECT_EQ(
      MessageOfOpenColumn(*database, Section::kCalls, ColumnId::kUser, ColumnType::kCode),
      path_ +
          ": row group 0, section calls, column user: it holds a text code that its dictionary "
          "does not have");
  const auto snapshot = database->OpenSnapshot();
  EXPECT_EQ((*snapshot)->dictionaries().TextOf(ColumnId::kUser, 1), "");
  EXPECT_EQ((*snapshot)->status().message(),
            path_ + ": dictionary of user: the text of code 1 is missing");
}

TEST_F(Damage, OfAColumnIsNamed) {
  FlipColumn(Section::kCalls, ColumnId::kInputTokens, 12);
  EXPECT_EQ(MessageOfOpenColumn(*OpenOrDie(path_), Section::kCalls, ColumnId::kInputTokens,
                                ColumnType::kInteger),
            path_ +
                ": row group 0, section calls, column input_tokens: an encoded column does not "
                "match its checksum");
}

TEST_F(Damage, OfTraceIdsIsAnErrorOfTheSnapshot) {
  FlipColumn(Section::kTraces, ColumnId::kTraceIdHigh, 12);
  const auto database = OpenOrDie(path_);
  const auto snapshot = database->OpenSnapshot();
  ASSERT_TRUE(snapshot.ok());
  EXPECT_EQ((*snapshot)->TraceIdOf(0), TraceId{});
  EXPECT_EQ((*snapshot)->status().message(),
            path_ +
                ": row group 0, section traces, column trace_id (high): an encoded column does "
                "not match its checksum");
}

TEST_F(Damage, OfADirectoryEntryIsNamed) {
  Flip(Table::kDirectory, BigEndianKey(std::uint32_t{0}), 5);
  EXPECT_EQ(OpenOrDie(path_)->OpenSnapshot().status().message(),
            path_ + ": row group 0: its directory entry does not match its checksum");
}

TEST_F(Damage, OfDeletionsIsNamed) {
  Flip(Table::kDeletions, BigEndianKey(std::uint32_t{0}), 5);
  EXPECT_EQ(OpenOrDie(path_)->OpenSnapshot().status().message(),
            path_ + ": row group 0: its deletions do not match their checksum");
}

TEST_F(Damage, OfAHeadBatchIsNamed) {
  Flip(Table::kHead, BigEndianKey(std::uint64_t{2}), 30);
  const std::string message = path_ + ": head batch 2: it does not match its checksum";
  const auto database = OpenOrDie(path_);
  EXPECT_EQ(database->OpenSnapshot().status().message(), message);
  EXPECT_EQ(database->Append(OneCall(3, 1)).status().message(), message);
  EXPECT_EQ(database->SealAll({}).status().message(), message);
  EXPECT_EQ(database->ReportStorage().status().message(), message);
}

// A batch is durable before its head is relieved: it counts, whatever becomes of that.
TEST(DamageInTheHead, FailsTheReliefAndNotTheAppend) {
  const TemporaryFolder folder;
  const std::string path = folder.File("a.costdb");
  OpenOrDie(path).reset();
  {
    const auto environment =
        Environment::Open(path, true, 1 << 24, [](Transaction&) { return Status::Ok(); });
    ASSERT_TRUE(environment.ok());
    StoredSpan malformed;
    malformed.trace_id = {7, 7};
    malformed.bytes = "an id and more";
    const std::string batch = EncodeBatch(std::vector<StoredSpan>{malformed}, 1'000);
    ASSERT_TRUE((*environment)
                    ->Write(0,
                            [&](Transaction& transaction) -> Status {
                              EXPECT_TRUE(WriteCounter(transaction, Counter::kNextBatch, 1).ok());
                              return transaction.Put(Table::kHead, BigEndianKey(std::uint64_t{0}),
                                                     batch);
                            })
                    .ok());
  }
  DatabaseOptions options;
  options.head_bytes_max = 1;
  const auto database = OpenOrDie(path, options);
  const auto report = database->Append(OneCall(1, 1));
  ASSERT_TRUE(report.ok()) << report.status().message();
  EXPECT_EQ(report->spans, 1U);
  EXPECT_EQ(report->relief_status.message(), path + ": the head: a stored span is malformed");
  EXPECT_EQ(database->Append(OneCall(1, 1))->duplicates, 1U);
}

}  // namespace
}  // namespace costdb::engine
