#ifndef COSTDB_TOOLS_COMMAND_TERMINAL_H_
#define COSTDB_TOOLS_COMMAND_TERMINAL_H_

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "costdb/status.h"

namespace costdb::tools {

/// The columns of the terminal that standard output goes to; 0 when it goes elsewhere.
std::size_t OutputTerminalWidth();

/// Whether standard error is a terminal, so that progress may be drawn on it.
bool IsErrorTerminal();

/// Whether standard input is a terminal.
bool IsInputTerminal();

/// Writes all of `text` to standard output. When the reader has gone away, the Status is one that
/// IsReaderGone knows: no failure, but a reason to stop.
Status WriteOutput(std::string_view text);

/// Whether `status` says that nobody reads standard output any more.
bool IsReaderGone(const Status& status);

/// Writes a message to standard error.
void WriteMessage(std::string_view text);

/// One line on standard error that is drawn over, ten times a second at most; silent when standard
/// error is no terminal. Cleared when destroyed. Not thread-safe.
class ProgressLine {
 public:
  ProgressLine() = default;
  ~ProgressLine() { Clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Whether it is worth making a text now.
  bool IsDue() const;
  void Draw(const std::string& text);
  void Clear();

 private:
  using Clock = std::chrono::steady_clock;

  bool enabled_ = IsErrorTerminal();
  bool drawn_ = false;
  Clock::time_point last_{};
};

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_COMMAND_TERMINAL_H_
