#include "call_generator.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "instrumentation.h"

namespace costdb::property {
namespace {

using engine::Containment;
using engine::kNullInteger;
using engine::SpanKind;
using engine::SpanRole;
using engine::SpanStatus;
using engine::SpanText;
using engine::Usage;

struct Model {
  std::string_view provider;
  std::string_view request;
  std::string_view response;
};
constexpr Model kModels[] = {
    {"openai", "gpt-5", "gpt-5-2025-08-07"},
    {"openai", "gpt-5-mini", "gpt-5-mini"},
    {"openai", "gpt-5.4", "gpt-5.4"},
    {"anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5-20250929"},
    {"openai", "unheard-of", "unheard-of"},
    {"openai", "gpt-4o", "gpt-4o-2024-05-13"},
    {"openai", "prod-chat", "gpt-5-2025-08-07"},
};
constexpr Model kEmbeddingModel = {"openai", "text-embedding-3-small", "text-embedding-3-small"};

constexpr std::int64_t kInputs[] = {0, 10, 100, 100, 100, 120, 200, 200'000};
constexpr std::int64_t kOutputs[] = {0, 10, 20, 20, 50};

constexpr std::string_view kUsers[] = {"ann", "bob", "zo\u00eb"};
constexpr std::string_view kSessions[] = {"s1", "s2"};
constexpr std::string_view kAgents[] = {"planner", "writer"};
constexpr std::string_view kFeatures[] = {"search", "chat"};
constexpr std::string_view kTeams[] = {"red", "blue"};
constexpr std::string_view kErrors[] = {"timeout", "rate_limit"};

std::string RandomId(Random* random, std::string_view prefix) {
  return fmt::format("{}{:08x}", prefix, random->Number(1, 0xFFFFFFF));
}

// Most see all counts, some only the totals, one of them, others, or none.
Usage SeenUsage(Random* random, const TrueCall& call) {
  if (call.has_failed && !random->Chance(10)) return {};
  if (call.is_streamed ? random->Chance(80) : random->Chance(10)) return {};
  Usage usage = call.usage;
  if (random->Chance(30)) {
    usage.cached = usage.cache_write = usage.cache_write_1h = usage.reasoning = kNullInteger;
  }
  if (random->Chance(5)) usage = {.input = usage.input};
  if (random->Chance(3) && usage.input != kNullInteger) usage.input += 7;
  if (random->Chance(3) && usage.output != kNullInteger) usage.output += 3;
  if (random->Chance(3)) usage.output = usage.reasoning = kNullInteger;
  return usage;
}

void NameModel(Random* random, const TrueCall& call, PlainSpan* span) {
  const std::int64_t how = random->Number(1, 100);
  if (how <= 80) (*span)[SpanText::kRequestModel] = call.request_model;
  if (how <= 55 || (how > 80 && how <= 92)) (*span)[SpanText::kResponseModel] = call.response_model;
  if (random->Chance(80)) (*span)[SpanText::kProvider] = call.provider;
}

std::string SeenId(Random* random, const TrueCall& call) {
  const std::int64_t how = random->Number(1, 100);
  if (how <= 60) return call.response_id;
  if (how <= 67) return RandomId(random, "req_");
  if (how <= 70) return RandomId(random, "chatcmpl-");
  return "";
}

}  // namespace

Usage RandomUsage(Random* random, bool is_embedding) {
  Usage usage;
  usage.input = random->Pick(kInputs);
  if (!is_embedding || random->Chance(20)) usage.output = random->Pick(kOutputs);
  if (is_embedding) return usage;
  if (random->Chance(40)) usage.cached = random->Number(0, 2) * usage.input / 4;
  if (random->Chance(20)) {
    usage.cache_write = random->Number(0, 2) * usage.input / 4;
    if (random->Chance(40)) usage.cache_write_1h = usage.cache_write / random->Number(1, 3);
  }
  if (random->Chance(25)) usage.reasoning = usage.output / random->Number(1, 4);
  return usage;
}

TrueCall RandomCall(Random* random, std::int64_t from, std::int64_t to,
                    const std::string& mock_id) {
  TrueCall call;
  if (random->Chance(15)) call.role = SpanRole::kEmbedding;
  const bool is_embedding = call.role == SpanRole::kEmbedding;
  const Model& model = is_embedding ? kEmbeddingModel : random->Pick(kModels);
  call.provider = model.provider;
  call.request_model = model.request;
  call.response_model = model.response;
  call.response_id = !mock_id.empty() ? mock_id : RandomId(random, "chatcmpl-");
  call.usage = RandomUsage(random, is_embedding);
  call.start = random->Number(from, to);
  call.end = random->Chance(10) ? call.start : random->Number(call.start, to);
  call.has_failed = random->Chance(10);
  call.is_streamed = random->Chance(25);
  return call;
}

PlainSpan Observe(Random* random, const TrueCall& call, int instrumentation) {
  PlainSpan span;
  span.instrumentation = instrumentation;
  span.role = call.role;
  if (random->Chance(2)) span.role = SpanRole::kInference;
  span.kind = random->Chance(60) ? SpanKind::kClient : SpanKind::kInternal;
  span[SpanText::kName] = call.role == SpanRole::kEmbedding ? "embeddings" : "chat";
  span.start = call.start + random->Number(-1, 1) * random->Number(0, 2);
  span.end = std::max(span.start, call.end + random->Number(-1, 1) * random->Number(0, 2));
  if (random->Chance(5)) span.end = span.start;
  if (call.has_failed && !random->Chance(10)) {
    span.status = SpanStatus::kError;
    if (random->Chance(50)) span[SpanText::kErrorType] = random->Pick(kErrors);
  }
  NameModel(random, call, &span);
  span.usage = SeenUsage(random, call);
  span.response_id = SeenId(random, call);
  if (random->Chance(40)) span[SpanText::kFinishReason] = random->Chance(70) ? "stop" : "length";
  if (random->Chance(10)) span[SpanText::kServiceTier] = random->Chance(50) ? "flex" : "priority";
  if (random->Chance(60)) span[SpanText::kOperation] = "chat";
  const bool has_parts = span.usage.cached > 0 || span.usage.cache_write > 0;
  if (has_parts) span.containment = static_cast<Containment>(random->Number(1, 3));
  AddDimensions(random, 8, &span);
  return span;
}

void AddDimensions(Random* random, int percent, PlainSpan* span) {
  if (random->Chance(percent)) (*span)[SpanText::kUser] = random->Pick(kUsers);
  if (random->Chance(percent)) (*span)[SpanText::kSession] = random->Pick(kSessions);
  if (random->Chance(percent)) (*span)[SpanText::kAgent] = random->Pick(kAgents);
  if (random->Chance(percent)) (*span)[SpanText::kFeature] = random->Pick(kFeatures);
  if (random->Chance(percent)) span->attributes["team"] = random->Pick(kTeams);
  if (random->Chance(percent)) span->attributes["plan"] = random->Chance(50) ? "free" : "paid";
}

}  // namespace costdb::property
