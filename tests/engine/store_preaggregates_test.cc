// Pre-aggregates: they hold the sums of the sealed calls whatever happens to these, and where they
// cannot be kept or trusted no one is told otherwise.

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/scan/preaggregates.h"
#include "engine/store/byte_codec.h"
#include "engine/store/database.h"
#include "engine/store/environment.h"
#include "engine/store/meta.h"
#include "engine/store/preaggregate_day.h"
#include "raw_write.h"
#include "temporary_database.h"

namespace costdb::engine {
namespace {

constexpr std::int64_t kHour = kPreaggregatedNs;
constexpr std::int64_t kDayNumber = 20'545;  // 2026-04-02
constexpr std::int64_t kStart = kDayNumber * 24 * kHour;

SpanRecord Call(std::uint64_t trace, SpanId id, std::int64_t start, std::string_view model) {
  SpanRecord span;
  span.trace_id = {trace, 1};
  span.span_id = id;
  span.start_unix_ns = start;
  span.end_unix_ns = start + 500;
  span.role = SpanRole::kInference;
  span[SpanText::kProvider] = "openai";
  span[SpanText::kRequestModel] = model;
  span.usage.input = 1000;
  span.usage.output = 10;
  return span;
}

SpanBatch BatchOf(std::vector<SpanRecord> spans) {
  SpanBatch batch;
  batch.spans = std::move(spans);
  return batch;
}

// "hour model" -> calls, of the level of models.
using CallsOfCells = std::map<std::string, std::int64_t>;

CallsOfCells ReadCalls(const Database& database) {
  CallsOfCells calls;
  const auto snapshot = database.OpenSnapshot();
  EXPECT_TRUE(snapshot.ok()) << snapshot.status().message();
  const auto days =
      (*snapshot)->OpenPreaggregates(PreaggregateLevel::kModels, INT32_MIN, INT32_MAX);
  EXPECT_TRUE(days.ok() && days->has_value());
  for (const auto& day : **days) {
    PreaggregateCells cells;
    EXPECT_TRUE(AddCells(*day, PreaggregateLevel::kModels, 1, &cells).ok());
    for (const auto& [cell, sums] : cells) {
      const auto model = (*snapshot)->dictionaries().TextOf(ColumnId::kModel, cell.dimensions[1]);
      calls[std::to_string(cell.hour - kStart / kHour) + " " + std::string(model)] += sums.calls;
    }
  }
  return calls;
}

void ExpectSound(const Database& database) {
  const auto report = database.CheckIntegrity({});
  ASSERT_TRUE(report.ok()) << report.status().message();
  for (const std::string& problem : report->problems) ADD_FAILURE() << problem;
}

class Preaggregates : public testing::Test {
 protected:
  // Two calls of gpt-5 in one hour, one of o3 in the next.
  void SetUp() override {
    const auto database = OpenOrDie(path_);
    ASSERT_TRUE(
        database
            ->Append(BatchOf({Call(1, 1, kStart, "gpt-5"), Call(2, 2, kStart + kHour - 1, "gpt-5"),
                              Call(3, 3, kStart + kHour, "o3")}))
            .ok());
    ASSERT_TRUE(database->SealAll({}).ok());
  }

  void Write(const Environment::Work& work) const { WriteRaw(path_, work); }

