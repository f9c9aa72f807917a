// Real processes on one file: readers beside a writer, two writers, and a writer that is killed.
// Every call here costs 0.00135 $ (1,000 tokens of gpt-5 in, 10 out), so any snapshot can be
// checked: its sum is its count times that.

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "program.h"

namespace costdb {
namespace {

constexpr int kMicrodollarsTimes100 = 135'000;  // 0.00135 $ in units of 10^-8 $.

// Traces of one call under one root, the call first; ids count from `first`.
void WriteTraces(const std::string& path, std::uint64_t first, std::uint64_t count) {
  std::ofstream file(path);
  for (std::uint64_t i = first; i < first + count; ++i) {
    char line[1600];
    const unsigned long long trace = i;
    const unsigned long long start = 1'775'000'000'000'000'000ULL + i * 1'000'000;
    std::snprintf(
        line, sizeof(line),
        R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},)"
        R"("scopeSpans":[{"scope":{"name":"test"},"spans":[)"
        R"({"traceId":"%032llx","spanId":"%016llx","parentSpanId":"%016llx","name":"chat gpt-5",)"
        R"("startTimeUnixNano":"%llu","endTimeUnixNano":"%llu","attributes":[)"
        R"({"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},)"
        R"({"key":"gen_ai.provider.name","value":{"stringValue":"openai"}},)"
        R"({"key":"gen_ai.request.model","value":{"stringValue":"gpt-5"}},)"
        R"({"key":"gen_ai.usage.input_tokens","value":{"intValue":"1000"}},)"
        R"({"key":"gen_ai.usage.output_tokens","value":{"intValue":10}}]},)"
        R"({"traceId":"%032llx","spanId":"%016llx","name":"request","startTimeUnixNano":"%llu",)"
        R"("endTimeUnixNano":"%llu","attributes":[{"key":"user.id","value":{"stringValue":"u%llu"}}]}]}]}]})",
        trace, 2 * trace + 1, 2 * trace + 2, start + 10, start + 20, trace, 2 * trace + 2, start,
        start + 30, trace % 100);
    file << line << '\n';
  }
}

struct Totals {
  long calls = -1;
  std::string dollars;
};

Totals QueryTotals(const TemporaryFolder& folder, const std::string& database) {
  const Finished query = RunProgram(
      folder, {"query", database, "SELECT count(*), sum(cost) FROM calls", "--format", "csv"});
  EXPECT_EQ(query.exit_code, 0) << query.error;
  const std::size_t line = query.output.find('\n') + 1;
  const std::size_t comma = query.output.find(',', line);
  Totals totals;
  totals.calls = std::stol(query.output.substr(line, comma - line));
  totals.dollars =
      query.output.substr(comma + 1, query.output.find_first_of("\r\n", comma) - comma - 1);
  return totals;
}

// The exact decimal of `calls` times 0.00135.
std::string Dollars(long calls) {
  const long long units = static_cast<long long>(calls) * kMicrodollarsTimes100;
  char text[64];
  std::snprintf(text, sizeof(text), "%lld.%08lld", units / 100'000'000, units % 100'000'000);
  std::string result(text);
  result.erase(result.find_last_not_of('0') + 1);
  if (result.back() == '.') result.pop_back();
  return result;
}

void ExpectWhole(const Totals& totals) {
  if (totals.calls == 0) {
    EXPECT_EQ(totals.dollars, "");
  } else {
    EXPECT_EQ(totals.dollars, Dollars(totals.calls));
  }
}

