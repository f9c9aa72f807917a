#include "tools/command/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace costdb::tools {
namespace {

constexpr std::chrono::milliseconds kRedrawEvery{100};
constexpr const char* kReaderGone = "nobody reads standard output any more";
constexpr std::size_t kUsualWidth = 80;

}  // namespace

std::size_t OutputTerminalWidth() {
  if (::isatty(STDOUT_FILENO) == 0) return 0;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualWidth;
  return size.ws_col;
}

bool IsErrorTerminal() {
  return ::isatty(STDERR_FILENO) != 0;
}

bool IsInputTerminal() {
  return ::isatty(STDIN_FILENO) != 0;
}

Status WriteOutput(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno == EPIPE) return Status::Cancelled(kReaderGone);
      return Status::Io(std::string("standard output: ") + std::strerror(errno));
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return Status::Ok();
}

bool IsReaderGone(const Status& status) {
  return status.code() == StatusCode::kCancelled && status.message() == kReaderGone;
}

void WriteMessage(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

bool ProgressLine::IsDue() const {
  return enabled_ && Clock::now() - last_ >= kRedrawEvery;
}

void ProgressLine::Draw(const std::string& text) {
  if (!enabled_) return;
  last_ = Clock::now();
  drawn_ = true;
  std::fprintf(stderr, "\r\x1b[K%s", text.c_str());
  std::fflush(stderr);
}

void ProgressLine::Clear() {
  if (!drawn_) return;
  drawn_ = false;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
}

}  // namespace costdb::tools
