#include "tools/workload/workload.h"

#include <algorithm>
#include <queue>
#include <utility>
#include <vector>

#include "engine/error/propagate.h"
#include "tools/workload/clock.h"
#include "tools/workload/product.h"
#include "tools/workload/session_plan.h"

namespace costdb::tools {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kSessionsAUser = 5;
constexpr std::uint64_t kFewestUsers = 40;
constexpr std::uint64_t kProgressEveryCalls = 4096;
constexpr std::uint64_t kJitterSteps = 1024;

// Streams split off the seed.
constexpr std::uint64_t kSessionStream = 1;
constexpr std::uint64_t kExporterStream = 2;
constexpr std::uint64_t kArrivalStream = 3;

// How many sessions it takes, and by how many calls they exceed what was asked for.
struct SessionCount {
  std::uint64_t sessions = 0;
  std::uint64_t surplus_calls = 0;
};

SessionCount CountSessions(const Random& sessions, std::uint64_t calls) {
  SessionCount count;
  std::uint64_t sum = 0;
  while (sum < calls) sum += PlanSession(sessions, count.sessions++).call_count();
  count.surplus_calls = sum - calls;
  return count;
}

void DropCalls(std::uint64_t surplus, SessionPlan* plan) {
  while (surplus > 0) {
    const std::uint64_t dropped = std::min<std::uint64_t>(surplus, plan->calls.back());
    plan->calls.back() -= static_cast<std::uint32_t>(dropped);
    if (plan->calls.back() == 0) plan->calls.pop_back();
    surplus -= dropped;
  }
}

struct StartsLater {
  bool operator()(const Session& a, const Session& b) const {
    return a.next_start_unix_ns != b.next_start_unix_ns
               ? a.next_start_unix_ns > b.next_start_unix_ns
               : a.id > b.id;
  }
};

// Writes requests in the order of their starts: of new sessions, of sessions under way, and of
// incidents.
class WorkloadRun {
 public:
  WorkloadRun(const WorkloadOptions& options, const OtlpSink& sink, WorkloadSummary* summary)
      : options_(options),
        summary_(summary),
        sessions_(Random(options.seed).Split(kSessionStream)),
        arrivals_(Random(options.seed).Split(kArrivalStream)),
        exporter_(options.format, Random(options.seed).Split(kExporterStream), sink),
        clock_(options.end_unix_ns, options.days),
        count_(CountSessions(sessions_, options.calls)),
        incidents_(IncidentRequests(options.incidents)) {}

  Status Run() {
    for (std::uint64_t number = 0; number < count_.sessions; ++number) {
      const std::int64_t start = clock_.At(number * kJitterSteps + arrivals_.Below(kJitterSteps),
                                           count_.sessions * kJitterSteps);
      COSTDB_RETURN_IF_ERROR(WriteUntil(start));
      Start(number, start);
    }
    COSTDB_RETURN_IF_ERROR(WriteUntil(INT64_MAX));
    COSTDB_RETURN_IF_ERROR(exporter_.Finish());
    summary_->exported = exporter_.summary();
    return Status::Ok();
  }

 private:
  void Start(std::uint64_t number, std::int64_t start_unix_ns) {
    SessionPlan plan = PlanSession(sessions_, number);
    if (number + 1 == count_.sessions) DropCalls(count_.surplus_calls, &plan);
    const std::uint64_t users = std::max(kFewestUsers, count_.sessions / kSessionsAUser);
    under_way_.push(StartSession(std::move(plan), users, start_unix_ns));
    ++summary_->totals.sessions;
  }

  Status WriteUntil(std::int64_t unix_ns) {
    for (;;) {
      const std::int64_t session_start =
          under_way_.empty() ? INT64_MAX : under_way_.top().next_start_unix_ns;
      const std::int64_t incident_start = next_incident_ == incidents_.size()
                                              ? INT64_MAX
                                              : incidents_[next_incident_].start_unix_ns;
      const std::int64_t start = std::min(session_start, incident_start);
      if (start >= unix_ns) return Status::Ok();
      COSTDB_RETURN_IF_ERROR(exporter_.AdvanceTo(start));
      if (incident_start <= session_start) {
        WriteIncident(options_.incidents, incidents_[next_incident_++], sessions_, &exporter_,
                      &summary_->totals);
      } else {
        WriteNextRequest();
      }
    }
  }

  void WriteNextRequest() {
    Session session = under_way_.top();
    under_way_.pop();
    const std::uint32_t calls = session.plan.calls[session.next_request++];
    TraceWriter writer(&session, session.next_start_unix_ns, &exporter_, &summary_->totals);
    writer.WriteRequest(ModelOf(session), calls);
    ReportProgress();
    if (session.next_request == session.plan.calls.size()) return;
    const std::uint64_t pause = 4 * kSecond + session.plan.random.Below(110 * kSecond);
    session.next_start_unix_ns =
        std::min(writer.now_unix_ns() + static_cast<std::int64_t>(pause), options_.end_unix_ns - 1);
    under_way_.push(std::move(session));
  }

  std::uint32_t ModelOf(const Session& session) const {
    const std::optional<ModelSwap>& swap = options_.incidents.model_swap;
    const bool swapped = swap && session.plan.feature == swap->feature &&
                         session.next_start_unix_ns >= swap->at_unix_ns;
    return swapped ? swap->to_model : session.plan.model;
  }

  void ReportProgress() {
    if (!options_.progress || summary_->totals.calls < next_progress_) return;
    next_progress_ = summary_->totals.calls + kProgressEveryCalls;
    options_.progress(summary_->totals.calls);
  }

  const WorkloadOptions& options_;
  WorkloadSummary* summary_;
  Random sessions_;
  Random arrivals_;
  Exporter exporter_;
  WorkloadClock clock_;
  SessionCount count_;
  std::vector<IncidentRequest> incidents_;
  std::size_t next_incident_ = 0;
  std::uint64_t next_progress_ = kProgressEveryCalls;
  std::priority_queue<Session, std::vector<Session>, StartsLater> under_way_;
};

}  // namespace

Status GenerateWorkload(const WorkloadOptions& options, const OtlpSink& sink,
                        WorkloadSummary* summary) {
  *summary = {};
  return WorkloadRun(options, sink, summary).Run();
}

}  // namespace costdb::tools
