#include "ingest/dialect/dialect_table.h"

#include <absl/container/flat_hash_map.h>

#include <array>

#include "ingest/dialect/content_policy.h"

namespace costdb::ingest {
namespace {

// Within a field, the order is: OpenTelemetry's current name, its older names, then the dialects.
constexpr FieldSource kSources[] = {
    {Field::kService, "service.name"},

    {Field::kEnvironment, "deployment.environment.name"},
    {Field::kEnvironment, "deployment.environment"},
    {Field::kEnvironment, "gen_ai.environment"},
    {Field::kEnvironment, "langfuse.environment"},

    {Field::kProvider, "gen_ai.provider.name"},
    {Field::kProvider, "gen_ai.system"},
    {Field::kProvider, "ai.model.provider"},
    {Field::kProvider, "llm.provider"},
    {Field::kProvider, "llm.system"},

    {Field::kOperation, "gen_ai.operation.name"},

    {Field::kRequestModel, "gen_ai.request.model"},
    {Field::kRequestModel, "llm.request.model_name"},
    {Field::kRequestModel, "ai.model.id"},
    {Field::kRequestModel, "langfuse.observation.model.name"},
    {Field::kRequestModel, "embedding.model_name"},
    {Field::kRequestModel, "reranker.model_name"},
    {Field::kRequestModel, "llm.request.model"},

    {Field::kResponseModel, "gen_ai.response.model"},
    {Field::kResponseModel, "ai.response.model"},
    {Field::kResponseModel, "llm.response.model_name"},
    {Field::kResponseModel, "llm.model_name"},
    {Field::kResponseModel, "llm.response.model"},
    {Field::kResponseModel, "model", Emitter::kClaudeCode},

    {Field::kUser, "user.id"},
    {Field::kUser, "enduser.id"},
    {Field::kUser, "enduser.pseudo.id"},
    {Field::kUser, "langfuse.user.id"},
    {Field::kUser, "traceloop.association.properties.user_id"},
    {Field::kUser, "traceloop.association.properties.userId"},
    {Field::kUser, "ai.telemetry.metadata.userId"},
    {Field::kUser, "ai.telemetry.metadata.user_id"},
    {Field::kUser, "ai.settings.context.userId"},
    {Field::kUser, "gen_ai.user.id"},
    {Field::kUser, "gen_ai.request.user"},
    {Field::kUser, "langsmith.metadata.user_id"},
    {Field::kUser, "langfuse.trace.metadata.langfuse_user_id"},
    {Field::kUser, "langfuse.observation.metadata.langfuse_user_id"},
    {Field::kUser, "gcp.vertex.agent.user_id"},
    {Field::kUser, "user.hash"},
    {Field::kUser, "user.account_uuid"},
    {Field::kUser, "user.account_id"},
    {Field::kUser, "user.email"},

    {Field::kSession, "session.id"},
    {Field::kSession, "gen_ai.conversation.id"},
    {Field::kSession, "langfuse.session.id"},
    {Field::kSession, "traceloop.association.properties.session_id"},
    {Field::kSession, "traceloop.association.properties.sessionId"},
    {Field::kSession, "ai.telemetry.metadata.sessionId"},
    {Field::kSession, "ai.telemetry.metadata.session_id"},
    {Field::kSession, "ai.telemetry.metadata.conversationId"},
    {Field::kSession, "ai.settings.context.sessionId"},
    {Field::kSession, "gen_ai.agent.session_id"},
    {Field::kSession, "langsmith.metadata.session_id"},
    {Field::kSession, "langsmith.metadata.thread_id"},
    {Field::kSession, "langsmith.metadata.conversation_id"},
    {Field::kSession, "langfuse.trace.metadata.langfuse_session_id"},
    {Field::kSession, "langfuse.observation.metadata.langfuse_session_id"},
    {Field::kSession, "gcp.vertex.agent.session_id"},
    {Field::kSession, "conversation.id"},

    {Field::kAgent, "gen_ai.agent.name"},
    {Field::kAgent, "agent.name"},
    {Field::kAgent, "agent_name"},
    {Field::kAgent, "gen_ai.agent.id"},
    {Field::kAgent, "gen_ai.workflow.name"},
    {Field::kAgent, "graph.node.name"},
    {Field::kAgent, "query_source", Emitter::kClaudeCode},

    {Field::kTool, "gen_ai.tool.name"},
    {Field::kTool, "tool.name"},
    {Field::kTool, "ai.toolCall.name"},
    {Field::kTool, "tool_name", Emitter::kClaudeCode},

    {Field::kFeature, "feature"},
    {Field::kFeature, "app.feature"},
    {Field::kFeature, "traceloop.association.properties.feature"},
    {Field::kFeature, "ai.telemetry.metadata.feature"},
    {Field::kFeature, "ai.settings.context.feature"},
    {Field::kFeature, "langfuse.trace.metadata.feature"},
    {Field::kFeature, "langsmith.metadata.feature"},
    {Field::kFeature, "ai.telemetry.functionId"},

    {Field::kFinishReason, "gen_ai.response.finish_reasons"},
    {Field::kFinishReason, "gen_ai.response.finish_reason"},
    {Field::kFinishReason, "ai.response.finishReason"},
    {Field::kFinishReason, "llm.finish_reason"},
    {Field::kFinishReason, "gen_ai.completion.0.finish_reason"},
    {Field::kFinishReason, "llm.completions.0.finish_reason"},
    {Field::kFinishReason, "stop_reason", Emitter::kClaudeCode},

    {Field::kErrorType, "error.type"},

    {Field::kServiceTier, "openai.response.service_tier"},
    {Field::kServiceTier, "gen_ai.openai.response.service_tier"},
    {Field::kServiceTier, "gen_ai.response.service_tier"},
    {Field::kServiceTier, "openai.request.service_tier"},
    {Field::kServiceTier, "gen_ai.openai.request.service_tier"},
    {Field::kServiceTier, "gen_ai.request.service_tier"},
    {Field::kServiceTier, "speed", Emitter::kClaudeCode},

    {Field::kResponseId, "gen_ai.response.id"},
    {Field::kResponseId, "ai.response.id"},
    {Field::kResponseId, "anthropic.request.id"},
    {Field::kResponseId, "request_id", Emitter::kClaudeCode},

    {Field::kVercelOperation, "ai.operationId"},
    {Field::kOpenInferenceKind, "openinference.span.kind"},
    {Field::kTraceloopKind, "traceloop.span.kind"},
    {Field::kTraceloopEntity, "traceloop.entity.name"},
    {Field::kLangsmithKind, "langsmith.span.kind"},
    {Field::kLangfuseType, "langfuse.observation.type"},
    {Field::kRequestType, "llm.request.type"},
    {Field::kLogfireSpanType, "logfire.span_type"},
    {Field::kLevel, "langfuse.observation.level"},
    {Field::kSuccess, "success", Emitter::kClaudeCode},

    {Field::kLangfuseUsage, "langfuse.observation.usage_details"},
    {Field::kLangfuseCost, "langfuse.observation.cost_details"},
    {Field::kVercelProviderMetadata, "ai.response.providerMetadata"},
    {Field::kLangsmithUsage, "langsmith.usage_metadata"},
    {Field::kInputTokenDetails, "gen_ai.usage.input_token_details"},
    {Field::kOutputTokenDetails, "gen_ai.usage.output_token_details"},
    {Field::kInvocationParameters, "llm.invocation_parameters"},
    {Field::kMetadata, "metadata"},

    {Field::kInputTokens, "gen_ai.usage.input_tokens"},
    {Field::kInputTokens, "gen_ai.usage.prompt_tokens"},
    {Field::kInputTokens, "ai.usage.inputTokens"},
    {Field::kInputTokens, "ai.usage.promptTokens"},
    {Field::kInputTokens, "ai.usage.tokens"},
    {Field::kInputTokens, "llm.token_count.prompt", Emitter::kAny, Reading::kInside},
    {Field::kInputTokens, "llm.usage.prompt_tokens"},
    {Field::kInputTokens, "input_tokens", Emitter::kClaudeCode},

    {Field::kOutputTokens, "gen_ai.usage.output_tokens"},
    {Field::kOutputTokens, "gen_ai.usage.completion_tokens"},
    {Field::kOutputTokens, "ai.usage.outputTokens"},
    {Field::kOutputTokens, "ai.usage.completionTokens"},
    {Field::kOutputTokens, "llm.token_count.completion", Emitter::kAny, Reading::kInside},
    {Field::kOutputTokens, "llm.usage.completion_tokens"},
    {Field::kOutputTokens, "output_tokens", Emitter::kClaudeCode},

    {Field::kCachedTokens, "gen_ai.usage.cache_read.input_tokens"},
    {Field::kCachedTokens, "gen_ai.usage.cache_read_input_tokens"},
    {Field::kCachedTokens, "gen_ai.usage.input_tokens.cached"},
    {Field::kCachedTokens, "ai.usage.inputTokenDetails.cacheReadTokens", Emitter::kAny,
     Reading::kInside},
    {Field::kCachedTokens, "ai.usage.cachedInputTokens"},
    {Field::kCachedTokens, "llm.token_count.prompt_details.cache_read"},
    {Field::kCachedTokens, "llm.token_count.prompt_details.cache_input"},
    {Field::kCachedTokens, "gen_ai.usage.prompt_tokens_details.cache_read"},
    {Field::kCachedTokens, "gen_ai.usage.details.cache_read_tokens"},
    {Field::kCachedTokens, "gen_ai.usage.details.cache_read_input_tokens"},
    {Field::kCachedTokens, "gen_ai.usage.prompt_details.cache_read"},
    {Field::kCachedTokens, "gen_ai.usage.cache_read_tokens"},
    {Field::kCachedTokens, "gen_ai.usage.cached_tokens"},
    {Field::kCachedTokens, "gen_ai.usage.input_cached_tokens"},
    {Field::kCachedTokens, "gen_ai.usage.experimental.cached_tokens"},
    {Field::kCachedTokens, "llm.usage.cache_read_input_tokens"},
    {Field::kCachedTokens, "cache_read_tokens", Emitter::kClaudeCode},

    {Field::kCacheWriteTokens, "gen_ai.usage.cache_write.input_tokens"},
    {Field::kCacheWriteTokens, "gen_ai.usage.cache_creation.input_tokens"},
    {Field::kCacheWriteTokens, "gen_ai.usage.cache_creation_input_tokens"},
    {Field::kCacheWriteTokens, "gen_ai.usage.cache_write_input_tokens"},
    {Field::kCacheWriteTokens, "ai.usage.inputTokenDetails.cacheWriteTokens", Emitter::kAny,
     Reading::kInside},
    {Field::kCacheWriteTokens, "llm.token_count.prompt_details.cache_write"},
    {Field::kCacheWriteTokens, "gen_ai.usage.prompt_tokens_details.cache_write"},
    {Field::kCacheWriteTokens, "gen_ai.usage.details.cache_write_tokens"},
    {Field::kCacheWriteTokens, "gen_ai.usage.details.cache_creation_input_tokens"},
    {Field::kCacheWriteTokens, "gen_ai.usage.prompt_details.cache_write"},
    {Field::kCacheWriteTokens, "gen_ai.usage.cache_write_tokens"},
    {Field::kCacheWriteTokens, "gen_ai.usage.input_cache_creation"},
    {Field::kCacheWriteTokens, "llm.usage.cache_creation_input_tokens"},
    {Field::kCacheWriteTokens, "cache_creation_tokens", Emitter::kClaudeCode},

    {Field::kCacheWrite1hTokens, "anthropic.usage.cache_creation.ephemeral_1h_input_tokens"},

    {Field::kReasoningTokens, "gen_ai.usage.reasoning.output_tokens"},
    {Field::kReasoningTokens, "gen_ai.usage.reasoning_tokens"},
    {Field::kReasoningTokens, "gen_ai.usage.output_tokens.reasoning"},
    {Field::kReasoningTokens, "ai.usage.outputTokenDetails.reasoningTokens"},
    {Field::kReasoningTokens, "ai.usage.reasoningTokens"},
    {Field::kReasoningTokens, "llm.token_count.completion_details.reasoning"},
    {Field::kReasoningTokens, "gen_ai.usage.completion_tokens_details.reasoning"},
    {Field::kReasoningTokens, "gen_ai.usage.completion_details.reasoning"},
    {Field::kReasoningTokens, "gen_ai.usage.details.reasoning_tokens"},
    {Field::kReasoningTokens, "gen_ai.usage.details.thoughts_tokens"},
    {Field::kReasoningTokens, "gen_ai.usage.thoughts_tokens"},
    {Field::kReasoningTokens, "gen_ai.usage.experimental.reasoning_tokens"},

    {Field::kTotalTokens, "gen_ai.usage.total_tokens"},
    {Field::kTotalTokens, "llm.usage.total_tokens"},
    {Field::kTotalTokens, "llm.token_count.total"},
    {Field::kTotalTokens, "ai.usage.totalTokens"},

    {Field::kUncachedTokens, "ai.usage.inputTokenDetails.noCacheTokens"},

    {Field::kAggregatedInput, "gen_ai.aggregated_usage.input_tokens"},
    {Field::kAggregatedOutput, "gen_ai.aggregated_usage.output_tokens"},

    {Field::kReportedCost, "gen_ai.usage.cost"},
    {Field::kReportedCost, "gen_ai.usage.total_cost"},
    {Field::kReportedCost, "operation.cost"},
    {Field::kReportedCost, "llm.cost.total"},
    {Field::kReportedCost, "llm.cost.usd"},
    {Field::kReportedCost, "gen_ai.cost.total_tokens"},
    {Field::kReportedCost, "gen_ai.cost.total_cost"},

    {Field::kConsumed, "ai.usage.outputTokenDetails.textTokens"},
    {Field::kConsumed, "anthropic.usage.cache_creation.ephemeral_5m_input_tokens"},
    {Field::kConsumed, "operation.name"},
    {Field::kConsumed, "logfire.json_schema"},
    {Field::kConsumed, "logfire.pending_parent_id"},
    {Field::kConsumed, "input.mime_type"},
    {Field::kConsumed, "output.mime_type"},
    {Field::kConsumed, "langsmith.span.id"},
    {Field::kConsumed, "langsmith.span.parent_id"},
    {Field::kConsumed, "langsmith.span.dotted_order"},
    {Field::kConsumed, "langsmith.trace.id"},
};

using KeyIndex = absl::flat_hash_map<std::string_view, KeyMeaning>;

KeyIndex BuildIndex() {
  KeyIndex index;
  std::array<std::uint8_t, kFieldCount> next_rank{};
  for (const FieldSource& source : kSources) {
    std::uint8_t& rank = next_rank[static_cast<std::size_t>(source.field)];
    index.emplace(source.key, KeyMeaning{source.field, rank++, source.only, source.reading});
  }
  for (std::string_view key : ContentKeys()) index.emplace(key, KeyMeaning{Field::kContent});
  for (std::string_view key : SecretKeys()) index.emplace(key, KeyMeaning{Field::kSecret});
  return index;
}

const KeyIndex& Index() {
  static const KeyIndex& index = *new KeyIndex(BuildIndex());
  return index;
}

constexpr KeyMeaning kContentMeaning{Field::kContent};
constexpr KeyMeaning kSecretMeaning{Field::kSecret};

}  // namespace

std::span<const FieldSource> DialectTable() {
  return kSources;
}

const KeyMeaning* MeaningOf(std::string_view key) {
  const auto found = Index().find(key);
  if (found != Index().end()) return &found->second;
  switch (PolicyOfUnknownKey(key)) {
    case KeyPolicy::kContent:
      return &kContentMeaning;
    case KeyPolicy::kSecret:
      return &kSecretMeaning;
    case KeyPolicy::kKeep:
      break;
  }
  return nullptr;
}

bool IsDialectKey(std::string_view key) {
  return Index().contains(key);
}

}  // namespace costdb::ingest
