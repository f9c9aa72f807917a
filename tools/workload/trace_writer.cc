#include "tools/workload/trace_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace costdb::tools {
namespace {

constexpr std::int64_t kMicrosecond = 1'000;
constexpr std::int64_t kMillisecond = 1'000'000;

constexpr std::uint32_t kInternal = 1;
constexpr std::uint32_t kServer = 2;
constexpr std::uint32_t kClient = 3;
constexpr std::uint32_t kConsumer = 5;

constexpr std::uint32_t kRefusedInAThousand = 12;    // Rate limits and timeouts, before any usage.
constexpr std::uint32_t kUnmeteredInAThousand = 10;  // Streams without usage.
constexpr std::uint32_t kFailedRequestInAThousand = 6;

constexpr std::int64_t kCacheBlock = 128;
constexpr std::int64_t kSmallestCached = 1024;
constexpr std::int64_t kLargestContext = 260'000;

std::uint32_t ScopeOf(const ModelDefinition& model) {
  if (model.provider == "anthropic") return kAnthropicScope;
  return model.provider == "openai" ? kOpenAiScope : kGoogleScope;
}

}  // namespace

TraceWriter::TraceWriter(Session* session, std::int64_t start_unix_ns, Exporter* exporter,
                         WorkloadTotals* totals)
    : session_(session),
      exporter_(exporter),
      totals_(totals),
      feature_(Features()[session->plan.feature]),
      random_(session->plan.random),
      now_unix_ns_(start_unix_ns),
      trace_id_high_(random_.Next() | 1U),
      trace_id_low_(random_.Next()) {}

void TraceWriter::WriteRequest(std::uint32_t model, std::uint32_t calls) {
  GeneratedSpan root = OpenRoot();
  switch (feature_.shape) {
    case TraceShape::kAgent:
      WriteAgent(root, model, calls);
      break;
    case TraceShape::kResearch:
      WriteResearch(root, model, calls);
      break;
    case TraceShape::kPipeline:
      WritePipeline(root, model, calls);
      break;
    case TraceShape::kSearch:
      WriteSearch(root, model, calls);
      break;
    case TraceShape::kGenerator:
      WriteGenerator(root, model, calls);
      break;
  }
  if (random_.Chance(kFailedRequestInAThousand)) {
    root.failed = true;
    root.AddText("error.type", "upstream_error");
  }
  Close(std::move(root));
}

