#ifndef COSTDB_TOOLS_WORKLOAD_SESSION_PLAN_H_
#define COSTDB_TOOLS_WORKLOAD_SESSION_PLAN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/workload/random.h"

namespace costdb::tools {

/// What is decided of a session before its first request.
struct SessionPlan {
  Random random{0};  ///< For everything that happens in the session.
  std::uint32_t feature = 0;
  std::uint32_t environment = 0;
  std::uint32_t model = 0;
  std::vector<std::uint32_t> calls;  ///< LLM calls of each request, at least 1.

  std::uint64_t call_count() const;
};

/// Plans session `number` of the workload; the same whenever it is asked for.
SessionPlan PlanSession(const Random& workload, std::uint64_t number);

/// A session under way.
struct Session {
  SessionPlan plan;
  std::string id;
  std::string user;
  std::string_view customer_plan;
  std::size_t next_request = 0;
  std::int64_t next_start_unix_ns = 0;
  std::int64_t context_tokens = 0;  ///< What the conversation has come to.
  std::int64_t cached_tokens = 0;   ///< Of them, what the provider's cache holds.
};

/// Brings a planned session to life for one of `user_count` users.
Session StartSession(SessionPlan plan, std::uint64_t user_count, std::int64_t start_unix_ns);

/// A user's name: "ada.silva", with a number from the 4097th on.
std::string UserName(std::uint64_t user);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_WORKLOAD_SESSION_PLAN_H_
