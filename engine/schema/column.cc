#include "engine/schema/column.h"

#include <algorithm>
#include <array>

namespace costdb::engine {
namespace {

constexpr bool kYes = true;
constexpr bool kNo = false;

constexpr ColumnDefinition Plain(ColumnId id, std::string_view name, ColumnType type, bool in_calls,
                                 bool in_spans, bool in_traces, std::string_view documentation) {
  return {id, name, type, id, in_calls, in_spans, in_traces, documentation};
}

constexpr ColumnDefinition Coded(ColumnId id, std::string_view name, bool in_calls, bool in_spans,
                                 bool in_traces, std::string_view documentation) {
  return {id, name, ColumnType::kCode, id, in_calls, in_spans, in_traces, documentation};
}

constexpr std::array kColumns = {
    Plain(ColumnId::kTime, "time", ColumnType::kTime, kYes, kYes, kYes, "when it started"),
    Plain(ColumnId::kDuration, "duration", ColumnType::kDuration, kYes, kYes, kYes,
          "how long it took"),
    Plain(ColumnId::kTraceId, "trace_id", ColumnType::kTraceId, kYes, kYes, kYes,
          "the trace, 32 hexadecimal digits"),
    Plain(ColumnId::kSpanId, "span_id", ColumnType::kSpanId, kYes, kYes, kNo,
          "the span, 16 hexadecimal digits"),
    Plain(ColumnId::kParentSpanId, "parent_span_id", ColumnType::kSpanId, kYes, kYes, kNo,
          "the enclosing span; NULL on a root"),
    Coded(ColumnId::kName, "name", kYes, kYes, kNo, "the span's name"),
    Coded(ColumnId::kKind, "kind", kYes, kYes, kNo,
          "unspecified, internal, server, client, producer or consumer"),
    ColumnDefinition{ColumnId::kRootName, "root_name", ColumnType::kCode, ColumnId::kName, kYes,
                     kYes, kYes, "the name of the trace's root span"},
    Coded(ColumnId::kService, "service", kYes, kYes, kYes, "service.name of the resource"),
    Coded(ColumnId::kEnvironment, "environment", kYes, kYes, kYes,
          "deployment.environment.name of the resource or an ancestor"),
    Coded(ColumnId::kProvider, "provider", kYes, kYes, kNo, "who answered: openai, anthropic, ..."),
    Coded(ColumnId::kOperation, "operation", kYes, kYes, kNo,
          "chat, embeddings, invoke_agent, execute_tool, ..."),
    Coded(ColumnId::kModel, "model", kYes, kYes, kNo,
          "the price catalog's name of the model, or the name as it came"),
    Coded(ColumnId::kRequestModel, "request_model", kYes, kYes, kNo, "the model asked for"),
    Coded(ColumnId::kResponseModel, "response_model", kYes, kYes, kNo, "the model that answered"),
    Plain(ColumnId::kInputTokens, "input_tokens", ColumnType::kInteger, kYes, kYes, kYes,
          "all input tokens, cached ones included"),
    Plain(ColumnId::kCachedTokens, "cached_tokens", ColumnType::kInteger, kYes, kYes, kNo,
          "input tokens read from a cache"),
    Plain(ColumnId::kCacheWriteTokens, "cache_write_tokens", ColumnType::kInteger, kYes, kYes, kNo,
          "input tokens written to a cache"),
    Plain(ColumnId::kCacheWrite1hTokens, "cache_write_1h_tokens", ColumnType::kInteger, kYes, kYes,
          kNo, "of these, the ones kept for an hour"),
    Plain(ColumnId::kOutputTokens, "output_tokens", ColumnType::kInteger, kYes, kYes, kYes,
          "all output tokens, reasoning included"),
    Plain(ColumnId::kReasoningTokens, "reasoning_tokens", ColumnType::kInteger, kYes, kYes, kNo,
          "output tokens spent on reasoning"),
    Plain(ColumnId::kCost, "cost", ColumnType::kMoney, kYes, kYes, kYes,
          "dollars; NULL where the model has no price"),
    Plain(ColumnId::kInputCost, "input_cost", ColumnType::kMoney, kYes, kYes, kNo,
          "dollars for input that no cache was involved in"),
    Plain(ColumnId::kOutputCost, "output_cost", ColumnType::kMoney, kYes, kYes, kNo,
          "dollars for output"),
    Plain(ColumnId::kCacheCost, "cache_cost", ColumnType::kMoney, kYes, kYes, kNo,
          "dollars for cache reads and writes"),
    Coded(ColumnId::kCostSource, "cost_source", kYes, kYes, kNo,
          "catalog or span; NULL without a price"),
    Coded(ColumnId::kUser, "user", kYes, kYes, kYes, "the user, own or of the nearest ancestor"),
    Coded(ColumnId::kSession, "session", kYes, kYes, kYes,
          "the conversation, own or of the nearest ancestor"),
    Coded(ColumnId::kAgent, "agent", kYes, kYes, kNo, "the agent, own or of the nearest ancestor"),
    Coded(ColumnId::kTool, "tool", kYes, kYes, kNo, "the tool that ran"),
    Coded(ColumnId::kFeature, "feature", kYes, kYes, kNo,
          "the product feature, own or of the nearest ancestor"),
    Coded(ColumnId::kFinishReason, "finish_reason", kYes, kYes, kNo, "why the model stopped"),
    Coded(ColumnId::kStatus, "status", kYes, kYes, kNo, "unset, ok or error"),
    Coded(ColumnId::kErrorType, "error_type", kYes, kYes, kNo, "what kind of error"),
    Coded(ColumnId::kServiceTier, "service_tier", kYes, kYes, kNo, "batch, flex, priority, ..."),
    Coded(ColumnId::kScope, "scope", kYes, kYes, kNo, "the instrumentation that wrote the span"),
    Coded(ColumnId::kScopeVersion, "scope_version", kYes, kYes, kNo, "its version"),
    Plain(ColumnId::kResponseId, "response_id", ColumnType::kText, kYes, kYes, kNo,
          "the provider's id of the answer"),
    Coded(ColumnId::kContainment, "containment", kYes, kYes, kNo,
          "how it was decided that input includes cached: declared, inferred, ambiguous"),
    Plain(ColumnId::kReportedCost, "reported_cost", ColumnType::kMoney, kYes, kYes, kNo,
          "dollars that the span itself reports"),
    Coded(ColumnId::kRole, "role", kYes, kYes, kNo, "other, inference, embedding, wrapper or tool"),
    Coded(ColumnId::kBilling, "billing", kYes, kYes, kNo,
          "billed, unmetered, wrapper (its usage is billed beneath), twin (its call is billed on "
          "another span), unexplained (more usage than is billed beneath) or none"),
    Coded(ColumnId::kUsageSource, "usage_source", kYes, kYes, kNo,
          "twin or wrapper where counts are of another span; NULL where they are the span's own"),
    Plain(ColumnId::kInclusiveCost, "inclusive_cost", ColumnType::kMoney, kNo, kYes, kNo,
          "dollars of the span and all beneath it"),
    Plain(ColumnId::kInclusiveTokens, "inclusive_tokens", ColumnType::kInteger, kNo, kYes, kNo,
          "input and output tokens of the span and all beneath it"),
    Plain(ColumnId::kInclusiveCalls, "inclusive_calls", ColumnType::kInteger, kNo, kYes, kNo,
          "calls of the span and all beneath it"),
    Plain(ColumnId::kCalls, "calls", ColumnType::kInteger, kNo, kNo, kYes, "LLM calls"),
    Plain(ColumnId::kSpans, "spans", ColumnType::kInteger, kNo, kNo, kYes, "spans of any kind"),
    Plain(ColumnId::kErrors, "errors", ColumnType::kInteger, kNo, kNo, kYes,
          "spans with status error"),
    Plain(ColumnId::kUnpricedCalls, "unpriced_calls", ColumnType::kInteger, kNo, kNo, kYes,
          "calls whose model has no price"),
    Plain(ColumnId::kUnmeteredCalls, "unmetered_calls", ColumnType::kInteger, kNo, kNo, kYes,
          "calls that report no usage"),
};

}  // namespace

std::span<const ColumnDefinition> Columns() {
  return kColumns;
}

const ColumnDefinition* FindColumn(ColumnId id) {
  const auto* found =
      std::find_if(kColumns.begin(), kColumns.end(),
                   [id](const ColumnDefinition& column) { return column.id == id; });
  return found == kColumns.end() ? nullptr : found;
}

bool IsComputedColumn(ColumnId id) {
  switch (id) {
    case ColumnId::kTraceId:
    case ColumnId::kSpanId:
    case ColumnId::kParentSpanId:
    case ColumnId::kInclusiveCost:
    case ColumnId::kInclusiveTokens:
    case ColumnId::kInclusiveCalls:
      return true;
    default:
      return false;
  }
}

const ColumnDefinition* FindColumn(Relation relation, std::string_view name) {
  const auto* found =
      std::find_if(kColumns.begin(), kColumns.end(), [&](const ColumnDefinition& column) {
        return column.name == name && IsIn(column, relation);
      });
  return found == kColumns.end() ? nullptr : found;
}

bool IsIn(const ColumnDefinition& column, Relation relation) {
  switch (relation) {
    case Relation::kCalls:
      return column.in_calls;
    case Relation::kSpans:
      return column.in_spans;
    case Relation::kTraces:
      return column.in_traces;
  }
  return false;
}

}  // namespace costdb::engine
