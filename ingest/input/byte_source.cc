#include "ingest/input/byte_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "engine/error/propagate.h"
#include "ingest/wire/json_decoder.h"

namespace costdb::ingest {
namespace {

// read(2) takes no more at once on Linux.
constexpr std::size_t kMaximumReadBytes = std::size_t{1} << 30;

// How long a cancellation may go unseen while the input is waited for.
constexpr int kPollMilliseconds = 100;

class FileSource final : public ByteSource {
 public:
  FileSource(int descriptor, bool is_owned, const std::atomic<bool>* cancelled,
             std::function<Status()> waiting, std::uint64_t* bytes_read)
      : descriptor_(descriptor),
        is_owned_(is_owned),
        cancelled_(cancelled),
        waiting_(std::move(waiting)),
        bytes_read_(bytes_read) {}
  ~FileSource() override {
    if (is_owned_) close(descriptor_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  Result<std::size_t> Read(char* bytes, std::size_t size) override {
    for (;;) {
      if (cancelled_ != nullptr && cancelled_->load(std::memory_order_relaxed)) {
        return Status::Cancelled("the ingest was cancelled");
      }
      if (!IsReady()) {
        if (waiting_) COSTDB_RETURN_IF_ERROR(waiting_());
        continue;
      }
      const ssize_t count = read(descriptor_, bytes, std::min(size, kMaximumReadBytes));
      if (count >= 0) {
        *bytes_read_ += static_cast<std::uint64_t>(count);
        return static_cast<std::size_t>(count);
      }
      if (errno != EINTR && errno != EAGAIN) {
        return Status::Io(fmt::format("cannot be read: {}", strerror(errno)));
      }
    }
  }

 private:
  // Whether read would not wait; regular files are always ready.
  bool IsReady() const {
    pollfd waiting{descriptor_, POLLIN, 0};
    const int count = poll(&waiting, 1, kPollMilliseconds);
    return count > 0 || (count < 0 && errno != EINTR);
  }

  int descriptor_;
  bool is_owned_;
  const std::atomic<bool>* cancelled_;
  std::function<Status()> waiting_;
  std::uint64_t* bytes_read_;
};

class MemorySource final : public ByteSource {
 public:
  MemorySource(std::string_view bytes, std::uint64_t* bytes_read)
      : rest_(bytes), bytes_read_(bytes_read) {}

  Result<std::size_t> Read(char* bytes, std::size_t size) override {
    const std::size_t count = std::min(size, rest_.size());
    if (count > 0) std::memcpy(bytes, rest_.data(), count);
    rest_.remove_prefix(count);
    *bytes_read_ += count;
    return count;
  }

  std::string_view Lend(std::size_t size) override {
    const std::string_view lent =
        rest_.substr(0, std::min(size, rest_.size() - std::min(rest_.size(), kJsonPaddingBytes)));
    rest_.remove_prefix(lent.size());
    *bytes_read_ += lent.size();
    return lent;
  }

 private:
  std::string_view rest_;
  std::uint64_t* bytes_read_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> OpenFile(const std::string& path,
                                             const std::atomic<bool>* cancelled,
                                             std::function<Status()> waiting,
                                             std::uint64_t* bytes_read) {
  if (path == "-") {
    return std::unique_ptr<ByteSource>(std::make_unique<FileSource>(
        STDIN_FILENO, false, cancelled, std::move(waiting), bytes_read));
  }
  // A named pipe without a writer would hold up open; so poll waits for the writer.
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    const std::string message = fmt::format("cannot be opened: {}", strerror(errno));
    return errno == ENOENT ? Status::NotFound(message) : Status::Io(message);
  }
  auto source =
      std::make_unique<FileSource>(descriptor, true, cancelled, std::move(waiting), bytes_read);
  struct stat information {};
  if (fstat(descriptor, &information) == 0 && S_ISDIR(information.st_mode)) {
    return Status::InvalidArgument("is a directory, not a file");
  }
  return std::unique_ptr<ByteSource>(std::move(source));
}

std::unique_ptr<ByteSource> ReadMemory(std::string_view bytes, std::uint64_t* bytes_read) {
  return std::make_unique<MemorySource>(bytes, bytes_read);
}

std::uint64_t FileBytes(const std::string& path) {
  struct stat information {};
  if (path == "-" || stat(path.c_str(), &information) != 0 || !S_ISREG(information.st_mode)) {
    return 0;
  }
  return static_cast<std::uint64_t>(information.st_size);
}

}  // namespace costdb::ingest
