// The map of a file: it grows whoever fills it, moves only when nothing of this process is in it,
// and serves readers and writers of several processes.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/store/byte_codec.h"
#include "engine/store/environment.h"
#include "engine/store/map_gate.h"
#include "temporary_database.h"

namespace costdb::engine {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kSmallMap = 1 << 20;
constexpr std::size_t kValueBytes = 10'000;

std::unique_ptr<Environment> OpenFile(const std::string& path) {
  auto opened = Environment::Open(path, true, kSmallMap, [](Transaction&) { return Status::Ok(); });
  EXPECT_TRUE(opened.ok()) << opened.status().message();
  return opened.ok() ? std::move(*opened) : nullptr;
}

// Puts values with the keys [first, first + count).
Status PutValues(Transaction& transaction, std::uint32_t first, std::uint32_t count) {
  for (std::uint32_t i = first; i < first + count; ++i) {
    const Status put =
        transaction.Put(Table::kColumns, BigEndianKey(i), std::string(kValueBytes, 'v'));
    if (!put.ok()) return put;
  }
  return Status::Ok();
}

std::uint64_t CountValues(const Environment& environment) {
  const auto transaction = environment.BeginRead();
  EXPECT_TRUE(transaction.ok()) << transaction.status().message();
  return transaction.ok() ? *(*transaction)->CountEntries(Table::kColumns) : 0;
}

// Two processes tell each other how far they are.
class Signal {
 public:
  Signal() { EXPECT_EQ(::pipe(ends_.data()), 0); }
  ~Signal() {
    for (const int end : ends_) ::close(end);
  }
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;
  void Give() { EXPECT_EQ(::write(ends_[1], "x", 1), 1); }
  void Await() {
    char byte = 0;
    EXPECT_EQ(::read(ends_[0], &byte, 1), 1);
  }

