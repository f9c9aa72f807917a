// A database whose lock file this user cannot write is read without locks, unless someone has it
// open who might write.

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>

#include "engine/store/database.h"
#include "temporary_database.h"

namespace costdb::engine {
namespace {

constexpr uid_t kNobody = 65534;

class ReadOnlyFolder : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(OpenOrDie(path_)->SealAll({}).ok()); }
  void TearDown() override { ::chmod(folder_.File("").c_str(), 0755); }

  // Takes the permission to write from the user that OpenAsOther becomes.
  void Forbid() const {
    const bool is_root = ::geteuid() == 0;
    ::chmod((path_ + "-lock").c_str(), is_root ? 0644 : 0444);
    ::chmod(path_.c_str(), is_root ? 0644 : 0444);
    ::chmod(folder_.File("").c_str(), is_root ? 0755 : 0555);
  }

  // What a reader without permission to write in the folder is told; empty when it can read.
  std::string OpenAsOther() const {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    const pid_t pid = ::fork();
    if (pid == 0) {
      if (::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) ::_exit(2);
      DatabaseOptions reading;
      reading.mode = OpenMode::kReadOnly;
      const auto opened = Database::Open(path_, reading);
      const Status status = opened.ok() ? (*opened)->OpenSnapshot().status() : opened.status();
      const std::string& message = status.message();
      ::_exit(::write(ends[1], message.data(), message.size()) < 0 ? 1 : 0);
    }
    ::close(ends[1]);
    std::string message(4096, '\0');
    message.resize(static_cast<std::size_t>(::read(ends[0], message.data(), message.size())));
    ::close(ends[0]);
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    EXPECT_EQ(status, 0);
    return message;
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.File("a.costdb");
};

TEST_F(ReadOnlyFolder, IsReadWithoutALockFile) {
  std::filesystem::remove(path_ + "-lock");
  Forbid();
  EXPECT_EQ(OpenAsOther(), "");
}

TEST_F(ReadOnlyFolder, IsReadBesideALockFileThatNoOneHolds) {
  Forbid();
  EXPECT_EQ(OpenAsOther(), "");
}

TEST_F(ReadOnlyFolder, IsNotReadWhileSomeoneMayWrite) {
  const auto writer = OpenOrDie(path_);
  Forbid();
  EXPECT_EQ(OpenAsOther(), path_ +
                               ": another process may be writing to it, and without permission "
                               "to write its lock file " +
                               path_ + "-lock it cannot be read meanwhile");
}

}  // namespace
}  // namespace costdb::engine
