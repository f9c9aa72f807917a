#include "instrumentation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace costdb::property {
namespace {

using engine::Containment;
using engine::kNullInteger;
using engine::SpanRole;
using engine::SpanText;
using engine::Usage;

constexpr Instrumentation kInstrumentations[] = {
    {"shop", "3.1", Dialect::kApplication},
    {"opentelemetry.instrumentation.openai_v2", "2.1b0", Dialect::kOpenTelemetry},
    {"@opentelemetry/instrumentation-openai", "0.5.0", Dialect::kOldOpenTelemetry},
    {"opentelemetry.instrumentation.openai", "0.47.3", Dialect::kOpenLlmetry},
    {"@traceloop/instrumentation-anthropic", "0.19.0", Dialect::kOpenLlmetry, true},
    {"openinference.instrumentation.langchain", "0.1.54", Dialect::kOpenInference},
    {"ai", "", Dialect::kVercel},
    {"langfuse-sdk", "3.8.1", Dialect::kLangfuse, false, false},
    {"acme.models", "1", Dialect::kOpenTelemetry, false, false},
};

// How a dialect says what a span is, and the operation that follows.
struct RoleWords {
  SpanRole role;
  std::string_view key;
  std::string_view word;
  std::string_view operation;
};
constexpr RoleWords kOperationNames[] = {
    {SpanRole::kInference, "gen_ai.operation.name", "chat", "chat"},
    {SpanRole::kEmbedding, "gen_ai.operation.name", "embeddings", "embeddings"},
    {SpanRole::kWrapper, "gen_ai.operation.name", "invoke_agent", "invoke_agent"},
    {SpanRole::kTool, "gen_ai.operation.name", "execute_tool", "execute_tool"}};
constexpr RoleWords kOpenLlmetryNames[] = {
    {SpanRole::kInference, "llm.request.type", "chat", "chat"},
    {SpanRole::kEmbedding, "llm.request.type", "embedding", "embeddings"},
    {SpanRole::kWrapper, "traceloop.span.kind", "workflow", "invoke_workflow"},
    {SpanRole::kTool, "traceloop.span.kind", "tool", "execute_tool"}};
constexpr RoleWords kOpenInferenceNames[] = {
    {SpanRole::kInference, "openinference.span.kind", "LLM", "chat"},
    {SpanRole::kEmbedding, "openinference.span.kind", "EMBEDDING", "embeddings"},
    {SpanRole::kWrapper, "openinference.span.kind", "CHAIN", ""},
    {SpanRole::kTool, "openinference.span.kind", "TOOL", "execute_tool"}};
constexpr RoleWords kVercelNames[] = {
    {SpanRole::kInference, "ai.operationId", "ai.streamText.doStream", "chat"},
    {SpanRole::kEmbedding, "ai.operationId", "ai.embed.doEmbed", "embeddings"},
    {SpanRole::kWrapper, "ai.operationId", "ai.streamText", ""},
    {SpanRole::kTool, "ai.operationId", "ai.toolCall", "execute_tool"}};
constexpr RoleWords kLangfuseNames[] = {
    {SpanRole::kInference, "langfuse.observation.type", "generation", "chat"},
    {SpanRole::kEmbedding, "langfuse.observation.type", "embedding", "embeddings"},
    {SpanRole::kWrapper, "langfuse.observation.type", "chain", ""},
    {SpanRole::kTool, "langfuse.observation.type", "tool", "execute_tool"}};

// The key of a text in each dialect, in the order of Dialect.
struct TextKeys {
  SpanText column;
  std::array<std::string_view, 7> keys;
};
constexpr TextKeys kTextKeys[] = {
    {SpanText::kProvider,
     {"gen_ai.provider.name", "gen_ai.provider.name", "gen_ai.system", "gen_ai.system",
      "llm.provider", "ai.model.provider", "gen_ai.provider.name"}},
    {SpanText::kRequestModel,
     {"gen_ai.request.model", "gen_ai.request.model", "gen_ai.request.model",
      "gen_ai.request.model", "llm.request.model_name", "ai.model.id",
      "langfuse.observation.model.name"}},
    {SpanText::kResponseModel,
     {"gen_ai.response.model", "gen_ai.response.model", "gen_ai.response.model",
      "gen_ai.response.model", "llm.model_name", "ai.response.model", "gen_ai.response.model"}},
    {SpanText::kUser,
     {"user.id", "user.id", "enduser.id", "traceloop.association.properties.user_id", "user.id",
      "ai.telemetry.metadata.userId", "langfuse.user.id"}},
    {SpanText::kSession,
     {"session.id", "gen_ai.conversation.id", "session.id",
      "traceloop.association.properties.session_id", "session.id",
      "ai.telemetry.metadata.sessionId", "langfuse.session.id"}},
    {SpanText::kAgent,
     {"agent.name", "gen_ai.agent.name", "gen_ai.agent.name", "gen_ai.agent.name", "agent.name",
      "gen_ai.agent.name", "gen_ai.agent.name"}},
    {SpanText::kTool,
     {"tool.name", "gen_ai.tool.name", "gen_ai.tool.name", "gen_ai.tool.name", "tool.name",
      "ai.toolCall.name", "gen_ai.tool.name"}},
    {SpanText::kFeature,
     {"feature", "app.feature", "feature", "traceloop.association.properties.feature", "feature",
      "ai.telemetry.metadata.feature", "langfuse.trace.metadata.feature"}},
    {SpanText::kErrorType,
     {"error.type", "error.type", "error.type", "error.type", "error.type", "error.type",
      "error.type"}},
    {SpanText::kServiceTier,
     {"gen_ai.response.service_tier", "openai.response.service_tier",
      "gen_ai.openai.response.service_tier", "gen_ai.openai.request.service_tier",
      "gen_ai.request.service_tier", "gen_ai.response.service_tier",
      "gen_ai.response.service_tier"}},
};

// The key of a count in each dialect; empty where it has none.
struct CountKeys {
  std::int64_t Usage::*count;
  std::array<std::string_view, 7> keys;
};
constexpr CountKeys kCountKeys[] = {
    {&Usage::input,
     {"gen_ai.usage.input_tokens", "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens",
      "gen_ai.usage.prompt_tokens", "llm.token_count.prompt", "ai.usage.inputTokens", ""}},
    {&Usage::cached,
     {"gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read.input_tokens",
      "gen_ai.usage.cache_read_input_tokens", "gen_ai.usage.cache_read_input_tokens",
      "llm.token_count.prompt_details.cache_read", "ai.usage.inputTokenDetails.cacheReadTokens",
      ""}},
    {&Usage::cache_write,
     {"gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_creation.input_tokens",
      "gen_ai.usage.cache_creation_input_tokens", "gen_ai.usage.cache_creation_input_tokens",
      "llm.token_count.prompt_details.cache_write", "ai.usage.inputTokenDetails.cacheWriteTokens",
      ""}},
    {&Usage::cache_write_1h, {}},
    {&Usage::output,
     {"gen_ai.usage.output_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens",
      "gen_ai.usage.completion_tokens", "llm.token_count.completion", "ai.usage.outputTokens", ""}},
    {&Usage::reasoning,
     {"gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning.output_tokens",
      "gen_ai.usage.reasoning_tokens", "gen_ai.usage.reasoning_tokens",
      "llm.token_count.completion_details.reasoning", "ai.usage.outputTokenDetails.reasoningTokens",
      ""}},
};

const Instrumentation& WriterOf(const PlainSpan& span) {
  return kInstrumentations[static_cast<std::size_t>(span.instrumentation)];
}

std::size_t ColumnOf(const PlainSpan& span) {
  return static_cast<std::size_t>(WriterOf(span).dialect);
}

std::span<const RoleWords> WordsOf(Dialect dialect) {
  switch (dialect) {
    case Dialect::kOpenLlmetry:
      return kOpenLlmetryNames;
    case Dialect::kOpenInference:
      return kOpenInferenceNames;
    case Dialect::kVercel:
      return kVercelNames;
    case Dialect::kLangfuse:
      return kLangfuseNames;
    default:
      return kOperationNames;
  }
}

const RoleWords* WordsOf(const PlainSpan& span) {
  for (const RoleWords& words : WordsOf(WriterOf(span).dialect)) {
    if (words.role == span.role) return &words;
  }
  return nullptr;
}

std::int64_t OrZero(std::int64_t count) {
  return count == kNullInteger ? 0 : count;
}

// Who makes a model, where a span does not say who answered.
std::string MakerOf(const std::string& model) {
  const auto starts = [&](std::string_view prefix) { return model.rfind(prefix, 0) == 0; };
  if (starts("gpt-") || starts("text-embedding-")) return "openai";
  return starts("claude-") ? "anthropic" : "";
}

Containment ContainmentOf(const PlainSpan& span) {
  const bool has_parts = OrZero(span.usage.cached) + OrZero(span.usage.cache_write) > 0;
  const bool has_reasoning = OrZero(span.usage.reasoning) > 0;
  if (!has_parts && !has_reasoning) return Containment::kNone;
  const bool is_openai = span[SpanText::kProvider] == "openai";
  const bool is_ambiguous = has_parts && !WriterOf(span).is_known && !is_openai;
  return is_ambiguous ? Containment::kAmbiguous : Containment::kDeclared;
}

void AddUsage(const PlainSpan& span, std::vector<WireAttribute>* attributes) {
  Usage usage = span.usage;
  if (WriterOf(span).dialect == Dialect::kLangfuse) {
    std::string buckets;
    if (usage.input != kNullInteger) buckets = fmt::format(R"("input":{})", usage.input);
    if (usage.output != kNullInteger) {
      buckets += fmt::format(R"({}"output":{})", buckets.empty() ? "" : ",", usage.output);
    }
    if (buckets.empty()) return;
    attributes->push_back({"langfuse.observation.usage_details", "{" + buckets + "}"});
    return;
  }
  if (WriterOf(span).counts_cache_apart && usage.input != kNullInteger) {
    usage.input -= OrZero(usage.cached) + OrZero(usage.cache_write);
  }
  for (const CountKeys& row : kCountKeys) {
    const std::string_view key = row.keys[ColumnOf(span)];
    if (key.empty() || usage.*row.count == kNullInteger) continue;
    attributes->push_back({std::string(key), usage.*row.count});
  }
}

}  // namespace