 private:
  std::array<int, 2> ends_{};
};

// A child process that runs `work` and ends without closing anything.
pid_t Fork(const std::function<bool()>& work) {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(work() ? 0 : 1);
  return pid;
}

void ExpectSuccess(pid_t pid) {
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

TEST(MapGate, AMoveWaitsForWhatIsOpenAndHoldsBackWhatComes) {
  MapGate gate;
  gate.Enter();
  std::atomic<bool> has_moved{false};
  std::thread mover(
      [&] { EXPECT_TRUE(gate.Move(std::chrono::seconds(10), [&] { has_moved = true; })); });
  std::this_thread::sleep_for(milliseconds(50));
  std::thread newcomer([&] {
    gate.Enter();
    EXPECT_TRUE(has_moved);
    gate.Leave();
  });
  std::this_thread::sleep_for(milliseconds(50));
  EXPECT_FALSE(has_moved);
  gate.EnterBeside();  // Does not wait for the move, which waits for this thread.
  gate.Leave();
  std::thread([&] { gate.Leave(); }).join();  // Any thread may end what this one began.
  mover.join();
  newcomer.join();
  EXPECT_TRUE(has_moved);
}

TEST(MapGate, AMoveGivesUpOnATransactionThatStaysOpen) {
  MapGate gate;
  gate.Enter();
  EXPECT_FALSE(gate.Move(milliseconds(20), [] { FAIL(); }));
  gate.Leave();
  bool has_moved = false;
  EXPECT_TRUE(gate.Move(milliseconds(20), [&] { has_moved = true; }));
  EXPECT_TRUE(has_moved);
}

// Another process may hold the lock on writing for as long as it likes.
TEST(MapGate, WaitingForTheLockCostsAMoveNoPatience) {
  MapGate gate;
  gate.BeginWaitForLock();
  std::thread mover([&] { EXPECT_TRUE(gate.Move(milliseconds(20), [] {})); });
  std::this_thread::sleep_for(milliseconds(200));
  gate.EndWaitForLock(false);
  mover.join();
}

TEST(Environment, WhatTheCheckRefusesIsNotBegun) {
  const TemporaryFolder folder;
  const auto environment = OpenFile(folder.File("a.costdb"));
  bool is_refused = false;
  environment->CheckEach([&is_refused](const Transaction&) {
    return is_refused ? Status::InvalidArgument("not this one") : Status::Ok();
  });
  const auto put_one = [](Transaction& transaction) { return PutValues(transaction, 1, 1); };
  ASSERT_TRUE(environment->Write(0, put_one).ok());
  is_refused = true;
  EXPECT_EQ(environment->BeginRead().status().message(), "not this one");
  const auto put_another = [](Transaction& transaction) { return PutValues(transaction, 2, 1); };
  EXPECT_EQ(environment->Write(0, put_another).message(), "not this one");
  is_refused = false;
  EXPECT_EQ(CountValues(*environment), 1U);
  ASSERT_TRUE(environment->Write(0, put_another).ok());
  EXPECT_EQ(CountValues(*environment), 2U);
}

TEST(Environment, AFullMapGrowsAndTheWorkIsDoneAgain) {
  const TemporaryFolder folder;
  const auto environment = OpenFile(folder.File("a.costdb"));
  int attempts = 0;
  const Status written = environment->Write(0, [&](Transaction& transaction) {
    ++attempts;
    return PutValues(transaction, 0, 500);
  });
  EXPECT_TRUE(written.ok()) << written.message();
  EXPECT_GT(attempts, 1);
  EXPECT_EQ(CountValues(*environment), 500U);
}

TEST(Environment, WorkThatFailsLeavesNothing) {
  const TemporaryFolder folder;
  const auto environment = OpenFile(folder.File("a.costdb"));
  const Status written = environment->Write(0, [&](Transaction& transaction) -> Status {
    EXPECT_TRUE(PutValues(transaction, 0, 5).ok());
    return Status::Cancelled("enough");
  });
  EXPECT_EQ(written.message(), "enough");
  EXPECT_EQ(CountValues(*environment), 0U);
}

TEST(Environment, GrowingWaitsForAReaderThatAnotherThreadEnds) {
  const TemporaryFolder folder;
  const auto environment = OpenFile(folder.File("a.costdb"));
  auto reading = environment->BeginRead();
  ASSERT_TRUE(reading.ok());
  std::thread ender([&] {
    std::this_thread::sleep_for(milliseconds(100));
    reading->reset();
  });
  const Status written = environment->Write(
      8 * kSmallMap, [](Transaction& transaction) { return PutValues(transaction, 0, 500); });
  ender.join();
  EXPECT_TRUE(written.ok()) << written.message();
  EXPECT_EQ(CountValues(*environment), 500U);
}

TEST(Environment, ReadersComeAndGoWhileTheMapGrows) {
  const TemporaryFolder folder;
  const auto environment = OpenFile(folder.File("a.costdb"));
  std::atomic<bool> is_done{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      std::uint64_t last = 0;
      while (!is_done) {
        const std::uint64_t count = CountValues(*environment);
        EXPECT_GE(count, last);
        EXPECT_EQ(count % 20, 0U);
        last = count;
        EXPECT_GT(environment->used_bytes(), 0U);
      }
    });
  }
  for (std::uint32_t batch = 0; batch < 50; ++batch) {
    const Status written = environment->Write(0, [&](Transaction& transaction) -> Status {
      const auto beside = environment->BeginRead(transaction);
      EXPECT_TRUE(beside.ok());
      EXPECT_EQ(*(*beside)->CountEntries(Table::kColumns), 20 * batch);
      return PutValues(transaction, 20 * batch, 20);
    });
    EXPECT_TRUE(written.ok()) << written.message();
  }
  is_done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(CountValues(*environment), 1000U);
}

