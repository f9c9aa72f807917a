#include "tools/command/demo_story.h"

#include <array>

#include "tools/workload/product.h"

namespace costdb::tools {
namespace {

constexpr std::int64_t kMinute = 60'000'000'000;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kApril1 = 1'775'001'600'000'000'000;  // 2026-04-01T00:00:00Z

constexpr std::uint32_t kDays = 14;
constexpr std::uint64_t kCalls = 10'000;
constexpr std::uint64_t kSeed = 20260401;

constexpr std::array<DemoQuestion, 9> kQuestions = {{
    {"Who spends the money?",
     R"(SELECT user, count(*) AS calls, sum(cost) AS dollars, share(cost) AS share
FROM calls
GROUP BY user
ORDER BY dollars DESC
LIMIT 10)"},
    {"Which models does it go to?",
     R"(SELECT model, count(*) AS calls, sum(input_tokens) AS input, sum(cached_tokens) AS cached,
       sum(output_tokens) AS output, sum(cost) AS dollars, share(cost) AS share
FROM calls
GROUP BY model
ORDER BY dollars DESC)"},
    {"What do the top 1 % of sessions cost?",
     R"(SELECT session, user, count(*) AS calls, sum(cost) AS dollars, share(cost) AS share
FROM calls
GROUP BY session, user
ORDER BY dollars DESC
LIMIT 1%)"},
    {"And what part of all cost is that?",
     "SELECT top_share(cost, session, 1%) AS top_1_percent FROM calls"},
    {"Which hours stand out?", R"(SELECT count(*) AS calls, sum(cost) AS dollars, p95(cost) AS p95
FROM calls
EVERY 1h
ORDER BY dollars DESC
LIMIT 5)"},
    {"What happened on April 9 at 14:00?",
     R"(SELECT root_name, error_type, count(DISTINCT trace_id) AS requests, count(*) AS calls, sum(cost) AS dollars
FROM calls
SINCE '2026-04-09T14:00:00Z' UNTIL '2026-04-09T15:00:00Z'
GROUP BY root_name, error_type
ORDER BY dollars DESC
LIMIT 5)"},
    {"What does one run of each chain cost, all calls beneath it?",
     R"(SELECT root_name, count(*) AS runs, sum(calls) AS calls, sum(cost) AS dollars,
       p50(cost) AS p50, p95(cost) AS p95, max(cost) AS dearest
FROM traces
GROUP BY root_name
ORDER BY dollars DESC)"},
    {"Which single spans had the most beneath them?",
     R"(SELECT name, user, inclusive_calls AS calls, inclusive_tokens AS tokens, inclusive_cost AS dollars
FROM spans
WHERE role = 'wrapper'
ORDER BY dollars DESC
LIMIT 5)"},
    {"Support chat moved to gpt-5.4-mini on April 8. What did that save a day?",
     R"(SELECT model, count(*) AS calls, sum(cost) AS dollars
FROM calls
WHERE feature = 'support-chat'
SINCE '2026-04-06T00:00:00Z' UNTIL '2026-04-10T00:00:00Z'
GROUP BY model EVERY 1d
ORDER BY time, dollars DESC)"},
}};

}  // namespace

WorkloadOptions DemoWorkload() {
  WorkloadOptions options;
  options.calls = kCalls;
  options.seed = kSeed;
  options.days = kDays;
  options.end_unix_ns = kApril1 + kDays * kDay;
  options.format = OtlpFormat::kJsonLines;
  options.incidents.model_swap = ModelSwap{kSupportChat, kApril1 + 7 * kDay, kGpt54Mini};
  options.incidents.retry_loop =
      RetryLoop{kInvoiceExtraction, kApril1 + 8 * kDay + 14 * kHour, 50 * kMinute, 30, 20};
  options.incidents.runaway_session = RunawaySession{
      kDeepResearch, kApril1 + 11 * kDay + 2 * kHour + 17 * kMinute, kClaudeSonnet, 140};
  return options;
}

std::span<const DemoQuestion> DemoQuestions() {
  return kQuestions;
}

}  // namespace costdb::tools
