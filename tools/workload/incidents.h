#ifndef COSTDB_TOOLS_WORKLOAD_INCIDENTS_H_
#define COSTDB_TOOLS_WORKLOAD_INCIDENTS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "tools/workload/exporter.h"
#include "tools/workload/trace_writer.h"

namespace costdb::tools {

/// From `at_unix_ns` on, a feature's calls go to another model.
struct ModelSwap {
  std::uint32_t feature = 0;
  std::int64_t at_unix_ns = 0;
  std::uint32_t to_model = 0;
};

/// Requests whose answer is refused by our own check and asked for again, over and over; the
/// provider bills every try.
struct RetryLoop {
  std::uint32_t feature = 0;
  std::int64_t start_unix_ns = 0;
  std::int64_t duration_ns = 0;
  std::uint32_t requests = 0;
  std::uint32_t tries = 0;  ///< Calls a request.
};

/// An agent that does not stop: one request whose conversation grows with every step.
struct RunawaySession {
  std::uint32_t feature = 0;
  std::int64_t start_unix_ns = 0;
  std::uint32_t model = 0;
  std::uint32_t calls = 0;
};

/// What goes wrong in a workload, beside its ordinary traffic.
struct Incidents {
  std::optional<ModelSwap> model_swap;
  std::optional<RetryLoop> retry_loop;
  std::optional<RunawaySession> runaway_session;
};

/// A request of an incident, to be written when the workload's clock gets there.
struct IncidentRequest {
  std::int64_t start_unix_ns = 0;
  bool is_runaway = false;
  std::uint64_t number = 0;
};

/// The requests that the incidents add, by start.
std::vector<IncidentRequest> IncidentRequests(const Incidents& incidents);

/// Writes one of them.
void WriteIncident(const Incidents& incidents, const IncidentRequest& request,
                   const Random& workload, Exporter* exporter, WorkloadTotals* totals);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_WORKLOAD_INCIDENTS_H_
