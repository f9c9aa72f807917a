// The table of traces: whatever happens to row groups, it leads from every trace to its own.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "call_span.h"
#include "encoding_samples.h"
#include "engine/store/byte_codec.h"
#include "engine/store/database.h"
#include "engine/store/environment.h"
#include "engine/store/meta.h"
#include "engine/store/sealed_row_groups.h"
#include "engine/store/trace_runs.h"
#include "raw_write.h"
#include "temporary_database.h"

namespace costdb::engine {
namespace {

TracePlaces PlacesOf(std::uint32_t first_row_group, std::uint32_t row_groups, std::uint32_t traces,
                     std::mt19937_64* random) {
  TracePlaces places;
  for (std::uint32_t i = 0; i < row_groups; ++i) places.row_groups.push_back(first_row_group + i);
  for (std::uint32_t i = 0; i < traces; ++i) {
    places.traces.push_back({static_cast<std::uint32_t>((*random)()), i % row_groups});
  }
  std::sort(places.traces.begin(), places.traces.end());
  return places;
}

bool Finds(const TraceRun& run, std::uint32_t hash, std::uint32_t row_group) {
  std::vector<std::uint32_t> found;
  run.Find(hash, &found);
  return std::find(found.begin(), found.end(), row_group) != found.end();
}

TEST(TraceRun, FindsEveryRowGroupOfAHash) {
  std::mt19937_64 random(TestSeed());
  for (const std::uint32_t traces : {1U, 2U, 7U, 8U, 100U, 1023U, 70'000U}) {
    for (const std::uint32_t row_groups : {1U, 2U, 5U, 64U}) {
      if (row_groups > traces) continue;
      TracePlaces places = PlacesOf(1000, row_groups, traces, &random);
      for (HashedNumber& each : places.traces) each.hash &= ~1U;
      places.traces.back().hash = 0xFFFF'FFFF;
      const std::string bytes = TraceRun::Encode(places);
      const auto run = TraceRun::Open(bytes);
      ASSERT_TRUE(run.has_value());
      EXPECT_TRUE(run->IsSound());
      EXPECT_EQ(run->List().row_groups, places.row_groups);
      EXPECT_EQ(run->List().traces, places.traces);
      for (const HashedNumber& each : places.traces) {
        EXPECT_TRUE(Finds(*run, each.hash, 1000 + each.number));
      }
      std::vector<std::uint32_t> none;
      run->Find(places.traces[0].hash ^ 1, &none);
      EXPECT_TRUE(none.empty());
    }
  }
}

TEST(TraceRun, TakesThreeBytesATrace) {
  std::mt19937_64 random(TestSeed());
  EXPECT_LT(TraceRun::Encode(PlacesOf(0, 30, 500'000, &random)).size(), 1'500'000U);
}

TEST(TraceRun, AForgedOneIsReadWithinItsBounds) {
  std::mt19937_64 random(TestSeed());
  const std::string sound = TraceRun::Encode(PlacesOf(7, 5, 1000, &random));
  EXPECT_FALSE(TraceRun::Open(sound.substr(1)).has_value());
  EXPECT_FALSE(TraceRun::Open(std::string_view()).has_value());
  for (int i = 0; i < 2000; ++i) {
    std::string forged = sound;
    forged[random() % forged.size()] = static_cast<char>(random());
    const std::vector<char> exact(forged.begin(), forged.end());
    const auto run = TraceRun::Open(std::string_view(exact.data(), exact.size()));
    if (!run) continue;
    std::vector<std::uint32_t> found;
    for (int look = 0; look < 20; ++look) run->Find(static_cast<std::uint32_t>(random()), &found);
    TracePlaces places = run->List();
    EXPECT_LE(places.traces.size(), run->trace_count());
    places.Remove({8, 9});
  }
}

// Row groups come and go at random; the runs always lead to all that are there, and stay few.
TEST(TraceRuns, FollowRowGroupsThatComeAndGo) {
  std::mt19937_64 random(TestSeed());
  const TemporaryFolder folder;
  const std::string path = folder.File("a.costdb");
  ASSERT_NE(OpenOrDie(path), nullptr);
  std::map<std::uint32_t, std::vector<std::uint32_t>> present;
  std::uint32_t next = 0;
  for (int round = 0; round < 60; ++round) {
    TraceRunsChange change;
    for (auto each = present.begin(); each != present.end();) {
      const bool stays = random() % 6 != 0;
      if (!stays) change.Remove(each->first);
      each = stays ? std::next(each) : present.erase(each);
    }
    for (std::uint64_t i = random() % 8; i > 0; --i) {
      std::vector<std::uint32_t> hashes(1 + random() % 500);
      for (std::uint32_t& hash : hashes) hash = static_cast<std::uint32_t>(random());
      present[next] = hashes;
      change.Add(next++, std::move(hashes));
    }
    WriteRaw(path, [&](Transaction& transaction) -> Status {
      EXPECT_TRUE(change.Apply(transaction).ok());
      const auto opened = TraceRuns::Open(transaction);
      EXPECT_TRUE(opened.ok() && opened->has_value());
      const std::vector<TraceRun>& runs = (*opened)->runs();
      EXPECT_LE(runs.size(), 15U);
      std::size_t row_groups = 0;
      for (const TraceRun& run : runs) row_groups += run.row_group_count();
      EXPECT_EQ(row_groups, present.size());
      for (const auto& [row_group, hashes] : present) {
        for (const std::uint32_t hash : hashes) {
          EXPECT_TRUE(std::any_of(runs.begin(), runs.end(), [&, number = row_group](auto& run) {
            return Finds(run, hash, number);
          }));
        }
      }
      return Status::Ok();
    });
  }
}

TEST(TraceRuns, AreNoLongerThanTheyMayBe) {
  std::mt19937_64 random(TestSeed());
  const TemporaryFolder folder;
  const std::string path = folder.File("a.costdb");
  ASSERT_NE(OpenOrDie(path), nullptr);
  constexpr std::uint32_t kTraces = kRunTracesMax / 5 * 2;
  TraceRunsChange change;
  for (std::uint32_t row_group = 0; row_group < 5; ++row_group) {
    std::vector<std::uint32_t> hashes(kTraces);
    for (std::uint32_t& hash : hashes) hash = static_cast<std::uint32_t>(random());
    change.Add(row_group, std::move(hashes));
  }
  WriteRaw(path, [&](Transaction& transaction) -> Status {
    EXPECT_TRUE(change.Apply(transaction).ok());
    std::vector<std::uint32_t> counts;
    const auto opened = TraceRuns::Open(transaction);
    for (const TraceRun& run : (*opened)->runs()) counts.push_back(run.trace_count());
    EXPECT_EQ(counts, (std::vector<std::uint32_t>{kTraces, 2 * kTraces, 2 * kTraces}));
    return Status::Ok();
  });
}

SpanBatch Calls(std::uint64_t first_trace, std::uint64_t traces, SpanId id) {
  SpanBatch batch;
  for (std::uint64_t trace = first_trace; trace < first_trace + traces; ++trace) {
    batch.spans.push_back(CallSpan(trace, id));
  }
  return batch;
}

class TableOfTraces : public testing::Test {
 protected:
  // Three row groups of ten traces each.
  void SetUp() override {
    const auto database = OpenOrDie(path_);
    for (std::uint64_t i = 0; i < 3; ++i) {
      ASSERT_TRUE(database->Append(Calls(10 * i, 10, 1)).ok());
      ASSERT_TRUE(database->SealAll({}).ok());
    }
  }

  // What an older costdb would have left.
  void MakeOlder() const {
    WriteRaw(path_, [](Transaction& transaction) -> Status {
      EXPECT_TRUE(transaction.Clear(Table::kTraceRuns).ok());
      for (std::uint32_t row_group = 0; row_group < 3; ++row_group) {
        EXPECT_TRUE(transaction.Put(Table::kTraceFilter, RowGroupKey(row_group), "filter").ok());
      }
      std::string version;
      ByteWriter(&version).Fixed(std::uint32_t{2});
      return transaction.Put(Table::kMeta, "costdb format", version);
    });
  }

  static void ExpectFound(const Database& database, std::uint64_t traces) {
    const auto snapshot = database.OpenSnapshot();
    ASSERT_TRUE(snapshot.ok()) << snapshot.status().message();
    for (std::uint64_t trace = 0; trace < traces; ++trace) {
      const auto found = (*snapshot)->FindTrace({trace, 1});
      ASSERT_TRUE(found.ok()) << found.status().message();
      ASSERT_TRUE(found->has_value()) << trace;
      EXPECT_EQ((*snapshot)->TraceIdOf(**found), (TraceId{trace, 1}));
    }
    EXPECT_FALSE((*(*snapshot)->FindTrace({traces, 1})).has_value());
  }

  std::vector<std::string> Problems() const {
    const auto report = OpenOrDie(path_)->CheckIntegrity({});
    EXPECT_TRUE(report.ok()) << report.status().message();
    return report->problems;
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.File("a.costdb");
};

TEST_F(TableOfTraces, LeadsToWhatWasSealedMergedAndUnsealed) {
  const auto database = OpenOrDie(path_);
  ExpectFound(*database, 30);
  ASSERT_TRUE(database->Append(Calls(5, 10, 2)).ok());
  ExpectFound(*database, 30);
  for (std::uint64_t i = 3; i < 20; ++i) {
    ASSERT_TRUE(database->Append(Calls(10 * i, 10, 1)).ok());
    ASSERT_TRUE(database->SealAll({}).ok());
    ExpectFound(*database, 10 * (i + 1));
  }
  EXPECT_LT(database->ReportStorage()->row_groups, 10U);
  const auto again = database->Append(Calls(0, 200, 1));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->duplicates, 200U);
  EXPECT_EQ(Problems(), std::vector<std::string>());
}

TEST_F(TableOfTraces, SeesWhatAnotherProcessSeals) {
  const auto database = OpenOrDie(path_);
  ASSERT_TRUE(database->Append(Calls(30, 1, 1)).ok());
  {
    const auto other = OpenOrDie(path_);
    ASSERT_TRUE(other->Append(Calls(31, 9, 1)).ok());
    ASSERT_TRUE(other->SealAll({}).ok());
  }
  const auto again = database->Append(Calls(0, 40, 1));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->duplicates, 40U);
  ExpectFound(*database, 40);
}

TEST_F(TableOfTraces, IsMadeForAFileThatHasFilters) {
  MakeOlder();
  DatabaseOptions read_only;
  read_only.mode = OpenMode::kReadOnly;
  {
    const auto database = OpenOrDie(path_, read_only);
    ExpectFound(*database, 30);
    const auto report = database->CheckIntegrity({});
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->problems, std::vector<std::string>());
  }
  {
    const auto database = OpenOrDie(path_);
    ExpectFound(*database, 30);
    const auto again = database->Append(Calls(0, 30, 1));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->duplicates, 30U);
  }
  WriteRaw(path_, [](Transaction& transaction) -> Status {
    EXPECT_EQ(*transaction.CountEntries(Table::kTraceFilter), 0U);
    EXPECT_EQ(*transaction.CountEntries(Table::kTraceRuns), 1U);
    return Status::Ok();
  });
  EXPECT_EQ(Problems(), std::vector<std::string>());
}

TEST_F(TableOfTraces, ThatIsDamagedStopsWritersAndIsFound) {
  WriteRaw(path_, [](Transaction& transaction) -> Status {
    const auto stored = transaction.Get(Table::kTraceRuns, RowGroupKey(0));
    std::string value(stored->value());
    value.at(value.size() - 12) = static_cast<char>(value.at(value.size() - 12) ^ 1);
    return transaction.Put(Table::kTraceRuns, RowGroupKey(0), value);
  });
  const std::string message = path_ + ": the table of traces does not match its checksum";
  EXPECT_EQ(OpenOrDie(path_)->Append(Calls(0, 1, 1)).status().message(), message);
  const auto database = OpenOrDie(path_);
  const auto snapshot = database->OpenSnapshot();
  ASSERT_TRUE(snapshot.ok()) << snapshot.status().message();
  const TraceId unknown = {1, 2};
  EXPECT_EQ((*snapshot)->FindTrace(unknown).status().message(), message);
  const auto problems = Problems();
  EXPECT_NE(std::find(problems.begin(), problems.end(), message), problems.end());
}

TEST_F(TableOfTraces, ThatLacksARowGroupIsFound) {
  WriteRaw(path_, [](Transaction& transaction) -> Status {
    TraceRunsChange change;
    change.Remove(1);
    change.Add(7, {12345});
    return change.Apply(transaction);
  });
  const auto problems = Problems();
  ASSERT_EQ(problems.size(), 11U);
  EXPECT_EQ(problems[0], path_ + ": row group 7: the table of traces has it, but it is not there");
  EXPECT_EQ(problems[1], path_ +
                             ": row group 1, trace 000000000000000a0000000000000001: the table of "
                             "traces lacks it");
}

}  // namespace
}  // namespace costdb::engine
