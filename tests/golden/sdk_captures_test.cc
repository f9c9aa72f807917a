// What real SDKs and instrumentations exported (tests/data/sdk, captured by tests/e2e), against
// what the provider charged for it. tests/data/sdk/README.md says what each folder is.
//
// expected.json of each folder has questions in CostQL, each on a line of its own, with the answer
// beneath it as `costdb query --format json` prints it. It was written from the provider's log.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "golden_run.h"

namespace costdb {
namespace {

const std::string kFolder = std::string(COSTDB_TEST_DATA) + "/sdk";

struct Question {
  std::string costql;
  std::string answer;
};

std::vector<Question> ReadQuestions(const std::string& path) {
  std::ifstream file(path);
  std::vector<Question> questions;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('"')) {
      questions.push_back({line.substr(1, line.size() - 3), {}});  // "SELECT ...":
    } else if (!questions.empty() && line != "}") {
      if (line.ends_with("],")) line.pop_back();
      questions.back().answer += line + "\n";
    }
  }
  return questions;
}

// The captures of a program, in the order in which they came, as names below tests/data.
std::vector<std::string> CapturesOf(const std::string& program) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder + "/" + program)) {
    const std::string name = entry.path().filename().string();
    if (name != "expected.json") names.push_back("sdk/" + program + "/" + name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

class SdkCaptures : public testing::TestWithParam<std::string> {};

void ExpectAnswers(const std::string& program, GoldenRun* run) {
  const std::vector<Question> questions = ReadQuestions(kFolder + "/" + program + "/expected.json");
  EXPECT_EQ(questions.size(), 4u);  // By user, by session, by model, and by all three.
  for (const Question& question : questions) {
    bool failed = false;
    const std::string answer = run->Answer(question.costql, tools::OutputFormat::kJson, &failed);
    EXPECT_FALSE(failed) << answer;
    EXPECT_EQ(answer, question.answer) << question.costql;
  }
}

TEST_P(SdkCaptures, CostWhatTheProviderCharged) {
  for (const bool sealed : {true, false}) {
    GoldenRun run({.sealed = sealed, .threads = 2});
    run.Ingest(CapturesOf(GetParam()));
    ExpectAnswers(GetParam(), &run);
  }
}

// Resent is not respent, and neither is what was sealed before its root came.
TEST_P(SdkCaptures, CostTheSameOneByOneBackwardsAndTwice) {
  GoldenRun run({.sealed = true, .threads = 2});
  std::vector<std::string> captures = CapturesOf(GetParam());
  for (int round = 0; round < 2; ++round) {
    std::reverse(captures.begin(), captures.end());
    for (const std::string& capture : captures) run.Ingest({capture});
  }
  ExpectAnswers(GetParam(), &run);
}

std::vector<std::string> Programs() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Programs, SdkCaptures, testing::ValuesIn(Programs()),
                         [](const auto& parameter) {
                           std::string name = parameter.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace costdb
