#include "ingest/dialect/role.h"

namespace costdb::ingest {
namespace {

using engine::SpanRole;

struct RoleRow {
  Field hint;
  std::string_view text;
  SpanRole role;
  std::string_view operation;
};

constexpr RoleRow kRows[] = {
    {Field::kOperation, "chat", SpanRole::kInference, "chat"},
    {Field::kOperation, "text_completion", SpanRole::kInference, "text_completion"},
    {Field::kOperation, "generate_content", SpanRole::kInference, "generate_content"},
    {Field::kOperation, "completion", SpanRole::kInference, "text_completion"},
    {Field::kOperation, "responses", SpanRole::kInference, "chat"},
    {Field::kOperation, "llm_call", SpanRole::kInference, "chat"},
    {Field::kOperation, "embeddings", SpanRole::kEmbedding, "embeddings"},
    {Field::kOperation, "embedding", SpanRole::kEmbedding, "embeddings"},
    {Field::kOperation, "invoke_agent", SpanRole::kWrapper, "invoke_agent"},
    {Field::kOperation, "create_agent", SpanRole::kWrapper, "create_agent"},
    {Field::kOperation, "invoke_workflow", SpanRole::kWrapper, "invoke_workflow"},
    {Field::kOperation, "handle_conversation_turn", SpanRole::kWrapper, "handle_conversation_turn"},
    {Field::kOperation, "plan", SpanRole::kWrapper, "plan"},
    {Field::kOperation, "agent_call", SpanRole::kWrapper, "invoke_agent"},
    {Field::kOperation, "agent", SpanRole::kWrapper, "invoke_agent"},
    {Field::kOperation, "chain", SpanRole::kWrapper, ""},
    {Field::kOperation, "workflow", SpanRole::kWrapper, "invoke_workflow"},
    {Field::kOperation, "task", SpanRole::kWrapper, ""},
    {Field::kOperation, "user_prompt", SpanRole::kWrapper, ""},
    {Field::kOperation, "execute_tool", SpanRole::kTool, "execute_tool"},
    {Field::kOperation, "tool_call", SpanRole::kTool, "execute_tool"},
    {Field::kOperation, "tool", SpanRole::kTool, "execute_tool"},
    {Field::kOperation, "retrieval", SpanRole::kTool, "retrieval"},
    {Field::kOperation, "rerank", SpanRole::kTool, "rerank"},
    {Field::kOperation, "search_memory", SpanRole::kTool, "search_memory"},
    {Field::kOperation, "create_memory", SpanRole::kTool, "create_memory"},
    {Field::kOperation, "update_memory", SpanRole::kTool, "update_memory"},
    {Field::kOperation, "upsert_memory", SpanRole::kTool, "upsert_memory"},
    {Field::kOperation, "delete_memory", SpanRole::kTool, "delete_memory"},
    {Field::kOperation, "create_memory_store", SpanRole::kTool, "create_memory_store"},
    {Field::kOperation, "delete_memory_store", SpanRole::kTool, "delete_memory_store"},

    {Field::kOpenInferenceKind, "LLM", SpanRole::kInference, "chat"},
    {Field::kOpenInferenceKind, "EMBEDDING", SpanRole::kEmbedding, "embeddings"},
    {Field::kOpenInferenceKind, "AGENT", SpanRole::kWrapper, "invoke_agent"},
    {Field::kOpenInferenceKind, "CHAIN", SpanRole::kWrapper, ""},
    {Field::kOpenInferenceKind, "GUARDRAIL", SpanRole::kWrapper, ""},
    {Field::kOpenInferenceKind, "EVALUATOR", SpanRole::kWrapper, ""},
    {Field::kOpenInferenceKind, "PROMPT", SpanRole::kWrapper, ""},
    {Field::kOpenInferenceKind, "TOOL", SpanRole::kTool, "execute_tool"},
    {Field::kOpenInferenceKind, "RETRIEVER", SpanRole::kTool, "retrieval"},
    {Field::kOpenInferenceKind, "RERANKER", SpanRole::kTool, "rerank"},

    {Field::kTraceloopKind, "workflow", SpanRole::kWrapper, "invoke_workflow"},
    {Field::kTraceloopKind, "agent", SpanRole::kWrapper, "invoke_agent"},
    {Field::kTraceloopKind, "task", SpanRole::kWrapper, ""},
    {Field::kTraceloopKind, "tool", SpanRole::kTool, "execute_tool"},

    {Field::kLangsmithKind, "llm", SpanRole::kInference, "chat"},
    {Field::kLangsmithKind, "embedding", SpanRole::kEmbedding, "embeddings"},
    {Field::kLangsmithKind, "chain", SpanRole::kWrapper, ""},
    {Field::kLangsmithKind, "prompt", SpanRole::kWrapper, ""},
    {Field::kLangsmithKind, "parser", SpanRole::kWrapper, ""},
    {Field::kLangsmithKind, "tool", SpanRole::kTool, "execute_tool"},
    {Field::kLangsmithKind, "retriever", SpanRole::kTool, "retrieval"},

    {Field::kLangfuseType, "generation", SpanRole::kInference, "chat"},
    {Field::kLangfuseType, "embedding", SpanRole::kEmbedding, "embeddings"},
    {Field::kLangfuseType, "span", SpanRole::kWrapper, ""},
    {Field::kLangfuseType, "agent", SpanRole::kWrapper, "invoke_agent"},
    {Field::kLangfuseType, "chain", SpanRole::kWrapper, ""},
    {Field::kLangfuseType, "evaluator", SpanRole::kWrapper, ""},
    {Field::kLangfuseType, "guardrail", SpanRole::kWrapper, ""},
    {Field::kLangfuseType, "tool", SpanRole::kTool, "execute_tool"},
    {Field::kLangfuseType, "retriever", SpanRole::kTool, "retrieval"},

    {Field::kRequestType, "chat", SpanRole::kInference, "chat"},
    {Field::kRequestType, "completion", SpanRole::kInference, "text_completion"},
    {Field::kRequestType, "embedding", SpanRole::kEmbedding, "embeddings"},
    {Field::kRequestType, "rerank", SpanRole::kInference, "rerank"},
};

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool StartsWith(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

RoleFinding RoleOfVercelOperation(std::string_view operation) {
  if (EndsWith(operation, ".doGenerate") || EndsWith(operation, ".doStream")) {
    return {SpanRole::kInference, "chat", true};
  }
  if (EndsWith(operation, ".doEmbed")) return {SpanRole::kEmbedding, "embeddings", true};
  if (operation == "ai.toolCall") return {SpanRole::kTool, "execute_tool", true};
  if (EndsWith(operation, ".doRerank")) return {SpanRole::kTool, "rerank", true};
  return {SpanRole::kWrapper, "", StartsWith(operation, "ai.")};
}

struct NameRow {
  std::string_view start;
  Emitter emitter;
  SpanRole role;
  std::string_view operation;
};

constexpr NameRow kNames[] = {
    {"claude_code.llm_request", Emitter::kClaudeCode, SpanRole::kInference, "chat"},
    {"claude_code.interaction", Emitter::kClaudeCode, SpanRole::kWrapper, ""},
    {"claude_code.tool", Emitter::kClaudeCode, SpanRole::kTool, "execute_tool"},
    {"call_llm", Emitter::kGoogleAdk, SpanRole::kInference, "generate_content"},
    {"execute_tool", Emitter::kGoogleAdk, SpanRole::kTool, "execute_tool"},
    {"invocation", Emitter::kGoogleAdk, SpanRole::kWrapper, ""},
    {"execute_node", Emitter::kGoogleAdk, SpanRole::kWrapper, ""},
    {"invoke_agent", Emitter::kAny, SpanRole::kWrapper, "invoke_agent"},
    {"invoke_workflow", Emitter::kAny, SpanRole::kWrapper, "invoke_workflow"},
    {"agent run", Emitter::kAny, SpanRole::kWrapper, "invoke_agent"},
};

}  // namespace

RoleFinding RoleOfHint(Field hint, std::string_view text) {
  if (text.empty()) return {};
  if (hint == Field::kVercelOperation) return RoleOfVercelOperation(text);
  for (const RoleRow& row : kRows) {
    if (row.hint == hint && row.text == text) return {row.role, row.operation, true};
  }
  return {};
}

RoleFinding RoleOfName(std::string_view name, Emitter emitter) {
  for (const NameRow& row : kNames) {
    if (row.emitter != Emitter::kAny && row.emitter != emitter) continue;
    if (StartsWith(name, row.start)) return {row.role, row.operation, true};
  }
  return {};
}

}  // namespace costdb::ingest
