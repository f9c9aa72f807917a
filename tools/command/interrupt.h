#ifndef COSTDB_TOOLS_COMMAND_INTERRUPT_H_
#define COSTDB_TOOLS_COMMAND_INTERRUPT_H_

#include <atomic>

#include "query/session.h"

namespace costdb::tools {

/// While one lives, Ctrl-C and SIGTERM ask the work to stop instead of ending the process; a second
/// one ends it. One at a time.
class InterruptGuard {
 public:
  /// `session`, if given, is cancelled too.
  explicit InterruptGuard(query::Session* session = nullptr);
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  /// Set from the signal handler.
  static const std::atomic<bool>& interrupted();
};

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_COMMAND_INTERRUPT_H_
