#include "tools/command/interrupt.h"

#include <array>
#include <csignal>

namespace costdb::tools {
namespace {

constexpr std::array<int, 2> kSignals = {SIGINT, SIGTERM};

// A signal handler reaches nothing but globals; these are lock-free atomics, which it may touch.
std::atomic<bool> interrupted_flag{false};
std::atomic<query::Session*> running_session{nullptr};

void OnSignal(int signal) {
  if (interrupted_flag.exchange(true)) std::signal(signal, SIG_DFL);
  query::Session* session = running_session.load();
  if (session != nullptr) session->Cancel();
}

}  // namespace

InterruptGuard::InterruptGuard(query::Session* session) {
  running_session.store(session);
  struct sigaction action {};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_RESTART;
  for (const int signal : kSignals) ::sigaction(signal, &action, nullptr);
}

InterruptGuard::~InterruptGuard() {
  for (const int signal : kSignals) std::signal(signal, SIG_DFL);
  running_session.store(nullptr);
}

const std::atomic<bool>& InterruptGuard::interrupted() {
  return interrupted_flag;
}

}  // namespace costdb::tools