// The room that was there when this process began to wait is gone when it gets the lock.
TEST(Environment, AnotherProcessUsesUpTheRoomMeanwhile) {
  const TemporaryFolder folder;
  const std::string path = folder.File("a.costdb");
  OpenFile(path).reset();
  Signal holds_lock;
  const pid_t other = Fork([&] {
    const auto environment = OpenFile(path);
    return environment
        ->Write(0,
                [&](Transaction& transaction) {
                  holds_lock.Give();
                  ::usleep(100'000);
                  return PutValues(transaction, 0, 80);
                })
        .ok();
  });
  const auto environment = OpenFile(path);
  holds_lock.Await();
  const Status written = environment->Write(
      kSmallMap / 2, [](Transaction& transaction) { return PutValues(transaction, 80, 45); });
  EXPECT_TRUE(written.ok()) << written.message();
  ExpectSuccess(other);
  EXPECT_EQ(CountValues(*environment), 125U);
}

TEST(Environment, FollowsAMapThatAnotherProcessGrew) {
  const TemporaryFolder folder;
  const std::string path = folder.File("a.costdb");
  const auto to_read = OpenFile(path);
  ExpectSuccess(Fork([&] {
    return OpenFile(path)
        ->Write(0, [](Transaction& transaction) { return PutValues(transaction, 0, 500); })
        .ok();
  }));
  EXPECT_EQ(CountValues(*to_read), 500U);
  ExpectSuccess(Fork([&] {
    return OpenFile(path)
        ->Write(0, [](Transaction& transaction) { return PutValues(transaction, 500, 2000); })
        .ok();
  }));
  const Status written =
      to_read->Write(0, [](Transaction& transaction) { return PutValues(transaction, 2500, 1); });
  EXPECT_TRUE(written.ok()) << written.message();
  EXPECT_EQ(CountValues(*to_read), 2501U);
}

TEST(Environment, PlacesOfDeadReadersAreGivenAnew) {
  const TemporaryFolder folder;
  const std::string path = folder.File("a.costdb");
  const auto environment = OpenFile(path);
  ExpectSuccess(Fork([&]() -> bool {
    const auto dying = OpenFile(path);
    std::vector<std::unique_ptr<Transaction>> open;
    for (int i = 0; i < 1000; ++i) open.push_back(std::move(*dying->BeginRead()));
    ::_exit(0);
  }));
  std::vector<std::unique_ptr<Transaction>> open;
  for (int i = 0; i < 1024; ++i) {
    auto transaction = environment->BeginRead();
    ASSERT_TRUE(transaction.ok()) << i << ": " << transaction.status().message();
    open.push_back(std::move(*transaction));
  }
  const auto one_more = environment->BeginRead();
  ASSERT_FALSE(one_more.ok());
  EXPECT_EQ(one_more.status().message(),
            path + ": all 1024 places for readers are taken; too many queries at once");
}

TEST(Environment, AFileThatEndsWithUnusedPagesOpensAgain) {
  const TemporaryFolder folder;
  const std::string path = folder.File("a.costdb");
  const auto put = [](Transaction& transaction) { return PutValues(transaction, 1, 1); };
  // LMDB does not write pages that a transaction takes and gives back, once others are free.
  const auto put_and_delete = [](Transaction& transaction) {
    const std::string key = BigEndianKey(2);
    const Status written =
        transaction.Put(Table::kColumns, key, std::string(30 * kValueBytes, 'v'));
    return written.ok() ? transaction.Delete(Table::kColumns, key) : written;
  };
  {
    const auto environment = OpenFile(path);
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(environment->Write(0, put).ok());
    ASSERT_TRUE(environment->Write(0, put_and_delete).ok());
  }
  const auto environment = OpenFile(path);
  ASSERT_NE(environment, nullptr);
  EXPECT_EQ(CountValues(*environment), 1U);
  const auto put_many = [](Transaction& transaction) { return PutValues(transaction, 2, 100); };
  ASSERT_TRUE(environment->Write(0, put_many).ok());
  EXPECT_EQ(CountValues(*environment), 101U);
}

}  // namespace
}  // namespace costdb::engine