std::span<const Instrumentation> Instrumentations() {
  return kInstrumentations;
}

void FitToDialect(PlainSpan* span) {
  const Instrumentation& writer = WriterOf(*span);
  (*span)[SpanText::kScope] = writer.scope;
  (*span)[SpanText::kScopeVersion] = writer.version;
  if (span->role == SpanRole::kOther) {
    // A model or usage would make it a call.
    span->usage = {};
    (*span)[SpanText::kRequestModel].clear();
    (*span)[SpanText::kResponseModel].clear();
  }
  const RoleWords* words = WordsOf(*span);
  (*span)[SpanText::kOperation] = words == nullptr ? "" : words->operation;
  if (words != nullptr) span->attributes[std::string(words->key)] = words->word;
  span->usage.cache_write_1h = kNullInteger;
  if (writer.dialect == Dialect::kLangfuse) {
    span->usage.cached = span->usage.cache_write = span->usage.reasoning = kNullInteger;
  }
  std::string& provider = (*span)[SpanText::kProvider];
  if (provider.empty() && span->role != SpanRole::kOther) {
    provider = MakerOf((*span)[SpanText::kResponseModel]);
    if (provider.empty()) provider = MakerOf((*span)[SpanText::kRequestModel]);
  }
  span->containment = ContainmentOf(*span);
}

