#include "tools/workload/incidents.h"

#include <algorithm>
#include <utility>

namespace costdb::tools {
namespace {

// Apart from the numbers of ordinary sessions.
constexpr std::uint64_t kFirstIncidentSession = std::uint64_t{1} << 48U;
constexpr std::uint64_t kUsers = 400;

Session MakeSession(const Random& workload, std::uint64_t number, std::uint32_t feature,
                    std::int64_t start_unix_ns) {
  SessionPlan plan;
  plan.random = workload.Split(kFirstIncidentSession + number);
  plan.feature = feature;
  return StartSession(std::move(plan), kUsers, start_unix_ns);
}

void WriteRetries(const RetryLoop& loop, const IncidentRequest& request, const Random& workload,
                  Exporter* exporter, WorkloadTotals* totals) {
  Session session = MakeSession(workload, request.number, loop.feature, request.start_unix_ns);
  const FeatureDefinition& feature = Features()[loop.feature];
  TraceWriter writer(&session, request.start_unix_ns, exporter, totals);
  GeneratedSpan root = writer.OpenRoot();
  const std::int64_t document_tokens =
      20'000 + session.plan.random.From(feature.message_tokens) / 8;
  const auto model = static_cast<std::uint32_t>(session.plan.random.Pick(feature.model_weights));
  for (std::uint32_t i = 0; i < loop.tries; ++i) {
    session.context_tokens = feature.system_tokens;
    session.cached_tokens = 0;
    writer.Call(root, {.model = model,
                       .new_tokens = document_tokens,
                       .billed_error = "schema_validation",
                       .may_fail_before_usage = false});
  }
  root.failed = true;
  root.AddText("error.type", "retries_exhausted");
  writer.Close(std::move(root));
}

void WriteRunaway(const RunawaySession& runaway, const IncidentRequest& request,
                  const Random& workload, Exporter* exporter, WorkloadTotals* totals) {
  Session session = MakeSession(workload, request.number, runaway.feature, request.start_unix_ns);
  const FeatureDefinition& feature = Features()[runaway.feature];
  TraceWriter writer(&session, request.start_unix_ns, exporter, totals);
  GeneratedSpan root = writer.OpenRoot();
  GeneratedSpan agent = writer.Open(root, kAgentScope, "invoke_agent researcher");
  agent.AddText("gen_ai.operation.name", "invoke_agent");
  agent.AddText("gen_ai.agent.name", feature.agent);
  for (std::uint32_t call = 0; call < runaway.calls; ++call) {
    const std::int64_t page_tokens = session.plan.random.Between(300, 900);
    writer.Call(agent, {.model = runaway.model,
                        .new_tokens = page_tokens,
                        .last = false,
                        .may_fail_before_usage = false});
    writer.Tool(agent, feature.tools[call % feature.tools.size()]);
  }
  writer.Close(std::move(agent));
  writer.Close(std::move(root));
}

}  // namespace

std::vector<IncidentRequest> IncidentRequests(const Incidents& incidents) {
  std::vector<IncidentRequest> requests;
  if (incidents.retry_loop) {
    const RetryLoop& loop = *incidents.retry_loop;
    for (std::uint32_t i = 0; i < loop.requests; ++i) {
      requests.push_back({loop.start_unix_ns + loop.duration_ns / loop.requests * i, false, i});
    }
  }
  if (incidents.runaway_session) {
    const std::uint64_t number = requests.size();
    requests.push_back({incidents.runaway_session->start_unix_ns, true, number});
  }
  std::stable_sort(requests.begin(), requests.end(),
                   [](const auto& a, const auto& b) { return a.start_unix_ns < b.start_unix_ns; });
  return requests;
}

void WriteIncident(const Incidents& incidents, const IncidentRequest& request,
                   const Random& workload, Exporter* exporter, WorkloadTotals* totals) {
  ++totals->sessions;
  if (request.is_runaway) {
    WriteRunaway(*incidents.runaway_session, request, workload, exporter, totals);
  } else {
    WriteRetries(*incidents.retry_loop, request, workload, exporter, totals);
  }
}

}  // namespace costdb::tools
