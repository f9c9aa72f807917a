// A query that meets a damaged text fails, wherever it meets it.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "engine/store/database.h"
#include "query/session.h"

namespace costdb::query {
namespace {

// Writes a database with one call of the user, and then changes the user's name in the file.
void WriteDamagedDatabase(const std::string& path, const std::string& user) {
  {
    const auto database = engine::Database::Open(path, {});
    ASSERT_TRUE(database.ok());
    engine::SpanBatch batch;
    engine::SpanRecord& span = batch.spans.emplace_back();
    span.trace_id = {1, 1};
    span.span_id = 1;
    span.role = engine::SpanRole::kInference;
    span[engine::SpanText::kUser] = user;
    ASSERT_TRUE((*database)->Append(batch).ok());
  }
  std::ifstream file(path, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  std::size_t found = 0;
  for (std::size_t at = bytes.find(user); at != std::string::npos; at = bytes.find(user, at + 1)) {
    bytes[at] = 'X';
    ++found;
  }
  ASSERT_GT(found, 0U);
  std::ofstream(path, std::ios::binary) << bytes;
}

TEST(SessionDamage, ADamagedTextIsAnErrorAndNoAnswer) {
  std::string folder = (std::filesystem::temp_directory_path() / "costdb-test-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/a.costdb";
  WriteDamagedDatabase(path, "a-user-to-damage");
  const auto database = engine::Database::Open(path, {});
  ASSERT_TRUE(database.ok());
  for (const std::string query : {
           "SELECT user, count(*) FROM calls GROUP BY user",
           "SELECT user FROM calls",
           "SELECT count(*) FROM calls WHERE user = 'a-user-to-damage'",
           "SELECT count(*) FROM calls WHERE user LIKE 'a-%'",
           "SELECT count(*) FROM calls ORDER BY max(user)",
       }) {
    Session session(**database);
    const Result<QueryResult> result = session.RunOne(query);
    ASSERT_FALSE(result.ok()) << query;
    EXPECT_EQ(result.status().message(),
              path + ": dictionary of user: the text of code 1 does not match its checksum")
        << query;
  }
  Session session(**database);
  EXPECT_TRUE(session.RunOne("SELECT count(*), sum(cost) FROM calls").ok());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace costdb::query
