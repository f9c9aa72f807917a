// The head is resolved once for all who see the same one.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/store/database.h"
#include "engine/store/environment.h"
#include "engine/store/stored_snapshot.h"
#include "temporary_database.h"

namespace costdb::engine {
namespace {

void Append(const std::string& path, std::uint64_t first_trace, std::uint64_t count) {
  SpanBatch batch;
  for (std::uint64_t i = 0; i < count; ++i) {
    SpanRecord& span = batch.spans.emplace_back();
    span.trace_id = {first_trace + i, 1};
    span.span_id = 1;
  }
  ASSERT_TRUE(OpenOrDie(path)->Append(batch).ok());
}

std::unique_ptr<Environment> OpenToRead(const std::string& path) {
  auto opened = Environment::Open(path, false, 1 << 26, {});
  EXPECT_TRUE(opened.ok()) << opened.status().message();
  return std::move(*opened);
}

TEST(SnapshotCache, ManyWhoAskAtOnceGetOneHead) {
  const TemporaryFolder folder;
  const std::string path = folder.File("a.costdb");
  Append(path, 1, 20'000);
  const auto environment = OpenToRead(path);
  SnapshotCache cache;
  std::vector<std::shared_ptr<const ResolvedHead>> heads(4);
  std::vector<std::thread> threads;
  for (auto& head : heads) {
    threads.emplace_back([&] {
      const auto transaction = environment->BeginRead();
      ASSERT_TRUE(transaction.ok());
      const auto found = cache.HeadOf(**transaction);
      ASSERT_TRUE(found.ok());
      head = *found;
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_NE(heads[0], nullptr);
  for (const auto& head : heads) EXPECT_EQ(head, heads[0]);
}

TEST(SnapshotCache, AnOlderSnapshotLeavesTheLatestHeadWhereItIs) {
  const TemporaryFolder folder;
  const std::string path = folder.File("a.costdb");
  Append(path, 1, 10);
  const auto environment = OpenToRead(path);
  SnapshotCache cache;
  const auto older = environment->BeginRead();
  ASSERT_TRUE(older.ok());
  // Another process appends; this one has the file open already.
  const pid_t writer = ::fork();
  if (writer == 0) {
    Append(path, 100, 5);
    ::_exit(testing::Test::HasFailure() ? 1 : 0);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(writer, &status, 0), writer);
  ASSERT_EQ(status, 0);
  const auto newer = environment->BeginRead();
  ASSERT_TRUE(newer.ok());
  const auto latest = cache.HeadOf(**newer);
  const auto old = cache.HeadOf(**older);
  ASSERT_TRUE(latest.ok() && old.ok());
  EXPECT_EQ((**old)[0].directory[Section::kTraces].rows, 10U);
  EXPECT_EQ((**latest)[0].directory[Section::kTraces].rows, 15U);
  EXPECT_EQ(*cache.HeadOf(**newer), *latest);
}

}  // namespace
}  // namespace costdb::engine
