// Promise 9 for keys that no list names: their words tell content and credentials from dimensions.
#include <gtest/gtest.h>

#include "collect.h"
#include "ingest/dialect/key_words.h"
#include "wire_formats.h"

namespace costdb::ingest {
namespace {

using Attributes = std::map<std::string, std::string>;

Collected With(const std::string& key, const std::string& value) {
  JsonSpan span;
  span.attributes = JsonAttribute(key, "stringValue", "\"" + value + "\"");
  return Ingest(JsonRequest({ToJson(span)}));
}

TEST(ContentWords, Content) {
  for (const char* key : {"lk.input_text",
                          "lk.response.text",
                          "crew_tasks",
                          "crewai.task.description",
                          "traceloop.association.properties.prompt",
                          "query",
                          "question",
                          "exception.message",
                          "db.statement",
                          "db.query.text",
                          "db.query.parameter.0",
                          "userQuestion",
                          "systemprompt",
                          "chat.history",
                          "tool.call.args",
                          "tool.kwargs",
                          "rag.contexts",
                          "app.answer",
                          "graphql.document",
                          "error.message",
                          "langfuse.trace.metadata.question",
                          "request.body",
                          "ai.telemetry.metadata.promptText",
                          "app.output.raw",
                          "texts.0",
                          "gen_ai.agent.goal"}) {
    const Collected collected = With(key, "hello");
    ASSERT_EQ(collected.spans.size(), 1u);
    EXPECT_EQ(collected.report.contents_dropped, 1u) << key;
    EXPECT_EQ(collected.spans[0].attributes, Attributes()) << key;
  }
}

TEST(ContentWords, Secrets) {
  for (const char* key :
       {"authorization", "http.request.header.proxy-authorization", "cookie", "api_key",
        "openai.apiKey", "x-api-key", "access_token", "auth.token", "db.password",
        "aws.secret_access_key", "db.connection_string", "url.query", "process.command_args",
        "process.command_line", "sentry.dsn"}) {
    const Collected collected = With(key, "abc");
    ASSERT_EQ(collected.spans.size(), 1u);
    EXPECT_EQ(collected.report.attributes_dropped, 1u) << key;
    EXPECT_EQ(collected.spans[0].attributes, Attributes()) << key;
  }
  EXPECT_EQ(With("note", "Bearer abcdefghijklmnop").spans[0].attributes, Attributes());
  EXPECT_EQ(With("note", "sk-proj-abcdefghijklmnop").spans[0].attributes, Attributes());
}

TEST(ContentWords, Dimensions) {
  for (const char* key : {"team",
                          "plan",
                          "tenant",
                          "k8s.pod.name",
                          "http.route",
                          "url.path",
                          "feature_flag.key",
                          "feature_flag.result.variant",
                          "feature_flag.result.value",
                          "prompt.version",
                          "prompt_name",
                          "prompt.variant",
                          "langfuse.observation.prompt.name",
                          "message_id",
                          "messaging.message.id",
                          "messaging.destination.name",
                          "rpc.message.type",
                          "http.request.method",
                          "http.request.header.content-type",
                          "http.response.status_code",
                          "gen_ai.output.type",
                          "gen_ai.data_source.id",
                          "db.query.summary",
                          "db.operation.name",
                          "query_type",
                          "task_id",
                          "celery.task_name",
                          "user_agent.original",
                          "tokenizer",
                          "token.type",
                          "api_key_id",
                          "user_api_key_alias",
                          "author",
                          "contextual",
                          "textile",
                          "input_language",
                          "document.kind.name",
                          "telemetry.sdk.language",
                          "customer.tier",
                          "server.address",
                          "note"}) {
    EXPECT_EQ(PolicyOfWords(key), KeyPolicy::kKeep) << key;
  }
}

TEST(ContentWords, NumbersAndBooleansAreNoContent) {
  JsonSpan span;
  span.attributes = JsonAttribute("prompt.chars", "intValue", "12") + "," +
                    JsonAttribute("has_input", "boolValue", "true") + "," +
                    JsonAttribute("answer.confidence", "doubleValue", "0.5");
  const Collected collected = Ingest(JsonRequest({ToJson(span)}));
  EXPECT_EQ(
      collected.spans.at(0).attributes,
      (Attributes{{"prompt.chars", "12"}, {"has_input", "true"}, {"answer.confidence", "0.5"}}));
}

TEST(ContentWords, UrlsLoseWhatFollowsThePath) {
  const auto kept = [](const std::string& key, const std::string& value) {
    return With(key, value).spans.at(0).attributes[key];
  };
  EXPECT_EQ(kept("url.full", "https://a.b/c/d?token=x#y"), "https://a.b/c/d");
  EXPECT_EQ(kept("http.url", "https://ann:pw@a.b/c?q=hello"), "https://a.b/c");
  EXPECT_EQ(kept("callback", "https://a.b?c=/d@e"), "https://a.b");
  EXPECT_EQ(kept("http.target", "/search?q=hello"), "/search");
  EXPECT_EQ(kept("title", "what? this"), "what? this");
}

TEST(ContentWords, JsonTextsAreMaps) {
  JsonSpan span;
  span.attributes = JsonAttribute("metadata", "stringValue",
                                  R"("{\"ls_provider\":\"openai\",\"prompt\":\"hello\"}")") +
                    "," + JsonAttribute("extras", "stringValue", R"("{\"prompt\":\"hello\"}")") +
                    "," + JsonAttribute("list", "stringValue", R"(" [{\"prompt\":\"hello\"}]")") +
                    "," + JsonAttribute("tags", "stringValue", R"("[\"a\",\"b\"]")");
  const Collected collected = Ingest(JsonRequest({ToJson(span)}));
  EXPECT_EQ(collected.spans.at(0)[engine::SpanText::kProvider], "openai");
  EXPECT_EQ(collected.spans[0].attributes, (Attributes{{"tags", R"(["a","b"])"}}));
  EXPECT_EQ(collected.report.attributes_dropped, 2u);
}

}  // namespace
}  // namespace costdb::ingest
