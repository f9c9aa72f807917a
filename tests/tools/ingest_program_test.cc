// costdb ingest from outside: what becomes of input that is not as it should be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "../end_to_end/program.h"

namespace costdb {
namespace {

using ::testing::HasSubstr;

std::string Request(const std::string& span_id, const std::string& end = "1775001601000000000") {
  return R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000001",)"
         R"("spanId":")" +
         span_id + R"(","name":"s","startTimeUnixNano":"1775001600000000000",)" +
         R"("endTimeUnixNano":")" + end + "\"}]}]}]}\n";
}

const std::string kGood = Request("0000000000000001");
const std::string kBad = Request("0000000000000002", "1");

class IngestProgram : public testing::Test {
 protected:
  Finished Run(const std::vector<std::string>& arguments) {
    return RunProgram(folder_, arguments, "/dev/null");
  }
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.File(name)) << text;
    return folder_.File(name);
  }
  std::string Spans() {
    return Run({"query", database_, "SELECT count(*) AS n FROM spans", "--format", "csv"}).output;
  }

  TemporaryFolder folder_;
  std::string database_ = folder_.File("a.costdb");
};

TEST_F(IngestProgram, ARejectedSpanIsAFailureAndTheOthersAreKept) {
  std::string lines = kGood;
  for (int i = 0; i < 8; ++i) lines += kBad;
  const Finished ingest = Run({"ingest", database_, Write("a.jsonl", lines), "--json"});
  EXPECT_EQ(ingest.exit_code, 1);
  EXPECT_THAT(ingest.error, HasSubstr("Read 9 spans"));
  EXPECT_THAT(ingest.error, HasSubstr("a.jsonl:2: span 0000000000000002: ends before it starts"));
  EXPECT_THAT(ingest.error, HasSubstr("and 3 more\n"));
  EXPECT_THAT(ingest.error, HasSubstr("costdb: 8 spans were rejected; all else was taken in\n"));
  EXPECT_THAT(ingest.output, HasSubstr("\"spans_read\":9,"));
  EXPECT_THAT(ingest.output, HasSubstr("\"rejected\":8,"));
  EXPECT_EQ(Spans(), "n\n1\n");
}

TEST_F(IngestProgram, FilesAfterABadOneAreTakenIn) {
  const Finished ingest =
      Run({"ingest", database_, Write("1.jsonl", kGood), Write("2.jsonl", "no telemetry"),
           folder_.File("none"), Write("3.jsonl", Request("0000000000000003"))});
  EXPECT_EQ(ingest.exit_code, 1);
  EXPECT_THAT(ingest.error, HasSubstr("2.jsonl, byte 0: neither OTLP JSON nor"));
  EXPECT_THAT(ingest.error, HasSubstr("none: cannot be opened: No such file"));
  EXPECT_THAT(ingest.error, HasSubstr("costdb: 2 places in 2 files cannot be read"));
  EXPECT_EQ(Spans(), "n\n2\n");
}

TEST_F(IngestProgram, InputThatCannotBeReadLeavesNoDatabaseBehind) {
  for (const std::string& file : {Write("a.csv", "id,name\n"), Write("b.jsonl", kBad),
                                  folder_.File("none"), std::string("/")}) {
    const Finished ingest = Run({"ingest", database_, file});
    EXPECT_EQ(ingest.exit_code, 1) << file;
    EXPECT_THAT(ingest.error, HasSubstr("was not made")) << file;
    EXPECT_FALSE(std::filesystem::exists(database_)) << file;
    EXPECT_FALSE(std::filesystem::exists(database_ + "-lock")) << file;
  }
  EXPECT_EQ(Run({"ingest", database_, Write("empty.json", "{}")}).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(database_));
}

TEST_F(IngestProgram, SwappedArgumentsLeaveNothingBehind) {
  const std::string file = Write("traces.jsonl", kGood);
  const Finished ingest = Run({"ingest", file, database_});
  EXPECT_EQ(ingest.exit_code, 1);
  EXPECT_THAT(ingest.error, HasSubstr("this is not a costdb database"));
  EXPECT_EQ(Run({"query", file, "SELECT 1"}).exit_code, 1);
  EXPECT_FALSE(std::filesystem::exists(file + "-lock"));
  EXPECT_FALSE(std::filesystem::exists(database_));
}

TEST_F(IngestProgram, WhatASlowPipeBroughtIsSeenWhileItWaitsForMore) {
  const std::string pipe = folder_.File("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  Process ingest(folder_, {"ingest", database_, pipe});
  std::ofstream writer(pipe);
  // The format is found from the first bytes, and a record has ended when more comes.
  for (int i = 0; i < 500; ++i) writer << kGood;
  writer << std::flush;
  const auto start = std::chrono::steady_clock::now();
  while (!std::filesystem::exists(database_) &&
         std::chrono::steady_clock::now() - start < std::chrono::seconds(20)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_TRUE(ingest.IsRunning());
  EXPECT_EQ(Spans(), "n\n1\n");
  writer.close();
  EXPECT_EQ(ingest.Wait(), 0) << ingest.error();
}

TEST_F(IngestProgram, AnInterruptEndsTheWaitForInputAndKeepsWhatWasRead) {
  const std::string pipe = folder_.File("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const bool has_writer : {false, true}) {
    Process ingest(folder_, {"ingest", database_, Write("1.jsonl", kGood), pipe});
    std::ofstream writer;
    if (has_writer) writer.open(pipe);
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    ASSERT_TRUE(ingest.IsRunning()) << ingest.error();
    const auto start = std::chrono::steady_clock::now();
    ingest.Kill(SIGINT);
    EXPECT_EQ(ingest.Wait(), 1);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
    EXPECT_THAT(ingest.error(), HasSubstr("Read 1 spans"));
    EXPECT_THAT(ingest.error(), HasSubstr("interrupted"));
    EXPECT_EQ(Spans(), "n\n1\n");
  }
}

}  // namespace
}  // namespace costdb
