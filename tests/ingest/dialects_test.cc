// One file a dialect, tests/data/otlp/dialects/*.json: read them side by side with these tests.
#include <gtest/gtest.h>

#include "collect.h"

namespace costdb::ingest {
namespace {

using engine::Containment;
using engine::kNullInteger;
using engine::SpanRole;
using engine::SpanText;
using Attributes = std::map<std::string, std::string>;

Collected Dialect(const std::string& name) {
  Collected collected = IngestData({"dialects/" + name + ".json"});
  EXPECT_TRUE(collected.status.ok()) << collected.status.message();
  EXPECT_EQ(collected.report.rejected, 0u);
  return collected;
}

TEST(OpenTelemetryDialectTest, CurrentNames) {
  const Collected spans = Dialect("opentelemetry");
  const CollectedSpan& chat = spans.Named("chat current");
  EXPECT_EQ(chat.record.role, SpanRole::kInference);
  EXPECT_EQ(TokensOf(chat), "1000/600/100/50/30");
  EXPECT_EQ(chat.record.containment, Containment::kDeclared);
  EXPECT_EQ(chat[SpanText::kOperation], "chat");
  EXPECT_EQ(chat[SpanText::kProvider], "openai");
  EXPECT_EQ(chat[SpanText::kRequestModel], "gpt-5");
  EXPECT_EQ(chat[SpanText::kResponseModel], "gpt-5-2025-08-07");
  EXPECT_EQ(chat[SpanText::kSession], "c-9");
  EXPECT_EQ(chat[SpanText::kFinishReason], "stop,length");
  EXPECT_EQ(chat[SpanText::kServiceTier], "flex");
  EXPECT_EQ(chat[SpanText::kService], "opentelemetry");
  EXPECT_EQ(chat[SpanText::kScope], "opentelemetry.instrumentation.openai_v2");
  EXPECT_EQ(chat.response_id, "resp-1");
  EXPECT_EQ(chat.attributes, (Attributes{{"team", "blue"}}));
  EXPECT_EQ(spans.report.contents_dropped, 4u);  // Two messages, arguments and result of the tool.
}

TEST(OpenTelemetryDialectTest, OldNames) {
  const Collected spans = Dialect("opentelemetry");
  const CollectedSpan& chat = spans.Named("chat old");
  EXPECT_EQ(TokensOf(chat), "100/-/-/10/-");
  EXPECT_EQ(chat.record.containment, Containment::kNone);
  EXPECT_EQ(chat[SpanText::kProvider], "azure.ai.openai");
  EXPECT_EQ(chat[SpanText::kServiceTier], "auto");
  EXPECT_EQ(chat[SpanText::kUser], "ben");
}

TEST(OpenTelemetryDialectTest, OtherOperations) {
  const Collected spans = Dialect("opentelemetry");
  const CollectedSpan& root = spans.Named("POST /chat");
  EXPECT_EQ(root.record.role, SpanRole::kOther);
  EXPECT_EQ(root[SpanText::kUser], "ann");
  EXPECT_EQ(root[SpanText::kSession], "s-1");
  EXPECT_EQ(root[SpanText::kFeature], "search");
  const CollectedSpan& agent = spans.Named("invoke_agent planner");
  EXPECT_EQ(agent.record.role, SpanRole::kWrapper);
  EXPECT_EQ(agent[SpanText::kAgent], "planner");
  EXPECT_EQ(TokensOf(agent), "1100/-/-/60/-");
  EXPECT_EQ(spans.Named("embeddings").record.role, SpanRole::kEmbedding);
  EXPECT_EQ(TokensOf(spans.Named("embeddings")), "77/-/-/-/-");
  const CollectedSpan& tool = spans.Named("execute_tool weather");
  EXPECT_EQ(tool.record.role, SpanRole::kTool);
  EXPECT_EQ(tool[SpanText::kTool], "weather");
  EXPECT_EQ(tool[SpanText::kErrorType], "timeout");
}

TEST(OpenLlmetryDialectTest, Spans) {
  const Collected spans = Dialect("openllmetry");
  const CollectedSpan& workflow = spans.Named("shop.workflow");
  EXPECT_EQ(workflow.record.role, SpanRole::kWrapper);
  EXPECT_EQ(workflow[SpanText::kUser], "ann");
  EXPECT_EQ(workflow[SpanText::kSession], "s-1");
  EXPECT_EQ(workflow[SpanText::kFeature], "search");
  EXPECT_EQ(workflow.attributes.at("traceloop.association.properties.plan"), "pro");
  EXPECT_EQ(spans.Named("planner.agent")[SpanText::kAgent], "planner");
  EXPECT_EQ(spans.Named("weather.tool")[SpanText::kTool], "weather");
  EXPECT_EQ(spans.Named("weather.tool").record.role, SpanRole::kTool);

  const CollectedSpan& chat = spans.Named("anthropic.chat");
  EXPECT_EQ(chat.record.role, SpanRole::kInference);
  EXPECT_EQ(TokensOf(chat), "1012/900/100/20/5");  // This package adds the cache up.
  EXPECT_EQ(chat[SpanText::kProvider], "anthropic");
  EXPECT_EQ(chat[SpanText::kOperation], "chat");
  EXPECT_EQ(chat[SpanText::kFinishReason], "end_turn");
  EXPECT_EQ(spans.report.contents_dropped, 5u);
}

TEST(OpenLlmetryDialectTest, BedrockCountsTheCacheApart) {
  const Collected spans = Dialect("openllmetry-bedrock");
  const CollectedSpan& call = spans.Named("bedrock.converse");
  EXPECT_EQ(TokensOf(call),
            "550/200/50/20/-");  // 300 + 200 + 50: the scope tells, not the numbers.
  EXPECT_EQ(call.record.containment, Containment::kDeclared);
  EXPECT_EQ(call[SpanText::kProvider], "aws.bedrock");
}

TEST(OpenInferenceDialectTest, Spans) {
  const Collected spans = Dialect("openinference");
  EXPECT_EQ(spans.Named("AgentExecutor").record.role, SpanRole::kWrapper);
  EXPECT_EQ(spans.Named("AgentExecutor")[SpanText::kAgent], "planner");
  EXPECT_EQ(spans.Named("RunnableSequence").record.role, SpanRole::kWrapper);
  EXPECT_EQ(spans.Named("search").record.role, SpanRole::kTool);
  EXPECT_EQ(spans.Named("search")[SpanText::kTool], "search");
  EXPECT_EQ(spans.Named("VectorStore")[SpanText::kOperation], "retrieval");
  const CollectedSpan& embedding = spans.Named("OpenAIEmbeddings");
  EXPECT_EQ(embedding.record.role, SpanRole::kEmbedding);
  EXPECT_EQ(embedding[SpanText::kRequestModel], "text-embedding-3-small");
  EXPECT_EQ(TokensOf(embedding), "9/-/-/-/-");

  const CollectedSpan& openai = spans.Named("ChatOpenAI");
  EXPECT_EQ(openai.record.role, SpanRole::kInference);
  EXPECT_EQ(TokensOf(openai), "138/34/-/54/12");
  EXPECT_EQ(openai[SpanText::kProvider], "openai");  // From ls_provider in its metadata.
  EXPECT_EQ(openai[SpanText::kResponseModel], "gpt-5.4-nano");
  EXPECT_EQ(openai[SpanText::kServiceTier], "priority");
  EXPECT_EQ(openai.record.reported_cost_pico, 123'400'000);
  EXPECT_EQ(TokensOf(spans.Named("ChatAnthropic")), "1012/900/100/20/-");
  EXPECT_EQ(spans.Named("ChatAnthropic").record.containment, Containment::kDeclared);
}

TEST(VercelDialectTest, Version4) {
  const Collected spans = Dialect("vercel-4");
  const CollectedSpan& wrapper = spans.Named("ai.generateText");
  EXPECT_EQ(wrapper.record.role, SpanRole::kWrapper);
  EXPECT_EQ(wrapper[SpanText::kUser], "vera");
  EXPECT_EQ(wrapper[SpanText::kSession], "s-4");
  EXPECT_EQ(wrapper[SpanText::kFeature], "helper");
  EXPECT_EQ(wrapper[SpanText::kRequestModel], "gpt-4o");
  EXPECT_EQ(TokensOf(wrapper), "30/-/-/7/-");
  const CollectedSpan& call = spans.Named("ai.generateText.doGenerate");
  EXPECT_EQ(call.record.role, SpanRole::kInference);
  EXPECT_EQ(call[SpanText::kOperation], "chat");
  EXPECT_EQ(TokensOf(call), "30/10/-/7/2");  // The parts stand in providerMetadata.
  EXPECT_EQ(call.attributes, (Attributes{{"ai.operationId", "ai.generateText.doGenerate"}}));
  EXPECT_EQ(spans.Named("ai.embed.doEmbed").record.role, SpanRole::kEmbedding);
  EXPECT_EQ(TokensOf(spans.Named("ai.embed.doEmbed")), "5/-/-/-/-");
  EXPECT_EQ(spans.Named("ai.toolCall")[SpanText::kTool], "weather");
}

TEST(VercelDialectTest, Version5HandsAnthropicsBareCountOn) {
  const CollectedSpan call = Dialect("vercel-5").Named("ai.streamText.doStream");
  EXPECT_EQ(TokensOf(call), "550/200/50/20/-");
  EXPECT_EQ(call.record.usage.cache_write_1h, 40);
  EXPECT_EQ(call[SpanText::kProvider], "anthropic");
}

TEST(VercelDialectTest, Version6AddsUp) {
  const CollectedSpan call = Dialect("vercel-6").Named("ai.generateText.doGenerate");
  EXPECT_EQ(TokensOf(call), "550/200/50/20/15");
  EXPECT_EQ(call.record.usage.cache_write_1h, 40);
  EXPECT_EQ(call.record.containment, Containment::kDeclared);
}

TEST(VercelDialectTest, Version7FollowsTheConvention) {
  const Collected spans = Dialect("vercel-7");
  EXPECT_EQ(spans.Named("invoke_agent gpt-5.4").record.role, SpanRole::kWrapper);
  const CollectedSpan& call = spans.Named("chat gpt-5.4");
  EXPECT_EQ(call.record.role, SpanRole::kInference);
  EXPECT_EQ(TokensOf(call), "300/200/50/37/-");
  EXPECT_EQ(call.record.containment, Containment::kDeclared);
}

TEST(LangfuseDialectTest, BucketsExcludeEachOther) {
  const Collected spans = Dialect("langfuse");
  const CollectedSpan& trace = spans.Named("trace");
  EXPECT_EQ(trace.record.role, SpanRole::kWrapper);
  EXPECT_EQ(trace[SpanText::kEnvironment], "staging");
  const CollectedSpan& call = spans.Named("generation");
  EXPECT_EQ(call.record.role, SpanRole::kInference);
  EXPECT_EQ(TokensOf(call), "387/200/50/20/5");  // 137 + 200 + 50 in, 15 + 5 out.
  EXPECT_EQ(call.record.usage.cache_write_1h, 30);
  EXPECT_EQ(call.record.reported_cost_pico, 1'225'000'000);  // No total: the parts' sum.
  EXPECT_EQ(call[SpanText::kProvider], "anthropic");         // From the model's name.
  const CollectedSpan& openai = spans.Named("openai generation");
  EXPECT_EQ(TokensOf(openai), "100/60/-/10/4");
  EXPECT_EQ(openai.record.reported_cost_pico, 500'000'000'000);
  EXPECT_EQ(openai.record.status, engine::SpanStatus::kError);
}

TEST(PydanticDialectTest, PendingSpansAreDropped) {
  const Collected spans = Dialect("pydantic-ai");
  EXPECT_EQ(spans.spans.size(), 2u);
  EXPECT_EQ(spans.report.pending_dropped, 1u);
  const CollectedSpan& run = spans.Named("agent run");
  EXPECT_EQ(run.record.role, SpanRole::kWrapper);
  EXPECT_EQ(run[SpanText::kAgent], "planner");
  EXPECT_EQ(TokensOf(run), "400/-/-/40/-");
  const CollectedSpan& call = spans.Named("chat claude-sonnet-4-5");
  EXPECT_EQ(TokensOf(call), "400/300/50/40/8");
  EXPECT_EQ(call.record.reported_cost_pico, 1'230'000'000);
}

TEST(OpenLitDialectTest, AnthropicCountsTheCacheApart) {
  const CollectedSpan call = Dialect("openlit").Named("chat claude-sonnet-4-5");
  EXPECT_EQ(TokensOf(call), "550/200/50/20/-");
  EXPECT_EQ(call.record.reported_cost_pico, 1'250'000'000);
  EXPECT_EQ(call[SpanText::kUser], "ann");
  EXPECT_EQ(call[SpanText::kEnvironment], "production");
}

TEST(LangSmithDialectTest, DetailsAreJson) {
  const Collected spans = Dialect("langsmith");
  const CollectedSpan& chain = spans.Named("RunnableSequence");
  EXPECT_EQ(chain.record.role, SpanRole::kWrapper);
  EXPECT_EQ(chain[SpanText::kSession], "th-1");  // Not its session_name, which is a project.
  const CollectedSpan& call = spans.Named("ChatAnthropic");
  EXPECT_EQ(TokensOf(call), "400/300/50/40/8");
  EXPECT_EQ(call.record.containment, Containment::kDeclared);
  EXPECT_EQ(call.record.reported_cost_pico, 2'000'000'000);
  EXPECT_EQ(call[SpanText::kProvider], "anthropic");  // LangChain is none.
}

TEST(GoogleAdkDialectTest, ThoughtsAreCountedApart) {
  const Collected spans = Dialect("google-adk");
  EXPECT_EQ(spans.Named("invocation").record.role, SpanRole::kWrapper);
  const CollectedSpan& call = spans.Named("call_llm");
  EXPECT_EQ(call.record.role, SpanRole::kInference);
  EXPECT_EQ(TokensOf(call), "100/-/-/35/15");
  EXPECT_EQ(call[SpanText::kProvider], "gcp.gen_ai");
  EXPECT_EQ(call[SpanText::kSession], "s-1");
}

TEST(ClaudeCodeDialectTest, BareNames) {
  const Collected spans = Dialect("claude-code");
  EXPECT_EQ(spans.Named("claude_code.interaction")[SpanText::kUser], "u-1");
  const CollectedSpan& call = spans.Named("claude_code.llm_request");
  EXPECT_EQ(call.record.role, SpanRole::kInference);
  EXPECT_EQ(TokensOf(call), "63683/63002/679/311/-");  // 2 + 63002 + 679.
  EXPECT_EQ(call.record.containment, Containment::kDeclared);
  EXPECT_EQ(call[SpanText::kResponseModel], "claude-opus-4-5");
  EXPECT_EQ(call[SpanText::kServiceTier], "normal");
  EXPECT_EQ(call.response_id, "req-1");
  const CollectedSpan& tool = spans.Named("claude_code.tool.execution");
  EXPECT_EQ(tool.record.role, SpanRole::kTool);
  EXPECT_EQ(tool.record.status, engine::SpanStatus::kError);
}

TEST(AnthropicSdkDialectTest, WritesForAnHourStandApart) {
  const CollectedSpan call = Dialect("anthropic-sdk").Named("anthropic.messages.create");
  EXPECT_EQ(call.record.role, SpanRole::kInference);
  EXPECT_EQ(TokensOf(call), "550/200/50/20/-");
  EXPECT_EQ(call.record.usage.cache_write_1h, 40);
  EXPECT_EQ(call.record.containment, Containment::kDeclared);
  EXPECT_TRUE(call.attributes.empty());
}

TEST(StrandsDialectTest, TheTotalTells) {
  const CollectedSpan call = Dialect("strands").Named("chat");
  EXPECT_EQ(TokensOf(call), "550/200/50/20/-");  // 570 = 300 + 200 + 50 + 20.
  EXPECT_EQ(call.record.containment, Containment::kInferred);
}

TEST(UnknownEmitterTest, Containment) {
  const Collected spans = Dialect("unknown-emitter");
  EXPECT_EQ(TokensOf(spans.Named("ambiguous")), "300/200/50/20/-");
  EXPECT_EQ(spans.Named("ambiguous").record.containment, Containment::kAmbiguous);
  EXPECT_EQ(TokensOf(spans.Named("inferred")), "387/200/50/20/-");
  EXPECT_EQ(spans.Named("inferred").record.containment, Containment::kInferred);
  EXPECT_EQ(TokensOf(spans.Named("declared")), "300/200/-/20/-");
  EXPECT_EQ(spans.Named("declared").record.containment, Containment::kDeclared);
}

TEST(UnknownEmitterTest, Roles) {
  const Collected spans = Dialect("unknown-emitter");
  EXPECT_EQ(spans.Named("plain usage").record.role, SpanRole::kInference);
  EXPECT_EQ(spans.Named("model only, client").record.role, SpanRole::kInference);
  EXPECT_EQ(spans.Named("model only, internal").record.role, SpanRole::kOther);
}

TEST(UnknownEmitterTest, BareNamesAreOnlyClaudeCodes) {
  const Collected spans = Dialect("unknown-emitter");
  const CollectedSpan& span = spans.Named("bare names");
  EXPECT_EQ(span.record.role, SpanRole::kOther);
  EXPECT_FALSE(span.record.usage.is_reported());
  EXPECT_EQ(span.attributes,
            (Attributes{{"input_tokens", "5"}, {"output_tokens", "6"}, {"model", "car"}}));
}

}  // namespace
}  // namespace costdb::ingest
