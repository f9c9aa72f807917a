// The public C++ library, used as its header and docs/library.md say.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "costdb/database.h"

namespace costdb {
namespace {

std::string ReadFile(const std::string& name) {
  std::ifstream file(std::string(COSTDB_TEST_DATA) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

OpenOptions ReadOnly() {
  OpenOptions options;
  options.read_only = true;
  return options;
}

class Library : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "costdb-library-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    path_ = folder_ + "/a.costdb";
    auto opened = Database::Open(path_);
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    database_ = std::move(opened).value();
  }
  void TearDown() override {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string folder_;
  std::string path_;
  std::unique_ptr<Database> database_;
};

// tests/golden/shop_basics.test says what is in it: 12 calls, $0.455 in all.
TEST_F(Library, TakesBytesAndAnswersBeforeAndAfterSealing) {
  const auto ingested = database_->Ingest(ReadFile("golden/shop.jsonl"));
  ASSERT_TRUE(ingested.ok()) << ingested.status().message();
  EXPECT_GT(ingested->spans, 12U);
  for (int round = 0; round < 2; ++round) {
    const auto result = database_->Query("SELECT count(*), sum(cost) FROM calls");
    ASSERT_TRUE(result.ok()) << result.status().message();
    EXPECT_EQ(result->columns[0].values[0].integer, 12);
    EXPECT_EQ(result->columns[1].values[0].type, Type::kMoney);
    EXPECT_EQ(result->columns[1].values[0].integer, 455'000'000'000);
    ASSERT_TRUE(database_->Seal().ok());
  }
}

TEST_F(Library, FilesAndParameters) {
  const std::string file = std::string(COSTDB_TEST_DATA) + "/golden/shop.jsonl";
  ASSERT_TRUE(database_->IngestFiles({file}).ok());
  const auto result = database_->Query("SELECT sum(cost) FROM calls WHERE user = :who",
                                       {{"who", Value::Text("bob")}});
  ASSERT_TRUE(result.ok()) << result.status().message();
  EXPECT_EQ(result->columns[0].values[0].integer, 22'500'000'000);
}

TEST_F(Library, ErrorsAreValues) {
  EXPECT_EQ(database_->Query("SELECT").status().code(), StatusCode::kInvalidArgument);
  EXPECT_FALSE(database_->Ingest("not OTLP at all").ok());
  EXPECT_FALSE(database_->IngestFiles({folder_ + "/none.jsonl"}).ok());
  EXPECT_FALSE(Database::Open(folder_ + "/none.costdb", ReadOnly()).ok());
}

TEST_F(Library, ReadOnlyRefusesToWrite) {
  const auto reader = Database::Open(path_, ReadOnly());
  ASSERT_TRUE(reader.ok()) << reader.status().message();
  EXPECT_EQ((*reader)->Ingest("{}").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ((*reader)->Seal().code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE((*reader)->Query("SELECT count(*) FROM calls").ok());
}

}  // namespace
}  // namespace costdb
