// The costdb program from outside: arguments, exit codes, what goes to which stream.

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "../end_to_end/program.h"

namespace costdb {
namespace {

// One call: 1,000 tokens of gpt-5 in, 100 out, which is $0.00225; ann's, by the root span.
constexpr const char* kOneCall =
    R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},)"
    R"("scopeSpans":[{"scope":{"name":"test"},"spans":[)"
    R"({"traceId":"00000000000000000000000000000001","spanId":"0000000000000002",)"
    R"("parentSpanId":"0000000000000001","name":"chat gpt-5","startTimeUnixNano":"1775001600000000000",)"
    R"("endTimeUnixNano":"1775001601000000000","attributes":[)"
    R"({"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},)"
    R"({"key":"gen_ai.provider.name","value":{"stringValue":"openai"}},)"
    R"({"key":"gen_ai.request.model","value":{"stringValue":"gpt-5"}},)"
    R"({"key":"gen_ai.usage.input_tokens","value":{"intValue":"1000"}},)"
    R"({"key":"gen_ai.usage.output_tokens","value":{"intValue":"100"}}]},)"
    R"({"traceId":"00000000000000000000000000000001","spanId":"0000000000000001","name":"request",)"
    R"("startTimeUnixNano":"1775001599000000000","endTimeUnixNano":"1775001602000000000",)"
    R"("attributes":[{"key":"user.id","value":{"stringValue":"ann"}}]}]}]}]})"
    "\n";

class Program : public testing::Test {
 protected:
  Finished Run(const std::vector<std::string>& arguments, const std::string& input = "/dev/null") {
    return RunProgram(folder_, arguments, input);
  }
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.File(name)) << text;
    return folder_.File(name);
  }
  std::string IngestedDatabase() {
    const Finished ingest = Run({"ingest", database_, Write("one.jsonl", kOneCall)});
    EXPECT_EQ(ingest.exit_code, 0) << ingest.error;
    return database_;
  }

  TemporaryFolder folder_;
  std::string database_ = folder_.File("a.costdb");
};

TEST_F(Program, HelpAndVersionAreNoErrors) {
  const Finished help = Run({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_NE(help.output.find("Examples:"), std::string::npos);
  EXPECT_EQ(help.error, "");
  EXPECT_EQ(Run({"--version"}).output, "costdb 0.1.0\n");
  for (const char* command : {"ingest", "query", "stats", "time", "generate", "demo"}) {
    const Finished finished = Run({command, "--help"});
    EXPECT_EQ(finished.exit_code, 0) << command;
    EXPECT_NE(finished.output.find("Example"), std::string::npos) << command;
  }
}

TEST_F(Program, WrongUsageIsTwo) {
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"frobnicate"},
      {"query"},
      {"query", "a.costdb"},
      {"query", "a.costdb", "SELECT 1", "--format", "xml"},
      {"time", "a.costdb", "SELECT 1", "--runs", "0"},
      {"generate", "a.costdb"},
      {"generate", "a.costdb", "--calls", "1", "--seed", "-1"},
      {"generate", "a.costdb", "--calls", "1", "--end", "soon"},
      {"query", "a.costdb", "SELECT 1", "--param", "a"},
      {"query", "a.costdb", "SELECT 1", "--threads", "-1"},
      {"stats"}};
  for (const auto& arguments : wrong) {
    const Finished finished = Run(arguments);
    EXPECT_EQ(finished.exit_code, 2) << testing::PrintToString(arguments);
    EXPECT_EQ(finished.output, "");
    EXPECT_NE(finished.error, "");
  }
}

