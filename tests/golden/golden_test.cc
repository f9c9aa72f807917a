// Runs every tests/golden/*.test file: CostQL and its result, one topic a file, readable as a
// document of the language. Each file runs three times, on the unsealed head, on sealed row groups,
// and sealed with one thread: the answers must not differ.
//
// COSTDB_UPDATE_GOLDEN=1 rewrites the expected results; review the difference before you commit it.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <sstream>

#include "golden_file.h"
#include "golden_run.h"

namespace costdb {
namespace {

std::vector<std::string> Words(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

void RunFile(const std::string& path, const GoldenSetting& setting, bool update) {
  std::vector<GoldenBlock> blocks = ReadGoldenFile(path);
  GoldenRun run(setting);
  for (GoldenBlock& block : blocks) {
    if (block.kind == GoldenBlock::Kind::kComment) continue;
    if (block.kind == GoldenBlock::Kind::kIngest) {
      run.Ingest(Words(block.text));
      continue;
    }
    bool failed = false;
    const std::string answer = run.Answer(block.text, tools::OutputFormat::kCsv, &failed);
    EXPECT_EQ(failed, block.kind == GoldenBlock::Kind::kError)
        << path << ":" << block.line << ": " << answer;
    if (update) block.expected = answer;
    EXPECT_EQ(answer, block.expected) << path << ":" << block.line << ":\n" << block.text;
  }
  if (update) WriteGoldenFile(path, blocks);
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, AnswersAsWritten) {
  const std::string path = std::string(COSTDB_TEST_SOURCE) + "/golden/" + GetParam() + ".test";
  const char* update = std::getenv("COSTDB_UPDATE_GOLDEN");
  RunFile(path, {.sealed = true, .threads = 2}, update != nullptr);
  RunFile(path, {.sealed = true, .threads = 1, .preaggregates = false}, false);
  RunFile(path, {.sealed = false, .threads = 2}, false);
}

std::vector<std::string> GoldenFiles() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(COSTDB_TEST_SOURCE) + "/golden")) {
    if (entry.path().extension() == ".test") names.push_back(entry.path().stem().string());
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(Files, Golden, testing::ValuesIn(GoldenFiles()),
                         [](const auto& parameter) { return parameter.param; });

}  // namespace
}  // namespace costdb