std::vector<WireAttribute> WireAttributesOf(const PlainSpan& span) {
  std::vector<WireAttribute> attributes;
  for (const TextKeys& row : kTextKeys) {
    if (span[row.column].empty()) continue;
    attributes.push_back({std::string(row.keys[ColumnOf(span)]), span[row.column]});
  }
  if (!span[SpanText::kFinishReason].empty()) {
    attributes.push_back({"gen_ai.response.finish_reasons",
                          std::vector<std::string>{span[SpanText::kFinishReason]}});
  }
  if (!span.response_id.empty()) {
    const bool is_vercel = WriterOf(span).dialect == Dialect::kVercel;
    attributes.push_back({is_vercel ? "ai.response.id" : "gen_ai.response.id", span.response_id});
  }
  AddUsage(span, &attributes);
  // The words of its role are among them.
  for (const auto& [key, value] : span.attributes) attributes.push_back({key, value});
  return attributes;
}

std::vector<WireAttribute> WireResourceOf(const PlainSpan& span) {
  std::vector<WireAttribute> attributes;
  if (!span[SpanText::kService].empty()) {
    attributes.push_back({"service.name", span[SpanText::kService]});
  }
  if (!span[SpanText::kEnvironment].empty()) {
    attributes.push_back({"deployment.environment.name", span[SpanText::kEnvironment]});
  }
  for (const auto& [key, value] : span.resource) attributes.push_back({key, value});
  return attributes;
}

}  // namespace costdb::property
