#ifndef COSTDB_TOOLS_COMMAND_DEMO_STORY_H_
#define COSTDB_TOOLS_COMMAND_DEMO_STORY_H_

#include <span>
#include <string_view>

#include "tools/workload/workload.h"

namespace costdb::tools {

/// One question of the demo and the CostQL that answers it.
struct DemoQuestion {
  std::string_view title;
  std::string_view query;
};

/// Two weeks of an agent product, always the same: April 1 to 14, 2026, with a model swap, an hour
/// of retries and a session that does not stop.
WorkloadOptions DemoWorkload();

std::span<const DemoQuestion> DemoQuestions();

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_COMMAND_DEMO_STORY_H_
