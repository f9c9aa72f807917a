#include "ingest/dialect/content_policy.h"

namespace costdb::ingest {
namespace {

constexpr std::string_view kContentKeys[] = {
    // OpenTelemetry GenAI, current and old.
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "gen_ai.system_instructions",
    "gen_ai.system.instructions",
    "gen_ai.prompt",
    "gen_ai.completion",
    "gen_ai.tool.definitions",
    "gen_ai.tool.call.arguments",
    "gen_ai.tool.call.result",
    "gen_ai.tool.description",
    "gen_ai.agent.description",
    "gen_ai.retrieval.query.text",
    "gen_ai.retrieval.documents",
    "gen_ai.evaluation.explanation",
    "gen_ai.request.instructions",

    // OpenInference.
    "input.value",
    "output.value",
    "llm.prompts",
    "llm.completions",
    "llm.function_call",
    "llm.input_messages",
    "llm.output_messages",
    "llm.tools",
    "embedding.text",
    "embedding.vector",
    "reranker.query",
    "tool.parameters",
    "tool.description",
    "tool.json_schema",
    // OpenLLMetry.
    "traceloop.entity.input",
    "traceloop.entity.output",
    // Vercel AI SDK.
    "ai.prompt",
    "ai.value",
    "ai.values",
    "ai.embedding",
    "ai.embeddings",
    "ai.response.text",
    "ai.response.object",
    "ai.response.reasoning",
    "ai.response.toolCalls",
    "ai.response.files",
    "ai.toolCall.args",
    "ai.toolCall.result",
    "ai.result.text",
    "ai.result.object",
    "ai.result.toolCalls",
    // Langfuse.
    "langfuse.observation.input",
    "langfuse.observation.output",
    "langfuse.trace.input",
    "langfuse.trace.output",
    // Google ADK.
    "gcp.vertex.agent.llm_request",
    "gcp.vertex.agent.llm_response",
    "gcp.vertex.agent.tool_call_args",
    "gcp.vertex.agent.tool_response",
    "gcp.vertex.agent.data",
    // Pydantic AI, Logfire.
    "all_messages_events",
    "events",
    "final_result",
    "logfire.msg",
    "model_request_parameters",
    "request_data",
    "response_data",
    "tool_arguments",
    "tool_response",
    // Claude Code, Strands, MLflow and others.
    "completion",
    "input",
    "inputs",
    "messages",
    "mlflow.chat.messages",
    "mlflow.chat.tools",
    "mlflow.spanInputs",
    "mlflow.spanOutputs",
    "new_context",
    "output",
    "outputs",
    "prompt",
    "response.model_output",
    "system_prompt",
    "tool.output",
    "tool_input",
    "tool_parameters",
    "user_prompt",
};

constexpr std::string_view kContentPrefixes[] = {
    "ai.prompt.",
    "ai.response.object.",
    "ai.schema",
    "all_messages",
    "document.",
    "embedding.embeddings",
    "gen_ai.assistant.",
    "gen_ai.choice",
    "gen_ai.completion.",
    "gen_ai.content.",
    "gen_ai.input.",
    "gen_ai.memory.",
    "gen_ai.output.messages",
    "gen_ai.prompt.",
    "gen_ai.request.functions",
    "gen_ai.request.tools",
    "gen_ai.system.message",
    "gen_ai.tool.message",
    "gen_ai.user.message",
    "http.request.body",
    "http.response.body",
    "langfuse.observation.input.",
    "langfuse.observation.output.",
    "llm.completions.",
    "llm.input_messages.",
    "llm.output_messages.",
    "llm.prompt_template",
    "llm.prompts.",
    "llm.request.functions",
    "llm.tools.",
    "message.",
    "message_content.",
    "reranker.input_documents",
    "reranker.output_documents",
    "retrieval.documents",
    "system_prompt",
    "tool_call.",
    "traceloop.prompt.",
};

constexpr std::string_view kSecretKeys[] = {
    "http.request.header.authorization",
    "http.request.header.cookie",
    "http.request.header.x-api-key",
    "http.response.header.set-cookie",
    "llm.headers",
};

constexpr std::string_view kSecretPrefixes[] = {
    "ai.request.headers.",
};

// Exceptions to the prefixes: names and versions of prompt templates are dimensions, no content.
constexpr std::string_view kDimensions[] = {
    "ai.request.headers.user-agent", "gen_ai.prompt.name",   "gen_ai.prompt.version",
    "llm.prompt_template.version",   "traceloop.prompt.key", "traceloop.prompt.version",
    "traceloop.prompt.version_name", "message.type",
};

constexpr std::string_view kContentEventPrefixes[] = {
    "gen_ai.assistant.", "gen_ai.choice",      "gen_ai.client.inference.",
    "gen_ai.content.",   "gen_ai.system.",     "gen_ai.tool.",
    "gen_ai.user.",      "gen_ai.evaluation.", "gen_ai.input",
    "gen_ai.output",     "gen_ai.prompt",      "gen_ai.completion",
    "llm.content.",      "langsmith.",
};

template <std::size_t N>
bool StartsWithAny(std::string_view key, const std::string_view (&prefixes)[N]) {
  for (std::string_view prefix : prefixes) {
    if (!key.empty() && key[0] == prefix[0] && key.substr(0, prefix.size()) == prefix) return true;
  }
  return false;
}

template <std::size_t N>
bool IsOneOf(std::string_view key, const std::string_view (&keys)[N]) {
  for (std::string_view candidate : keys) {
    if (key == candidate) return true;
  }
  return false;
}

}  // namespace

std::span<const std::string_view> ContentKeys() {
  return kContentKeys;
}

std::span<const std::string_view> SecretKeys() {
  return kSecretKeys;
}

KeyPolicy PolicyOfUnknownKey(std::string_view key) {
  const bool is_content = StartsWithAny(key, kContentPrefixes);
  if (!is_content && !StartsWithAny(key, kSecretPrefixes)) return KeyPolicy::kKeep;
  if (IsOneOf(key, kDimensions)) return KeyPolicy::kKeep;
  return is_content ? KeyPolicy::kContent : KeyPolicy::kSecret;
}

bool IsContentEvent(std::string_view name) {
  return StartsWithAny(name, kContentEventPrefixes);
}

}  // namespace costdb::ingest