TEST(Processes, TwoReadersBesideAWriterSeeWholeBatches) {
  const TemporaryFolder folder;
  const std::string database = folder.File("a.costdb");
  WriteTraces(folder.File("seed.jsonl"), 1'000'000, 10);
  WriteTraces(folder.File("load.jsonl"), 1, 60'000);
  ASSERT_EQ(RunProgram(folder, {"ingest", database, folder.File("seed.jsonl")}).exit_code, 0);
  Process writer(folder, {"ingest", database, folder.File("load.jsonl")});
  long last = 0;
  int rounds = 0;
  while (writer.IsRunning()) {
    Process other(folder, {"query", database, "SELECT user, sum(cost) FROM calls GROUP BY user"});
    const Totals totals = QueryTotals(folder, database);
    ExpectWhole(totals);
    EXPECT_GE(totals.calls, last);
    last = totals.calls;
    EXPECT_EQ(other.Wait(), 0) << other.error();
    ++rounds;
  }
  EXPECT_EQ(writer.Wait(), 0) << writer.error();
  EXPECT_GE(rounds, 1);
  const Totals totals = QueryTotals(folder, database);
  EXPECT_EQ(totals.calls, 60'010);
  EXPECT_EQ(totals.dollars, Dollars(60'010));
}

TEST(Processes, TwoWritersTakeTurns) {
  const TemporaryFolder folder;
  const std::string database = folder.File("a.costdb");
  WriteTraces(folder.File("one.jsonl"), 1, 20'000);
  WriteTraces(folder.File("two.jsonl"), 100'000, 20'000);
  Process one(folder, {"ingest", database, folder.File("one.jsonl")});
  Process two(folder, {"ingest", database, folder.File("two.jsonl")});
  EXPECT_EQ(one.Wait(), 0) << one.error();
  EXPECT_EQ(two.Wait(), 0) << two.error();
  const Totals totals = QueryTotals(folder, database);
  EXPECT_EQ(totals.calls, 40'000);
  EXPECT_EQ(totals.dollars, Dollars(40'000));
}

// Who comes first makes the file; the others wait, and readers find nothing or something whole.
TEST(Processes, FourWritersMakeOneDatabase) {
  const TemporaryFolder folder;
  const std::string load = folder.File("load.jsonl");
  WriteTraces(load, 1, 10);
  for (int round = 0; round < 10; ++round) {
    const std::string database = folder.File("new-" + std::to_string(round) + ".costdb");
    std::vector<std::unique_ptr<Process>> writers;
    for (int i = 0; i < 4; ++i) {
      writers.push_back(
          std::make_unique<Process>(folder, std::vector<std::string>{"ingest", database, load}));
    }
    while (writers.back()->IsRunning()) {
      const Finished query = RunProgram(folder, {"query", database, "SELECT count(*) FROM calls"});
      if (query.exit_code == 0) continue;
      EXPECT_TRUE(query.error.find("no such database") != std::string::npos ||
                  query.error.find("the file is empty") != std::string::npos)
          << query.error;
    }
    for (const auto& writer : writers) EXPECT_EQ(writer->Wait(), 0) << writer->error();
    EXPECT_EQ(QueryTotals(folder, database).calls, 10);
  }
}

// kill -9 in the middle of an ingest: what is there is whole batches, and doing the same ingest
// again gives what an undisturbed one gives.
TEST(Processes, AKilledWriterLeavesWholeBatches) {
  const TemporaryFolder folder;
  const std::string load = folder.File("load.jsonl");
  WriteTraces(load, 1, 60'000);
  std::mt19937 random(20260401);
  for (int round = 0; round < 6; ++round) {
    const std::string database = folder.File("kill-" + std::to_string(round) + ".costdb");
    Process writer(folder, {"ingest", database, load});
    ::usleep(50'000 + random() % 1'200'000);
    writer.Kill(SIGKILL);
    writer.Wait();
    if (std::filesystem::exists(database) &&
        RunProgram(folder, {"query", database, "SELECT 1"}).exit_code == 0) {
      ExpectWhole(QueryTotals(folder, database));
    }
    const Finished again = RunProgram(folder, {"ingest", database, load});
    EXPECT_EQ(again.exit_code, 0) << again.error;
    const Totals totals = QueryTotals(folder, database);
    EXPECT_EQ(totals.calls, 60'000);
    EXPECT_EQ(totals.dollars, Dollars(60'000));
  }
}

// The number after "name": in one line of JSON.
long NumberOf(const std::string& json, const std::string& name) {
  const std::size_t found = json.find("\"" + name + "\":");
  EXPECT_NE(found, std::string::npos) << json;
  return found == std::string::npos ? -1 : std::stol(json.substr(found + name.size() + 3));
}

// Each span is new for one of them and a duplicate for the other.
TEST(Processes, TwoWritersOfOneFileShareItsSpans) {
  const TemporaryFolder folder;
  const std::string database = folder.File("a.costdb");
  const std::string load = folder.File("load.jsonl");
  WriteTraces(load, 1, 40'000);
  Process one(folder, {"ingest", database, load, "--json"});
  Process two(folder, {"ingest", database, load, "--json"});
  EXPECT_EQ(one.Wait(), 0) << one.error();
  EXPECT_EQ(two.Wait(), 0) << two.error();
  long taken = 0;
  for (const std::string& summary : {one.output(), two.output()}) {
    EXPECT_EQ(NumberOf(summary, "spans_read"), 80'000);
    EXPECT_EQ(NumberOf(summary, "spans") + NumberOf(summary, "duplicates"), 80'000);
    taken += NumberOf(summary, "spans");
  }
  EXPECT_EQ(taken, 80'000);
  EXPECT_EQ(QueryTotals(folder, database).calls, 40'000);
}

TEST(Processes, TheSameFileTwiceChangesNothing) {
  const TemporaryFolder folder;
  const std::string database = folder.File("a.costdb");
  const std::string load = folder.File("load.jsonl");
  WriteTraces(load, 1, 5'000);
  for (int round = 0; round < 2; ++round) {
    const Finished ingest = RunProgram(folder, {"ingest", database, load});
    EXPECT_EQ(ingest.exit_code, 0) << ingest.error;
    EXPECT_EQ(QueryTotals(folder, database).calls, 5'000);
  }
}

}  // namespace
}  // namespace costdb
