// Runs every tests/golden/*.test file: CostQL and its result, one topic a file, readable as a
// document of the language. Each file runs three times, on the unsealed head, on sealed row groups,
// and sealed with one thread: the answers must not differ.
//
// COSTDB_UPDATE_GOLDEN=1 rewrites the expected results; review the difference before you commit it.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>

#include "engine/store/database.h"
#include "golden_file.h"
#include "ingest/ingest.h"
#include "query/session.h"
#include "tools/output/result_writer.h"

namespace costdb {
namespace {

// What "now" is in golden files: a day after the spans in tests/data.
constexpr std::int64_t kNow = 1'795'600'000'000'000'000;  // 2026-11-25T09:46:40Z

struct Setting {
  bool sealed = true;
  std::uint32_t threads = 0;
};

class GoldenRun {
 public:
  GoldenRun(const std::string& folder, const Setting& setting) : setting_(setting) {
    auto opened = engine::Database::Open(folder + "/golden.costdb", {});
    EXPECT_TRUE(opened.ok()) << opened.status().message();
    if (opened.ok()) database_ = std::move(*opened);
  }

  void Ingest(const std::string& files) {
    std::vector<std::string> paths;
    std::istringstream words(files);
    for (std::string word; words >> word;) {
      paths.push_back(std::string(COSTDB_TEST_DATA) + "/" + word);
    }
    ingest::IngestReport report;
    const auto sink = [this](const engine::SpanBatch& batch) {
      return database_->Append(batch).status();
    };
    const Status ingested = ingest::IngestFiles(paths, {}, sink, &report);
    EXPECT_TRUE(ingested.ok()) << ingested.message();
    if (setting_.sealed) {
      EXPECT_TRUE(database_->SealAll({}).ok());
    }
  }

  // The result as CSV, or the error's message; each line ends with a line feed.
  std::string Answer(const std::string& costql, bool* failed) {
    query::Session session(*database_);
    session.settings().threads = setting_.threads;
    session.settings().now_unix_ns = kNow;
    std::string text;
    const auto append = [&text](std::string_view piece) {
      text.append(piece);
      return Status::Ok();
    };
    const Status ran = session.Run(costql, [&](const QueryResult& result) {
      return tools::WriteResult(result, {tools::OutputFormat::kCsv, 0}, append);
    });
    *failed = !ran.ok();
    if (!ran.ok()) text = ran.message() + (ran.message().ends_with('\n') ? "" : "\n");
    return text;
  }

 private:
  Setting setting_;
  std::unique_ptr<engine::Database> database_;
};

std::string MakeFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "costdb-golden-XXXXXX").string();
  return ::mkdtemp(name.data());
}

void RunFile(const std::string& path, const Setting& setting, bool update) {
  const std::string folder = MakeFolder();
  std::vector<GoldenBlock> blocks = ReadGoldenFile(path);
  {
    GoldenRun run(folder, setting);
    for (GoldenBlock& block : blocks) {
      if (block.kind == GoldenBlock::Kind::kComment) continue;
      if (block.kind == GoldenBlock::Kind::kIngest) {
        run.Ingest(block.text);
        continue;
      }
      bool failed = false;
      const std::string answer = run.Answer(block.text, &failed);
      EXPECT_EQ(failed, block.kind == GoldenBlock::Kind::kError)
          << path << ":" << block.line << ": " << answer;
      if (update) block.expected = answer;
      EXPECT_EQ(answer, block.expected) << path << ":" << block.line << ":\n" << block.text;
    }
  }
  if (update) WriteGoldenFile(path, blocks);
  std::filesystem::remove_all(folder);
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, AnswersAsWritten) {
  const std::string path = std::string(COSTDB_TEST_SOURCE) + "/golden/" + GetParam() + ".test";
  const char* update = std::getenv("COSTDB_UPDATE_GOLDEN");
  RunFile(path, {.sealed = true, .threads = 2}, update != nullptr);
  RunFile(path, {.sealed = true, .threads = 1}, false);
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
