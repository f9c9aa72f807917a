#include "golden_run.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "ingest/ingest.h"
#include "query/session.h"

namespace costdb {
namespace {

// What "now" is in golden files: a day after the spans in tests/data.
constexpr std::int64_t kNow = 1'795'600'000'000'000'000;  // 2026-11-25T09:46:40Z

std::string MakeFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "costdb-golden-XXXXXX").string();
  return ::mkdtemp(name.data());
}

}  // namespace

GoldenRun::GoldenRun(const GoldenSetting& setting) : setting_(setting), folder_(MakeFolder()) {
  auto opened = engine::Database::Open(folder_ + "/golden.costdb", {});
  EXPECT_TRUE(opened.ok()) << opened.status().message();
  if (opened.ok()) database_ = std::move(*opened);
}

GoldenRun::~GoldenRun() {
  database_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void GoldenRun::Ingest(const std::vector<std::string>& files) {
  std::vector<std::string> paths;
  for (const std::string& file : files) {
    paths.push_back(std::string(COSTDB_TEST_DATA) + "/" + file);
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

std::string GoldenRun::Answer(const std::string& costql, tools::OutputFormat format, bool* failed) {
  query::Session session(*database_);
  session.settings().threads = setting_.threads;
  session.settings().preaggregates = setting_.preaggregates;
  session.settings().now_unix_ns = kNow;
  std::string text;
  const auto append = [&text](std::string_view piece) {
    text.append(piece);
    return Status::Ok();
  };
  const Status ran = session.Run(costql, [&](const QueryResult& result) {
    return tools::WriteResult(result, {format, 0}, append);
  });
  *failed = !ran.ok();
  if (!ran.ok()) text = ran.message() + (ran.message().ends_with('\n') ? "" : "\n");
  return text;
}

}  // namespace costdb
