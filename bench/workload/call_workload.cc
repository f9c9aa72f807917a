#include "workload/call_workload.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <queue>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/error/propagate.h"
#include "tools/workload/clock.h"
#include "tools/workload/exporter.h"
#include "tools/workload/product.h"
#include "tools/workload/random.h"
#include "tools/workload/session_plan.h"

namespace costdb::bench {
namespace {

using tools::GeneratedSpan;
using tools::ModelDefinition;
using tools::Quantiles;
using tools::Random;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::uint32_t kDays = 30;
constexpr std::int64_t kEndUnixNs = 1'777'593'600 * kSecond;  // 2026-05-01T00:00:00Z
constexpr std::uint64_t kSeed = 20'260'501;

constexpr std::uint64_t kCallsAUser = 50;
constexpr Quantiles kTraces = {1, 2, 6, 11};  // A session.
constexpr Quantiles kCalls = {1, 3, 9, 13};   // A trace.
constexpr std::int64_t kMostCalls = 12;

constexpr std::uint32_t kClient = 3;
constexpr std::size_t kFeatures = 8;
constexpr std::size_t kModels = 9;
constexpr std::array<std::uint32_t, kModels> kModelWeights = {18, 8, 22, 10, 5, 7, 16, 8, 6};
constexpr std::array<std::uint32_t, kFeatures> kFeatureWeights = {30, 18, 6, 12, 8, 12, 10, 4};
constexpr std::array<std::string_view, kFeatures> kFeatureNames = {
    "support-chat", "ticket-triage", "deep-research",   "invoice-extraction",
    "code-review",  "draft-editor",  "semantic-search", "report-builder"};
constexpr std::array<std::string_view, kFeatures> kAgents = {
    "support", "triage", "researcher", "extractor", "reviewer", "editor", "searcher", "analyst"};
constexpr std::array<std::uint32_t, kFeatures> kServices = {0, 0, 1, 2, 3, 3, 4, 1};
constexpr std::array<std::string_view, 4> kFinishReasons = {"stop", "tool_calls", "length",
                                                            "content_filter"};
constexpr std::array<std::uint32_t, 4> kFinishWeights = {60, 36, 3, 1};
constexpr Quantiles kMessageTokens = {20, 300, 2'500, 20'000};
constexpr Quantiles kOutputTokens = {10, 180, 900, 4'000};

struct Session {
  Random random{0};
  std::string id;
  std::string user;
  std::size_t feature = 0;
  std::uint32_t model = 0;
  std::uint32_t environment = 0;
  std::vector<std::int64_t> calls;  ///< Of each trace.
  std::size_t next_trace = 0;
  std::int64_t next_start_unix_ns = 0;
  std::int64_t context_tokens = 0;
};

Session MakeSession(const Random& workload, std::uint64_t number) {
  Session session;
  session.random = workload.Split(number);
  const std::int64_t traces = session.random.From(kTraces);
  for (std::int64_t trace = 0; trace < traces; ++trace) {
    session.calls.push_back(std::min(session.random.From(kCalls), kMostCalls));
  }
  return session;
}

struct StartsLater {
  bool operator()(const Session& a, const Session& b) const {
    return std::pair(a.next_start_unix_ns, a.id) > std::pair(b.next_start_unix_ns, b.id);
  }
};

class Workload {
 public:
  Workload(std::uint64_t calls, tools::OtlpFormat format, tools::OtlpSink sink)
      : calls_(calls),
        sessions_(Random(kSeed).Split(1)),
        arrivals_(Random(kSeed).Split(2)),
        exporter_(format, Random(kSeed).Split(3), std::move(sink)) {}

  Status Write() {
    const std::uint64_t sessions = CountSessions();
    const tools::WorkloadClock clock(kEndUnixNs, kDays);
    constexpr std::uint64_t kJitter = 1024;
    for (std::uint64_t number = 0; number < sessions; ++number) {
      const std::int64_t start =
          clock.At(number * kJitter + arrivals_.Below(kJitter), sessions * kJitter);
      COSTDB_RETURN_IF_ERROR(WriteUntil(start));
      under_way_.push(Start(number, start));
    }
    COSTDB_RETURN_IF_ERROR(WriteUntil(INT64_MAX));
    return exporter_.Finish();
  }

 private:
  std::uint64_t CountSessions() const {
    std::uint64_t sessions = 0;
    for (std::uint64_t sum = 0; sum < calls_; ++sessions) {
      for (const std::int64_t calls : MakeSession(sessions_, sessions).calls) {
        sum += static_cast<std::uint64_t>(calls);
      }
    }
    return sessions;
  }

  // Half of the sessions are of any user, the others of those who use the product often.
  Session Start(std::uint64_t number, std::int64_t start_unix_ns) {
    Session session = MakeSession(sessions_, number);
    const std::uint64_t users = std::max<std::uint64_t>(calls_ / kCallsAUser, 1);
    session.user = tools::UserName(session.random.Chance(500) ? session.random.Below(users)
                                                              : session.random.ZipfRank(users));
    session.id = fmt::format("sess-{:012x}", session.random.Next() >> 16U);
    session.feature = session.random.Pick(kFeatureWeights);
    session.model = static_cast<std::uint32_t>(session.random.Pick(kModelWeights));
    session.environment = session.random.Chance(40) ? tools::kStaging : tools::kProduction;
    session.next_start_unix_ns = start_unix_ns;
    return session;
  }

  Status WriteUntil(std::int64_t unix_ns) {
    while (!under_way_.empty() && under_way_.top().next_start_unix_ns < unix_ns) {
      Session session = under_way_.top();
      under_way_.pop();
      COSTDB_RETURN_IF_ERROR(exporter_.AdvanceTo(session.next_start_unix_ns));
      WriteTrace(&session);
      if (++session.next_trace < session.calls.size()) under_way_.push(std::move(session));
    }
    return Status::Ok();
  }

  // The calls of a trace stand beneath one span that some other program kept.
  void WriteTrace(Session* session) {
    Random& random = session->random;
    GeneratedSpan span;
    span.trace_id_high = random.Next() | 1U;
    span.trace_id_low = random.Next();
    span.parent_span_id = random.Next() | 1U;
    span.kind = kClient;
    span.resource = tools::ResourceOf(kServices[session->feature], session->environment);
    session->context_tokens = 1'200 + static_cast<std::int64_t>(session->feature) * 350;
    std::int64_t now_unix_ns = session->next_start_unix_ns;
    for (std::int64_t call = session->calls[session->next_trace]; call > 0; --call) {
      if (written_calls_++ >= calls_) return;
      now_unix_ns += random.Between(kMillisecond, 900 * kMillisecond);
      span.start_unix_ns = now_unix_ns;
      WriteCall(session, &span);
      now_unix_ns = span.end_unix_ns;
    }
    session->next_start_unix_ns =
        std::min(now_unix_ns + random.Between(4 * kSecond, 120 * kSecond), kEndUnixNs - 1);
  }

  void WriteCall(Session* session, GeneratedSpan* span) {
    Random& random = session->random;
    const std::uint32_t number = random.Chance(200)
                                     ? static_cast<std::uint32_t>(random.Pick(kModelWeights))
                                     : session->model;
    const ModelDefinition& model = tools::Models()[number];
    const std::string name = fmt::format("chat {}", model.name);
    const std::int64_t before = session->context_tokens;
    session->context_tokens += random.From(kMessageTokens);
    const std::int64_t input = session->context_tokens;
    const std::int64_t cached = random.Chance(400) ? before / 128 * 128 : 0;
    const std::int64_t cache_write =
        model.reports_writes && random.Chance(500) ? (input - cached) / 128 * 128 : 0;
    const std::int64_t answer = random.From(kOutputTokens);
    const std::int64_t reasoning = model.reasons ? answer * random.Between(20, 160) / 100 : 0;
    const std::int64_t output = answer + reasoning;
    session->context_tokens += answer;

    span->span_id = random.Next() | 1U;
    span->name = name;
    span->scope = model.provider == "openai"      ? tools::kOpenAiScope
                  : model.provider == "anthropic" ? tools::kAnthropicScope
                                                  : tools::kGoogleScope;
    span->end_unix_ns = span->start_unix_ns +
                        random.Between(250 * kMillisecond, 900 * kMillisecond) +
                        output * model.output_ns_a_token + random.Between(0, kMillisecond);
    span->failed = random.Chance(8);
    span->attributes.clear();
    span->AddText("gen_ai.operation.name", "chat");
    span->AddText("gen_ai.provider.name", model.provider);
    span->AddText("gen_ai.request.model", model.name);
    span->AddText("gen_ai.response.model", model.response_name);
    span->AddInteger("gen_ai.usage.input_tokens", input);
    span->AddInteger("gen_ai.usage.output_tokens", output);
    span->AddInteger("gen_ai.usage.cache_read.input_tokens", cached);
    span->AddInteger("gen_ai.usage.cache_creation.input_tokens", cache_write);
    span->AddInteger("gen_ai.usage.reasoning.output_tokens", reasoning);
    span->AddTextList("gen_ai.response.finish_reasons",
                      kFinishReasons[random.Pick(kFinishWeights)]);
    span->AddText("gen_ai.agent.name", kAgents[session->feature]);
    span->AddText("user.id", session->user);
    span->AddText("session.id", session->id);
    span->AddText("feature", kFeatureNames[session->feature]);
    exporter_.Add(*span);
  }

  std::uint64_t calls_;
  Random sessions_;
  Random arrivals_;
  tools::Exporter exporter_;
  std::uint64_t written_calls_ = 0;
  std::priority_queue<Session, std::vector<Session>, StartsLater> under_way_;
};

}  // namespace

Status WriteCallWorkload(std::uint64_t calls, tools::OtlpFormat format, tools::OtlpSink sink) {
  return Workload(calls, format, std::move(sink)).Write();
}

}  // namespace costdb::bench
