// Real processes on one file: readers beside a writer, two writers, and a writer that is killed.
// Every call here costs 0.00135 $ (1,000 tokens of gpt-5 in, 10 out), so any snapshot can be
// checked: its sum is its count times that.

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/stat.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "program.h"

namespace costdb {
namespace {

constexpr int kMicrodollarsTimes100 = 135'000;  // 0.00135 $ in units of 10^-8 $.

// A trace of one call under one root, the call first. The call of trace i takes 10 + i nanoseconds.
std::string TraceLine(std::uint64_t number) {
  char line[1600];
  const unsigned long long trace = number;
  const unsigned long long start = 1'775'000'000'000'000'000ULL + number * 1'000'000;
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
      R"("endTimeUnixNano":"%llu","attributes":[{"key":"user.id","value":{"stringValue":"u%llu"}}]}]}]}]})"
      "\n",
      trace, 2 * trace + 1, 2 * trace + 2, start + 10, start + 20 + trace, trace, 2 * trace + 2,
      start, start + 30 + trace, trace % 100);
  return line;
}

void WriteTraces(const std::string& path, std::uint64_t first, std::uint64_t count) {
  std::ofstream file(path);
  for (std::uint64_t i = first; i < first + count; ++i) file << TraceLine(i);
}

// Feeds traces to a program through its standard input, as fast as it takes them. The program waits
// for more until End: it cannot be done before.
class Feed {
 public:
  // To be given to the program as its input.
  explicit Feed(const std::string& path) : path_(path) {
    EXPECT_EQ(::mkfifo(path.c_str(), 0600), 0);
  }
  ~Feed() { End(); }
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;

  // Feeds the traces [first, first + count), beside this thread.
  void Start(std::uint64_t first, std::uint64_t count) {
    Join();
    thread_ = std::thread([this, first, count] { Write(first, count); });
  }
  // Waits until all is fed, or the program is dead.
  void Join() {
    if (thread_.joinable()) thread_.join();
  }
  // No more is to come.
  void End() {
    Join();
    if (file_ >= 0) ::close(file_);
    file_ = -1;
  }

 private:
  void Write(std::uint64_t first, std::uint64_t count) {
    // A dead program must be an error of write, not the end of this one.
    sigset_t pipe_signal;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_signal, nullptr);
    if (file_ < 0) file_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    for (std::uint64_t i = first; i < first + count; ++i) {
      const std::string line = TraceLine(i);
      for (std::size_t done = 0; done < line.size();) {
        const ssize_t written = ::write(file_, line.data() + done, line.size() - done);
        if (written < 0) return;
        done += static_cast<std::size_t>(written);
      }
    }
  }

  std::string path_;
  int file_ = -1;
  std::thread thread_;
};

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

// Waits until a query sees more than `calls`, and returns what it sees.
Totals AwaitMoreThan(long calls, const TemporaryFolder& folder, const std::string& database) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  Totals totals = QueryTotals(folder, database);
  while (totals.calls <= calls && std::chrono::steady_clock::now() < deadline) {
    totals = QueryTotals(folder, database);
  }
  EXPECT_GT(totals.calls, calls);
  ExpectWhole(totals);
  return totals;
}