  TemporaryFolder folder_;
  std::string path_ = folder_.File("a.costdb");
};

TEST_F(Preaggregates, CountTheSealedCallsByHourAndModel) {
  const auto database = OpenOrDie(path_);
  EXPECT_EQ(ReadCalls(*database), (CallsOfCells{{"0 gpt-5", 2}, {"1 o3", 1}}));
  ExpectSound(*database);
}

TEST_F(Preaggregates, LeaveOutWhatALateSpanTakesBackToTheHead) {
  const auto database = OpenOrDie(path_);
  ASSERT_TRUE(database->Append(BatchOf({Call(1, 4, kStart + 2 * kHour, "o3")})).ok());
  EXPECT_EQ(ReadCalls(*database), (CallsOfCells{{"0 gpt-5", 1}, {"1 o3", 1}}));
  ExpectSound(*database);
  ASSERT_TRUE(database->SealAll({}).ok());
  EXPECT_EQ(ReadCalls(*database), (CallsOfCells{{"0 gpt-5", 2}, {"1 o3", 1}, {"2 o3", 1}}));
  ExpectSound(*database);
}

TEST_F(Preaggregates, FollowRowGroupsThatAreMerged) {
  const auto database = OpenOrDie(path_);
  for (std::uint64_t trace = 10; trace < 30; ++trace) {
    ASSERT_TRUE(database->Append(BatchOf({Call(trace, trace, kStart + 5 * kHour, "o3")})).ok());
    ASSERT_TRUE(database->SealAll({}).ok());
  }
  EXPECT_LT(database->ReportStorage()->row_groups, 10U);
  EXPECT_EQ(ReadCalls(*database), (CallsOfCells{{"0 gpt-5", 2}, {"1 o3", 1}, {"5 o3", 20}}));
  ExpectSound(*database);
}

TEST_F(Preaggregates, AreMadeForAFileThatHasNone) {
  Write([](Transaction& transaction) -> Status {
    EXPECT_TRUE(transaction.Clear(Table::kPreaggregates).ok());
    return WriteCounter(transaction, Counter::kPreaggregated, 0);
  });
  DatabaseOptions read_only;
  read_only.mode = OpenMode::kReadOnly;
  {
    const auto database = OpenOrDie(path_, read_only);
    const auto days = (*database->OpenSnapshot())
                          ->OpenPreaggregates(PreaggregateLevel::kAll, kDayNumber, kDayNumber);
    ASSERT_TRUE(days.ok());
    EXPECT_FALSE(days->has_value());
    ExpectSound(*database);
  }
  const auto database = OpenOrDie(path_);
  EXPECT_EQ(ReadCalls(*database), (CallsOfCells{{"0 gpt-5", 2}, {"1 o3", 1}}));
  ExpectSound(*database);
}

TEST_F(Preaggregates, ThatAreWrongAreFound) {
  Write([](Transaction& transaction) { return transaction.Clear(Table::kPreaggregates); });
  const auto database = OpenOrDie(path_);
  const auto report = database->CheckIntegrity({});
  ASSERT_TRUE(report.ok());
  ASSERT_EQ(report->problems.size(), 1U);
  EXPECT_EQ(report->problems[0], path_ +
                                     ": pre-aggregates of day 20545: they are not the sums of "
                                     "its calls");
}

using Cells = std::vector<std::pair<PreaggregateCell, PreaggregateSums>>;

Cells SomeCells(std::size_t count) {
  Cells cells(count);
  for (std::size_t i = 0; i < count; ++i) {
    cells[i].first.hour = kDayNumber * 24 + static_cast<std::int64_t>(i % 24);
    cells[i].first.dimensions[1] = static_cast<TextCode>(i);
    cells[i].second.calls = 2;
    cells[i].second.sums[0] = Int128{1'000'000'007} * static_cast<std::int64_t>(i);
    cells[i].second.known[0] = static_cast<std::int64_t>(i % 3);
  }
  return cells;
}

bool IsKept(const Cells& cells) {
  const std::string bytes = EncodePreaggregateDay(PreaggregateLevel::kAll, cells);
  const auto opened = OpenPreaggregateDay(bytes, "a.costdb", kDayNumber, nullptr);
  EXPECT_TRUE(opened.ok()) << opened.status().message();
  return opened.ok() && *opened != nullptr;
}

TEST(PreaggregateDay, IsNotKeptWithTooManyCellsOrASumBeyond64Bits) {
  EXPECT_TRUE(IsKept(SomeCells(kMostCellsADay)));
  EXPECT_FALSE(IsKept(SomeCells(kMostCellsADay + 1)));
  Cells cells = SomeCells(3);
  cells[1].second.sums[0] = INT64_MAX;
  EXPECT_TRUE(IsKept(cells));
  cells[1].second.sums[0] = Int128{INT64_MAX} + 1;
  EXPECT_FALSE(IsKept(cells));
}

TEST(PreaggregateDay, GivesBackItsCells) {
  const Cells cells = SomeCells(1500);
  const std::string bytes = EncodePreaggregateDay(PreaggregateLevel::kAll, cells);
  const auto opened = OpenPreaggregateDay(bytes, "a.costdb", kDayNumber, nullptr);
  ASSERT_TRUE(opened.ok());
  PreaggregateCells read;
  ASSERT_TRUE(AddCells(**opened, PreaggregateLevel::kAll, 1, &read).ok());
  ASSERT_EQ(read.size(), cells.size());
  for (const auto& [cell, sums] : cells) {
    EXPECT_EQ(read[cell].calls, sums.calls);
    EXPECT_EQ(read[cell].known[0], sums.known[0]);
    EXPECT_TRUE(sums.known[0] == 0 || read[cell].sums[0] == sums.sums[0]);
  }
}

TEST(PreaggregateDay, HostileBytesAreReadWithinBounds) {
  const std::string bytes = EncodePreaggregateDay(PreaggregateLevel::kAll, SomeCells(50));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const std::string& hostile :
         {bytes.substr(0, i), std::string(bytes).replace(i, 1, 1, static_cast<char>(~bytes[i]))}) {
      const auto opened = OpenPreaggregateDay(hostile, "a.costdb", kDayNumber, nullptr);
      if (!opened.ok() || *opened == nullptr) continue;
      PreaggregateCells cells;
      EXPECT_FALSE(AddCells(**opened, PreaggregateLevel::kAll, 1, &cells).ok()) << i;
    }
  }
}

}  // namespace
}  // namespace costdb::engine
