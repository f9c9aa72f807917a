#include "engine/store/lock_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

namespace costdb::engine {

// LMDB keeps a shared lock on the lock file as long as a process has the database open.
Status CheckNoOneHasOpen(const std::string& path) {
  const std::string lock_path = path + "-lock";
  const int file = ::open(lock_path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) return Status::Ok();
  bool may_be_open = true;
  if (file >= 0) {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_len = 1;
    may_be_open = ::fcntl(file, F_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
    ::close(file);
  }
  if (!may_be_open) return Status::Ok();
  return Status::Io(
      fmt::format("{}: another process may be writing to it, and without permission to write its "
                  "lock file {} it cannot be read meanwhile",
                  path, lock_path));
}

}  // namespace costdb::engine