TEST(Processes, TwoReadersBesideAWriterSeeWholeBatches) {
  const TemporaryFolder folder;
  const std::string database = folder.File("a.costdb");
  WriteTraces(folder.File("seed.jsonl"), 1'000'000, 10);
  ASSERT_EQ(RunProgram(folder, {"ingest", database, folder.File("seed.jsonl")}).exit_code, 0);
  Feed feed(folder.File("feed"));
  Process writer(folder, {"ingest", database, "-"}, folder.File("feed"));
  long last = 10;
  // The writer cannot end while it is fed, so what is read here is read beside it.
  for (std::uint64_t part = 0; part < 3; ++part) {
    feed.Start(1 + 40'000 * part, 40'000);
    Process other(folder, {"query", database, "SELECT user, sum(cost) FROM calls GROUP BY user"});
    last = AwaitMoreThan(last, folder, database).calls;
    EXPECT_EQ(other.Wait(), 0) << other.error();
    EXPECT_TRUE(writer.IsRunning());
  }
  EXPECT_LT(last, 120'010);
  feed.End();
  while (writer.IsRunning()) {  // It seals now.
    const Totals totals = QueryTotals(folder, database);
    ExpectWhole(totals);
    EXPECT_GE(totals.calls, last);
    last = totals.calls;
  }
  EXPECT_EQ(writer.Wait(), 0) << writer.error();
  const Totals totals = QueryTotals(folder, database);
  EXPECT_EQ(totals.calls, 120'010);
  EXPECT_EQ(totals.dollars, Dollars(120'010));
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

// The number after "name": in one line of JSON.
long NumberOf(const std::string& json, const std::string& name) {
  const std::size_t found = json.find("\"" + name + "\":");
  EXPECT_NE(found, std::string::npos) << json;
  return found == std::string::npos ? -1 : std::stol(json.substr(found + name.size() + 3));
}

// How many traces are there, which are the first ones that were fed: those of whole batches.
long CountFirstTraces(const TemporaryFolder& folder, const std::string& database) {
  const Finished query = RunProgram(
      folder,
      {"query", database,
       "SELECT count(*) AS calls, max(duration) AS longest FROM calls WHERE name LIKE 'chat%'; "
       "SELECT count(*) AS spans FROM spans; SELECT count(*) AS traces FROM traces",
       "--format", "jsonl"});
  EXPECT_EQ(query.exit_code, 0) << query.error;
  const long calls = NumberOf(query.output, "calls");
  EXPECT_EQ(NumberOf(query.output, "spans"), 2 * calls);
  EXPECT_EQ(NumberOf(query.output, "traces"), calls);
  if (calls == 0) return 0;
  const std::size_t longest = query.output.find("longest") + 9;
  EXPECT_EQ(std::lround(1e9 * std::stod(query.output.substr(longest))), 10 + calls);
  return calls;
}

// So that every query finds a database.
void MakeWithFirstTrace(const TemporaryFolder& folder, const std::string& database) {
  WriteTraces(folder.File("first.jsonl"), 1, 1);
  ASSERT_EQ(RunProgram(folder, {"ingest", database, folder.File("first.jsonl")}).exit_code, 0);
}

// Kills an ingest when it has made a random number of batches durable, and checks what is there.
// Doing the same ingest again must give what an undisturbed one gives.
void KillAndDoAgain(const TemporaryFolder& folder, const std::string& name, const std::string& load,
                    std::mt19937* random) {
  constexpr long kTraces = 60'000;
  const std::string database = folder.File(name + ".costdb");
  Feed feed(folder.File(name + ".feed"));
  MakeWithFirstTrace(folder, database);
  Process writer(folder, {"ingest", database, "-"}, folder.File(name + ".feed"));
  feed.Start(2, kTraces - 1);
  const long acknowledged =
      AwaitMoreThan(static_cast<long>((*random)() % 40'000), folder, database).calls;
  ::usleep(static_cast<useconds_t>((*random)() % 100'000));
  EXPECT_TRUE(writer.IsRunning()) << writer.error();
  writer.Kill(SIGKILL);
  EXPECT_EQ(writer.Wait(), 128 + SIGKILL);
  const long survived = CountFirstTraces(folder, database);
  EXPECT_GE(survived, acknowledged);
  EXPECT_LT(survived, kTraces);  // The last batch was never full.
  ExpectWhole(QueryTotals(folder, database));
  const Finished again = RunProgram(folder, {"ingest", database, load, "--json"});
  EXPECT_EQ(again.exit_code, 0) << again.error;
  EXPECT_EQ(NumberOf(again.output, "spans"), 2 * (kTraces - survived));
  EXPECT_EQ(NumberOf(again.output, "duplicates"), 2 * survived);
  EXPECT_EQ(CountFirstTraces(folder, database), kTraces);
  EXPECT_EQ(QueryTotals(folder, database).dollars, Dollars(kTraces));
}

TEST(Processes, AKilledWriterLeavesWholeBatches) {
  const TemporaryFolder folder;
  const std::string load = folder.File("load.jsonl");
  WriteTraces(load, 1, 60'000);
  std::mt19937 random(20260401);
  for (int round = 0; round < 6; ++round) {
    KillAndDoAgain(folder, "kill-" + std::to_string(round), load, &random);
  }
}

// When to kill a program that does something for a while: closer after each kill that came before
// or after that.
class KillTime {
 public:
  explicit KillTime(std::uint32_t seed) : random_(seed) {}

  // In microseconds.
  std::uint32_t Next() {
    if (latest_ <= earliest_) *this = KillTime(random_());
    return last_ = earliest_ + random_() % (latest_ - earliest_);
  }
  void WasEarly() { earliest_ = last_ + 1; }
  void WasLate() { latest_ = last_; }

 private:
  std::mt19937 random_;
  std::uint32_t earliest_ = 0;
  std::uint32_t latest_ = 500'000;
  std::uint32_t last_ = 0;
};

// Sealing is one transaction: killed before its end, it never was.
TEST(Processes, AWriterKilledWhileItSealsLosesNothing) {
  const TemporaryFolder folder;
  const std::string load = folder.File("load.jsonl");
  constexpr long kTraces = 100'000;
  WriteTraces(load, 1, kTraces);
  KillTime kill_time(20260402);
  int killed_sealing = 0;
  for (int round = 0; round < 20 && killed_sealing < 2; ++round) {
    const std::string database = folder.File("seal-" + std::to_string(round) + ".costdb");
    MakeWithFirstTrace(folder, database);
    Feed feed(database + ".feed");
    Process writer(folder, {"ingest", database, "-", "--head-memory", "256"}, database + ".feed");
    feed.Start(2, kTraces - 1);
    feed.End();  // The last batch becomes durable, and sealing follows.
    ::usleep(kill_time.Next());
    writer.Kill(SIGKILL);
    const bool is_killed = writer.Wait() == 128 + SIGKILL;
    const Finished stats = RunProgram(folder, {"stats", database, "--json"});
    const bool is_sealed = NumberOf(stats.output, "row_groups") > 1;
    const long survived = CountFirstTraces(folder, database);
    if (is_killed && !is_sealed && survived == kTraces) ++killed_sealing;
    if (survived < kTraces) kill_time.WasEarly();
    if (is_sealed) kill_time.WasLate();
    EXPECT_TRUE(is_killed || is_sealed);
    EXPECT_TRUE(!is_sealed || survived == kTraces);
    EXPECT_EQ(RunProgram(folder, {"ingest", database, load}).exit_code, 0);
    EXPECT_EQ(CountFirstTraces(folder, database), kTraces);
    EXPECT_EQ(QueryTotals(folder, database).dollars, Dollars(kTraces));
  }
  EXPECT_GT(killed_sealing, 0);
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
