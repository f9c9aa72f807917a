// No prompt is stored, and what is short and no content becomes a column.
#include <gtest/gtest.h>

#include "collect.h"
#include "wire_formats.h"

namespace costdb::ingest {
namespace {

using engine::SpanText;
using Attributes = std::map<std::string, std::string>;

Collected WithAttributes(const std::string& attributes) {
  JsonSpan span;
  span.attributes = attributes;
  Collected collected = Ingest(JsonRequest({ToJson(span)}));
  EXPECT_EQ(collected.spans.size(), 1u) << collected.status.message();
  return collected;
}

TEST(ContentTest, KeysOfEveryDialect) {
  for (const char* key : {"gen_ai.input.messages",
                          "gen_ai.output.messages",
                          "gen_ai.system_instructions",
                          "gen_ai.prompt",
                          "gen_ai.prompt.0.content",
                          "gen_ai.completion.0.content",
                          "gen_ai.prompt.variable.city",
                          "gen_ai.tool.call.arguments",
                          "gen_ai.tool.call.result",
                          "llm.input_messages.3.message.content",
                          "llm.output_messages.0.message.tool_calls.0.id",
                          "llm.prompts.0.prompt.text",
                          "input.value",
                          "output.value",
                          "traceloop.entity.input",
                          "traceloop.entity.output",
                          "ai.prompt",
                          "ai.prompt.messages",
                          "ai.response.text",
                          "ai.response.toolCalls",
                          "ai.toolCall.args",
                          "ai.toolCall.result",
                          "all_messages_json",
                          "langfuse.observation.input",
                          "langfuse.trace.output",
                          "gcp.vertex.agent.llm_request",
                          "retrieval.documents.0.document.content",
                          "mlflow.spanInputs",
                          "prompt",
                          "completion"}) {
    const Collected collected = WithAttributes(JsonAttribute(key, "stringValue", "\"hello\""));
    EXPECT_EQ(collected.report.contents_dropped, 1u) << key;
    EXPECT_EQ(collected.spans.at(0).attributes, Attributes()) << key;
  }
}

TEST(ContentTest, NamesOfPromptsAreDimensions) {
  const Collected collected =
      WithAttributes(JsonAttribute("gen_ai.prompt.name", "stringValue", "\"greeting\"") + "," +
                     JsonAttribute("gen_ai.prompt.version", "stringValue", "\"3\""));
  EXPECT_EQ(collected.report.contents_dropped, 0u);
  EXPECT_EQ(collected.spans[0].attributes,
            (Attributes{{"gen_ai.prompt.name", "greeting"}, {"gen_ai.prompt.version", "3"}}));
}

TEST(ContentTest, StructuredContent) {
  const Collected collected = WithAttributes(JsonAttribute(
      "gen_ai.input.messages", "arrayValue",
      R"({"values":[{"kvlistValue":{"values":[{"key":"role","value":{"stringValue":"user"}}]}}]})"));
  EXPECT_EQ(collected.report.contents_dropped, 1u);
  EXPECT_EQ(collected.report.attributes_dropped, 0u);
}

TEST(ContentTest, Events) {
  std::string span = ToJson({});
  span.insert(1, R"("events":[{"name":"gen_ai.user.message","attributes":[]},{"name":"log",)"
                 R"("attributes":[{"key":"gen_ai.prompt","value":{"stringValue":"hi"}}]},)"
                 R"({"name":"exception","attributes":[{"key":"exception.type",)"
                 R"("value":{"stringValue":"RateLimitError"}}]}],"status":{"code":2},)");
  const Collected collected = Ingest(JsonRequest({span}));
  ASSERT_EQ(collected.spans.size(), 1u);
  EXPECT_EQ(collected.report.contents_dropped, 2u);
  EXPECT_EQ(collected.spans[0][SpanText::kErrorType], "RateLimitError");
  EXPECT_EQ(collected.spans[0].attributes, Attributes());
}

TEST(ContentTest, HeadersMayCarryKeys) {
  const Collected collected = WithAttributes(
      JsonAttribute("ai.request.headers.authorization", "stringValue", "\"Bearer abc\"") + "," +
      JsonAttribute("ai.request.headers.user-agent", "stringValue", "\"ai/6.0\""));
  EXPECT_EQ(collected.report.attributes_dropped, 1u);
  EXPECT_EQ(collected.spans[0].attributes,
            (Attributes{{"ai.request.headers.user-agent", "ai/6.0"}}));
}

TEST(AttributeTest, ValuesOfEveryKind) {
  const Collected collected = WithAttributes(
      JsonAttribute("word", "stringValue", "\"a\"") + "," +
      JsonAttribute("whole", "intValue", "\"-7\"") + "," +
      JsonAttribute("real", "doubleValue", "0.1") + "," +
      JsonAttribute("truth", "boolValue", "true") + "," +
      JsonAttribute("list", "arrayValue",
                    R"({"values":[{"stringValue":"a\"b"},{"intValue":2},{"boolValue":false}]})") +
      "," + JsonAttribute("empty", "stringValue", "\"\"") + "," +
      JsonAttribute("nan", "doubleValue", "\"NaN\"") + "," +
      JsonAttribute("bytes", "bytesValue", "\"AAAA\"") + "," +
      JsonAttribute("map", "kvlistValue", R"({"values":[]})") + R"(,{"key":"unset","value":{}})");
  EXPECT_EQ(collected.spans[0].attributes, (Attributes{{"word", "a"},
                                                       {"whole", "-7"},
                                                       {"real", "0.1"},
                                                       {"truth", "true"},
                                                       {"list", R"(["a\"b",2,false])"}}));
  EXPECT_EQ(collected.report.attributes_dropped, 2u);  // The bytes and the map.
}

TEST(AttributeTest, WhatLosesIsAColumnUnlessItSaysTheSame) {
  const Collected collected =
      WithAttributes(JsonAttribute("gen_ai.conversation.id", "stringValue", "\"c-1\"") + "," +
                     JsonAttribute("session.id", "stringValue", "\"s-1\"") + "," +
                     JsonAttribute("user.id", "stringValue", "\"ann\"") + "," +
                     JsonAttribute("enduser.id", "stringValue", "\"ann\"") + "," +
                     JsonAttribute("gen_ai.provider.name", "stringValue", "\"openai\"") + "," +
                     JsonAttribute("gen_ai.system", "stringValue", "\"openai.chat\""));
  EXPECT_EQ(collected.spans[0][SpanText::kSession], "s-1");
  EXPECT_EQ(collected.spans[0][SpanText::kUser], "ann");
  EXPECT_EQ(collected.spans[0].attributes, (Attributes{{"gen_ai.conversation.id", "c-1"}}));
}

TEST(AttributeTest, ResourceSpeaksForTheRootOnly) {
  const std::string request =
      R"({"resourceSpans":[{"resource":{"attributes":[)" +
      JsonAttribute("service.name", "stringValue", "\"shop\"") + "," +
      JsonAttribute("deployment.environment", "stringValue", "\"staging\"") + "," +
      JsonAttribute("user.id", "stringValue", "\"robot\"") + R"(]},"scopeSpans":[{"spans":[)" +
      ToJson({.name = "\"root\""}) + "," +
      ToJson({.span_id = "\"00000000000000ff\"",
              .parent_span_id = "\"b7ad6b7169203331\"",
              .name = "\"child\""}) +
      "]}]}]}";
  const Collected collected = Ingest(request);
  ASSERT_EQ(collected.spans.size(), 2u);
  EXPECT_EQ(collected.Named("root")[SpanText::kUser], "robot");
  EXPECT_EQ(collected.Named("child")[SpanText::kUser], "");
  EXPECT_EQ(collected.Named("child")[SpanText::kEnvironment], "staging");
  EXPECT_EQ(collected.Named("child").resource, (Attributes{{"user.id", "robot"}}));
}

TEST(AttributeTest, ReportedCostIsExact) {
  const auto cost_of = [](const char* kind, const char* value) {
    return WithAttributes(JsonAttribute("gen_ai.usage.cost", kind, value))
        .spans.at(0)
        .record.reported_cost_pico;
  };
  EXPECT_EQ(cost_of("doubleValue", "0.1"), 100'000'000'000);
  EXPECT_EQ(cost_of("doubleValue", "1.25e-7"), 125'000);
  EXPECT_EQ(cost_of("stringValue", "\"0.000000000001\""), 1);
  EXPECT_EQ(cost_of("stringValue", "\"0.0000000000015\""), 2);
  EXPECT_EQ(cost_of("stringValue", "\"0.00000000000149\""), 1);
  EXPECT_EQ(cost_of("intValue", "2"), 2'000'000'000'000);
  EXPECT_EQ(cost_of("doubleValue", "0"), 0);
  EXPECT_EQ(cost_of("doubleValue", "-0.1"), engine::kNullInteger);
  EXPECT_EQ(cost_of("doubleValue", "\"NaN\""), engine::kNullInteger);
  EXPECT_EQ(cost_of("stringValue", "\"free\""), engine::kNullInteger);
  EXPECT_EQ(cost_of("doubleValue", "1e12"), engine::kNullInteger);
}

}  // namespace
}  // namespace costdb::ingest