GeneratedSpan TraceWriter::OpenRoot() {
  ++totals_->traces;
  GeneratedSpan root;
  root.trace_id_high = trace_id_high_;
  root.trace_id_low = trace_id_low_;
  root.span_id = random_.Next() | 1U;
  root.name = feature_.root_name;
  root.kind = feature_.shape == TraceShape::kPipeline ? kConsumer : kServer;
  root.start_unix_ns = now_unix_ns_;
  root.resource = ResourceOf(feature_.service, session_->plan.environment);
  root.scope = kApplicationScope;
  root.AddText("user.id", session_->user);
  root.AddText("session.id", session_->id);
  root.AddText("feature", feature_.name);
  root.AddText("team", feature_.team);
  root.AddText("plan", session_->customer_plan);
  Wait(random_.Between(200, 4'000) * kMicrosecond);
  return root;
}

GeneratedSpan TraceWriter::Open(const GeneratedSpan& parent, std::uint32_t scope,
                                std::string_view name) {
  GeneratedSpan span;
  span.trace_id_high = trace_id_high_;
  span.trace_id_low = trace_id_low_;
  span.span_id = random_.Next() | 1U;
  span.parent_span_id = parent.span_id;
  span.name = name;
  span.kind = kInternal;
  span.start_unix_ns = now_unix_ns_;
  span.resource = parent.resource;
  span.scope = scope;
  Wait(random_.Between(20, 400) * kMicrosecond);
  return span;
}

void TraceWriter::Close(GeneratedSpan span) {
  Wait(random_.Between(20, 900) * kMicrosecond);
  span.end_unix_ns = now_unix_ns_;
  exporter_->Add(span);
}

void TraceWriter::WriteAgent(const GeneratedSpan& parent, std::uint32_t model,
                             std::uint32_t calls) {
  GeneratedSpan agent =
      Open(parent, kAgentScope, Keep(fmt::format("invoke_agent {}", feature_.agent)));
  agent.AddText("gen_ai.operation.name", "invoke_agent");
  agent.AddText("gen_ai.agent.name", feature_.agent);
  const Usage before = reported_;
  for (std::uint32_t call = 0; call < calls; ++call) {
    const bool last = call + 1 == calls;
    Call(agent,
         {.model = model, .new_tokens = random_.From(feature_.message_tokens), .last = last});
    if (!last) Tool(agent, feature_.tools[random_.Below(feature_.tools.size())]);
  }
  AddWrapperUsage(before, &agent);
  Close(std::move(agent));
}

// A planner, agents of a few calls each, and a writer.
void TraceWriter::WriteResearch(const GeneratedSpan& root, std::uint32_t model,
                                std::uint32_t calls) {
  GeneratedSpan workflow = Open(root, kAgentScope, "invoke_workflow research");
  workflow.AddText("gen_ai.operation.name", "invoke_workflow");
  workflow.AddText("gen_ai.workflow.name", "research");
  const std::int64_t context_before = session_->context_tokens;
  std::uint32_t remaining = calls;
  if (remaining > 2) {
    Call(workflow, {.model = model, .new_tokens = random_.From(feature_.message_tokens)});
    --remaining;
  }
  while (remaining > 1) {
    session_->context_tokens = context_before;
    session_->cached_tokens = 0;
    const auto part = std::min(remaining - 1, static_cast<std::uint32_t>(random_.Between(2, 5)));
    WriteAgent(workflow, model, part);
    remaining -= part;
  }
  Call(workflow, {.model = model, .new_tokens = 4 * random_.From(feature_.message_tokens)});
  Close(std::move(workflow));
}

// Every call stands alone: no conversation grows.
void TraceWriter::WritePipeline(const GeneratedSpan& root, std::uint32_t model,
                                std::uint32_t calls) {
  for (std::uint32_t call = 0; call < calls; ++call) {
    session_->context_tokens = feature_.system_tokens;
    session_->cached_tokens = 0;
    Call(root, {.model = model, .new_tokens = random_.From(feature_.message_tokens)});
  }
}

void TraceWriter::WriteSearch(const GeneratedSpan& root, std::uint32_t model, std::uint32_t calls) {
  for (std::uint32_t call = 0; call < calls; ++call) {
    if (call % 2 == 0 && call + 1 < calls) {
      Embed(root);
      continue;
    }
    session_->context_tokens = feature_.system_tokens;
    session_->cached_tokens = 0;
    Call(root, {.model = model, .new_tokens = random_.Between(800, 3'000)});
  }
}

// The Vercel AI SDK: the outer span repeats the sum of the inner ones' usage.
void TraceWriter::WriteGenerator(const GeneratedSpan& root, std::uint32_t model,
                                 std::uint32_t calls) {
  const ModelDefinition& definition = Models()[model];
  GeneratedSpan outer = Open(root, kVercelScope, "ai.generateText");
  outer.AddText("operation.name", "ai.generateText draft");
  outer.AddText("ai.operationId", "ai.generateText");
  outer.AddText("ai.model.id", definition.name);
  outer.AddText("ai.model.provider", "openai.chat");
  const Usage before = reported_;
  for (std::uint32_t call = 0; call < calls; ++call) {
    const bool last = call + 1 == calls;
    Call(outer,
         {.model = model, .new_tokens = random_.From(feature_.message_tokens), .last = last});
    if (!last) Tool(outer, feature_.tools[random_.Below(feature_.tools.size())]);
  }
  if (reported_.input > before.input) {
    outer.AddInteger("ai.usage.inputTokens", reported_.input - before.input);
    outer.AddInteger("ai.usage.outputTokens", reported_.output - before.output);
    outer.AddInteger("ai.usage.cachedInputTokens", reported_.cached - before.cached);
  }
  Close(std::move(outer));
}

TraceWriter::Usage TraceWriter::DrawUsage(const CallTraits& traits) {
  const ModelDefinition& model = Models()[traits.model];
  session_->context_tokens =
      std::min(session_->context_tokens + traits.new_tokens, kLargestContext);
  Usage usage;
  usage.input = session_->context_tokens;
  if (model.caches && session_->cached_tokens >= kSmallestCached && random_.Chance(850)) {
    usage.cached = std::min(session_->cached_tokens, usage.input) / kCacheBlock * kCacheBlock;
  }
  if (model.reports_writes && usage.input - usage.cached >= kSmallestCached &&
      random_.Chance(600)) {
    usage.written = (usage.input - usage.cached) / kCacheBlock * kCacheBlock;
  }
  usage.output = random_.From(feature_.output_tokens);
  if (!traits.last) usage.output = usage.output / 3 + 12;
  if (model.reasons) usage.reasoning = usage.output * random_.Between(20, 160) / 100;
  usage.output += usage.reasoning;
  session_->cached_tokens = usage.input;
  session_->context_tokens += usage.output - usage.reasoning;
  return usage;
}

void TraceWriter::Call(const GeneratedSpan& parent, const CallTraits& traits) {
  const ModelDefinition& model = Models()[traits.model];
  const bool is_vercel = feature_.dialect == Dialect::kVercel;
  GeneratedSpan span = Open(parent, is_vercel ? kVercelScope : ScopeOf(model),
                            is_vercel ? std::string_view("ai.generateText.doGenerate")
                                      : Keep(fmt::format("chat {}", model.name)));
  span.kind = is_vercel ? kInternal : kClient;
  ++totals_->calls;
  const bool refused = traits.may_fail_before_usage && random_.Chance(kRefusedInAThousand);
  const bool metered =
      !refused && !(traits.may_fail_before_usage && !is_vercel && model.provider == "openai" &&
                    random_.Chance(kUnmeteredInAThousand));
  Usage usage = DrawUsage(traits);
  if (is_vercel) {
    AddVercelAttributes(model, metered ? usage : Usage{}, &span);
  } else {
    AddConventionAttributes(model, usage, metered, &span);
  }
  if (refused || !traits.billed_error.empty()) {
    span.failed = true;
    span.AddText("error.type", refused ? "rate_limit_exceeded" : traits.billed_error);
  } else {
    span.AddTextList("gen_ai.response.finish_reasons", traits.last ? "stop" : "tool_calls");
  }
  if (metered) {
    reported_.input += usage.input;
    reported_.cached += usage.cached;
    reported_.output += usage.output;
    totals_->input_tokens += usage.input;
    totals_->cached_tokens += usage.cached;
    totals_->output_tokens += usage.output;
  } else {
    ++totals_->unmetered_calls;
  }
  Wait(refused ? random_.Between(80, 900) * kMillisecond
               : random_.Between(250'000, 900'000) * kMicrosecond +
                     usage.output * model.output_ns_a_token + usage.input * 15 * kMicrosecond);
  Close(std::move(span));
}

void TraceWriter::AddConventionAttributes(const ModelDefinition& model, const Usage& usage,
                                          bool metered, GeneratedSpan* span) {
  const bool is_old = feature_.dialect == Dialect::kOldOpenTelemetry;
  span->AddText("gen_ai.operation.name", "chat");
  span->AddText(is_old ? "gen_ai.system" : "gen_ai.provider.name", model.provider);
  span->AddText("gen_ai.request.model", model.name);
  if (!metered) return;
  span->AddText("gen_ai.response.model", model.response_name);
  span->AddText("gen_ai.response.id", Keep(fmt::format("resp_{:016x}", random_.Next())));
  span->AddInteger(is_old ? "gen_ai.usage.prompt_tokens" : "gen_ai.usage.input_tokens",
                   usage.input);
  span->AddInteger(is_old ? "gen_ai.usage.completion_tokens" : "gen_ai.usage.output_tokens",
                   usage.output);
  if (is_old) return;
  if (usage.cached > 0) {
    span->AddInteger("gen_ai.usage.cache_read.input_tokens", usage.cached);
  }
  if (usage.written > 0) {
    span->AddInteger("gen_ai.usage.cache_creation.input_tokens", usage.written);
  }
  if (usage.reasoning > 0) {
    span->AddInteger("gen_ai.usage.reasoning.output_tokens", usage.reasoning);
  }
}

void TraceWriter::AddVercelAttributes(const ModelDefinition& model, const Usage& usage,
                                      GeneratedSpan* span) {
  span->AddText("operation.name", "ai.generateText.doGenerate draft");
  span->AddText("ai.operationId", "ai.generateText.doGenerate");
  span->AddText("ai.model.id", model.name);
  span->AddText("ai.model.provider", "openai.chat");
  span->AddText("gen_ai.system", "openai.chat");
  span->AddText("gen_ai.request.model", model.name);
  if (usage.input == 0) return;
  span->AddText("ai.response.model", model.response_name);
  span->AddText("gen_ai.response.model", model.response_name);
  span->AddText("gen_ai.response.id", Keep(fmt::format("resp_{:016x}", random_.Next())));
  span->AddInteger("ai.usage.inputTokens", usage.input);
  span->AddInteger("ai.usage.outputTokens", usage.output);
  span->AddInteger("ai.usage.cachedInputTokens", usage.cached);
  span->AddInteger("ai.usage.reasoningTokens", usage.reasoning);
  span->AddInteger("gen_ai.usage.input_tokens", usage.input);
  span->AddInteger("gen_ai.usage.output_tokens", usage.output);
}

void TraceWriter::AddWrapperUsage(const Usage& before, GeneratedSpan* span) const {
  if (reported_.input == before.input) return;
  span->AddInteger("gen_ai.usage.input_tokens", reported_.input - before.input);
  span->AddInteger("gen_ai.usage.output_tokens", reported_.output - before.output);
}

void TraceWriter::Tool(const GeneratedSpan& parent, std::string_view tool) {
  const bool is_vercel = feature_.dialect == Dialect::kVercel;
  GeneratedSpan span = Open(
      parent, is_vercel ? kVercelScope : kAgentScope,
      is_vercel ? std::string_view("ai.toolCall") : Keep(fmt::format("execute_tool {}", tool)));
  if (is_vercel) {
    span.AddText("ai.operationId", "ai.toolCall");
    span.AddText("ai.toolCall.name", tool);
  } else {
    span.AddText("gen_ai.operation.name", "execute_tool");
    span.AddText("gen_ai.tool.name", tool);
  }
  Wait(random_.Between(15, 1'800) * kMillisecond);
  Close(std::move(span));
}

void TraceWriter::Embed(const GeneratedSpan& parent) {
  const ModelDefinition& model = Models()[kEmbeddingModel];
  GeneratedSpan span = Open(parent, kOpenAiScope, "embeddings text-embedding-3-small");
  span.kind = kClient;
  const std::int64_t tokens = random_.From(feature_.message_tokens);
  span.AddText("gen_ai.operation.name", "embeddings");
  span.AddText("gen_ai.provider.name", model.provider);
  span.AddText("gen_ai.request.model", model.name);
  span.AddInteger("gen_ai.usage.input_tokens", tokens);
  ++totals_->calls;
  totals_->input_tokens += tokens;
  reported_.input += tokens;
  Wait(random_.Between(40'000, 220'000) * kMicrosecond);
  Close(std::move(span));
}

}  // namespace costdb::tools