TEST_F(Program, WrongUsageNamesTheCommandAndWhereHelpIs) {
  const Finished unknown = Run({"qurey", "a.costdb", "SELECT 1"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_EQ(unknown.error,
            "costdb: there is no command qurey; did you mean query?\nTry 'costdb --help'.\n");
  const Finished query = Run({"query", "a.costdb"});
  EXPECT_NE(query.error.find("Try 'costdb query --help'."), std::string::npos) << query.error;
}

TEST_F(Program, HelpThatCannotBeWrittenIsAFailure) {
  const std::string command = std::string(COSTDB_PROGRAM) + " --help >/dev/full 2>/dev/null";
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 1);
}

TEST_F(Program, AParameterMayBeADuration) {
  IngestedDatabase();
  EXPECT_EQ(Run({"query", database_, "SELECT count(*) AS n FROM calls SINCE :s", "--param",
                 "s=9999d", "--format", "csv"})
                .output,
            "n\n1\n");
}

TEST_F(Program, GenerateLeavesAloneWhatExists) {
  IngestedDatabase();
  const std::string file = Write("mine.json", "mine");
  for (const std::string& target : {database_, file}) {
    const Finished refused = Run({"generate", target, "--calls", "5"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.error.find("exists already; --force"), std::string::npos) << refused.error;
  }
  const std::string count = "SELECT count(*) AS n FROM calls";
  EXPECT_EQ(Run({"query", database_, count, "--format", "csv"}).output, "n\n1\n");
  EXPECT_EQ(Run({"generate", file, "--calls", "5", "--force"}).exit_code, 0);
  EXPECT_EQ(Run({"generate", database_, "--calls", "5", "--force"}).exit_code, 0);
  EXPECT_EQ(Run({"query", database_, count, "--format", "csv"}).output, "n\n6\n");
}

TEST_F(Program, AnInterruptedGenerateLeavesNoHalfFile) {
  const std::string file = folder_.File("w.jsonl.gz");
  Process generate(folder_, {"generate", file, "--calls", "100000000"});
  while (!std::filesystem::exists(file)) std::this_thread::yield();
  generate.Kill(SIGINT);
  EXPECT_EQ(generate.Wait(), 1);
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(Program, FailedWorkIsOneWithTheReason) {
  const Finished missing = Run({"query", folder_.File("none.costdb"), "SELECT 1"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_EQ(missing.output, "");
  EXPECT_NE(missing.error.find("none.costdb"), std::string::npos);
  const Finished wrong = Run({"query", IngestedDatabase(), "SELECT colour FROM calls"});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_NE(wrong.error.find("colour"), std::string::npos);
  EXPECT_NE(wrong.error.find('^'), std::string::npos);
}

TEST_F(Program, IngestSaysWhatItDidAndWhatItCost) {
  const std::string file = Write("one.jsonl", kOneCall);
  const Finished first = Run({"ingest", database_, file, "--json"});
  EXPECT_EQ(first.exit_code, 0) << first.error;
  EXPECT_EQ(first.output.substr(0, 16), "{\"spans_read\":2,");
  EXPECT_NE(first.output.find("\"before\":{\"calls\":0,\"traces\":0,\"dollars\":0}"),
            std::string::npos)
      << first.output;
  EXPECT_NE(first.output.find("\"dollars\":0.00225,"), std::string::npos) << first.output;
  EXPECT_NE(first.output.find("\"unpriced_models\":{}"), std::string::npos) << first.output;
  const Finished again = Run({"ingest", database_, file, "--json"});
  EXPECT_EQ(again.exit_code, 0) << again.error;
  EXPECT_NE(again.output.find("\"spans\":0,\"duplicates\":2,"), std::string::npos) << again.output;
  EXPECT_NE(again.output.find("\"total\":{\"calls\":1,\"traces\":1,\"dollars\":0.00225,"),
            std::string::npos)
      << again.output;
}

TEST_F(Program, IngestReadsStandardInput) {
  const Finished ingest = Run({"ingest", database_, "-"}, Write("one.jsonl", kOneCall));
  EXPECT_EQ(ingest.exit_code, 0) << ingest.error;
  EXPECT_EQ(ingest.output, "");
  EXPECT_EQ(Run({"query", database_, "SELECT count(*) FROM calls", "--format", "csv"}).output,
            "count(*)\n1\n");
}

TEST_F(Program, AFileThatBreaksOffIsNamedAndTheSpansBeforeAreKept) {
  const std::string file = Write("cut.jsonl", std::string(kOneCall) + "{\"resourceSpans\":[{");
  const Finished ingest = Run({"ingest", database_, file});
  EXPECT_EQ(ingest.exit_code, 1);
  EXPECT_NE(ingest.error.find("cut.jsonl"), std::string::npos) << ingest.error;
  EXPECT_EQ(Run({"query", database_, "SELECT sum(cost) AS c FROM calls", "--format", "csv"}).output,
            "c\n0.00225\n");
}

TEST_F(Program, QueryTakesParametersAndStandardInput) {
  IngestedDatabase();
  EXPECT_EQ(Run({"query", database_, "SELECT user, cost FROM calls WHERE user = :who", "--param",
                 "who=ann", "--format", "jsonl"})
                .output,
            "{\"user\":\"ann\",\"cost\":0.00225}\n");
  const std::string text = Write("q.costql", "SELECT model FROM calls; SELECT user FROM calls");
  EXPECT_EQ(Run({"query", database_, "-", "--format", "csv"}, text).output,
            "model\ngpt-5\nuser\nann\n");
}

TEST_F(Program, TheTableIsTheDefault) {
  IngestedDatabase();
  EXPECT_EQ(Run({"query", database_, "SELECT user, sum(cost) AS dollars FROM calls GROUP BY user"})
                .output,
            "user    dollars\n"
            "────  ─────────\n"
            "ann   $0.002250\n"
            "(1 row)\n");
}

TEST_F(Program, TimePrintsOneLineOfJson) {
  IngestedDatabase();
  const Finished time =
      Run({"time", database_, "SET preaggregates = off; SELECT count(*) FROM calls", "--runs", "3",
           "--threads", "1"});
  EXPECT_EQ(time.exit_code, 0) << time.error;
  EXPECT_EQ(time.output.substr(0, 40), "{\"runs\":3,\"threads\":1,\"rows\":1,\"min_ms\":");
  EXPECT_NE(time.output.find("\"median_ms\":"), std::string::npos);
  EXPECT_EQ(Run({"time", database_, "SELECT nothing FROM calls"}).exit_code, 1);
}

TEST_F(Program, CheckListsWhatIsSuspiciousAndFailsOnlyOnDamage) {
  // The wrapper reports 700 tokens more than the call beneath it, and nothing explains them.
  std::string wrapped = kOneCall;
  const std::string user = R"({"key":"user.id","value":{"stringValue":"ann"}})";
  wrapped.replace(wrapped.find(user), user.size(),
                  R"({"key":"gen_ai.operation.name","value":{"stringValue":"invoke_agent"}},)"
                  R"({"key":"gen_ai.usage.input_tokens","value":{"intValue":"1700"}},)"
                  R"({"key":"gen_ai.usage.output_tokens","value":{"intValue":"100"}})");
  ASSERT_EQ(Run({"ingest", database_, Write("wrapped.jsonl", wrapped)}).exit_code, 0);
  const Finished sound = Run({"check", database_});
  EXPECT_EQ(sound.exit_code, 0) << sound.error;
  EXPECT_NE(sound.output.find("No problem found."), std::string::npos) << sound.output;
  EXPECT_NE(sound.output.find("unexplained"), std::string::npos) << sound.output;

  std::fstream file(database_, std::ios::in | std::ios::out | std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  const std::size_t text = bytes.str().find("chat gpt-5");
  ASSERT_NE(text, std::string::npos);
  file.seekp(static_cast<std::streamoff>(text)).put('C');
  file.close();
  const Finished damaged = Run({"check", database_});
  EXPECT_EQ(damaged.exit_code, 1);
  EXPECT_NE(damaged.error.find("dictionary"), std::string::npos) << damaged.error;
}

TEST_F(Program, IngestCountsWhatConflicts) {
  IngestedDatabase();
  std::string other = kOneCall;
  other.replace(other.find("\"1000\""), 6, "\"1001\"");
  const Finished ingest = Run({"ingest", database_, Write("other.jsonl", other), "--json"});
  EXPECT_NE(ingest.output.find("\"duplicates\":2,\"conflicting\":1,"), std::string::npos)
      << ingest.output;
  EXPECT_NE(Run({"stats", database_, "--json"}).output.find("\"conflicting_spans\":1,"),
            std::string::npos);
}

TEST_F(Program, StatsCountsWhatIsThere) {
  IngestedDatabase();
  const Finished stats = Run({"stats", database_, "--json"});
  EXPECT_EQ(stats.exit_code, 0) << stats.error;
  EXPECT_NE(stats.output.find("\"spans\":2,"), std::string::npos) << stats.output;
  EXPECT_NE(stats.output.find("\"calls\":1,\"traces\":1,"), std::string::npos) << stats.output;
  EXPECT_NE(stats.output.find("\"first\":\"2026-03-31T23:59:59Z\""), std::string::npos);
}

TEST_F(Program, StatsKeepTheirColumnsBesideLongNames) {
  std::string call = kOneCall;
  const std::string attribute = "\"attributes\":[";
  call.insert(call.rfind(attribute) + attribute.size(),
              R"({"key":"an.attribute.with.quite.a.long.name.ü","value":{"stringValue":"x"}},)");
  ASSERT_EQ(Run({"ingest", database_, Write("long.jsonl", call)}).exit_code, 0);
  const std::string stats = Run({"stats", database_}).output;
  EXPECT_NE(stats.find("attr['an.attribute.with.quite.a.long.name.ü']"), std::string::npos);
  std::istringstream lines(stats.substr(stats.find("\ncolumn ") + 1));
  std::string line;
  std::getline(lines, line);
  const std::size_t place = line.find("encodings");
  while (std::getline(lines, line)) {
    const std::size_t bytes_more = line.find("ü") == std::string::npos ? 0 : 1;
    ASSERT_GT(line.size(), place + bytes_more) << line;
    EXPECT_EQ(line.substr(place + bytes_more - 2, 2), "  ") << line;
    EXPECT_NE(line[place + bytes_more], ' ') << line;
  }
}

TEST_F(Program, AGeneratedFileAndDatabaseHoldTheSame) {
  for (const char* name : {"w.jsonl", "w.pb", "w.jsonl.gz", "w.pb.zst"}) {
    const std::string file = folder_.File(name);
    ASSERT_EQ(Run({"generate", file, "--calls", "2000", "--seed", "5"}).exit_code, 0);
    ASSERT_EQ(Run({"ingest", file + ".costdb", file}).exit_code, 0) << name;
  }
  ASSERT_EQ(Run({"generate", database_, "--calls", "2000", "--seed", "5"}).exit_code, 0);
  const std::string query =
      "SELECT model, count(*), sum(input_tokens), sum(cost) FROM calls GROUP BY model ORDER BY "
      "model";
  const std::string expected = Run({"query", database_, query, "--format", "csv"}).output;
  EXPECT_NE(expected.find("claude-sonnet-4.6"), std::string::npos) << expected;
  for (const char* name : {"w.jsonl", "w.pb", "w.jsonl.gz", "w.pb.zst"}) {
    EXPECT_EQ(Run({"query", folder_.File(name) + ".costdb", query, "--format", "csv"}).output,
              expected)
        << name;
  }
  EXPECT_EQ(Run({"query", database_, "SELECT count(*) AS n FROM calls", "--format", "csv"}).output,
            "n\n2000\n");
}

TEST_F(Program, TheDemoNeedsNothingAndAlwaysSaysTheSame) {
  const Finished one = Run({"demo"});
  EXPECT_EQ(one.exit_code, 0) << one.error;
  EXPECT_EQ(one.error, "");
  EXPECT_NE(one.output.find("schema_validation"), std::string::npos);
  const Finished two = Run({"demo"});
  const std::size_t answers = one.output.find("-- ");
  ASSERT_NE(answers, std::string::npos);
  EXPECT_EQ(one.output.substr(answers), two.output.substr(two.output.find("-- ")));
}

TEST_F(Program, TheDemoDoesNotTouchAnExistingFile) {
  const Finished demo = Run({"demo", "--keep", IngestedDatabase()});
  EXPECT_EQ(demo.exit_code, 1);
  EXPECT_NE(demo.error.find("exists already"), std::string::npos);
}

}  // namespace
}  // namespace costdb
