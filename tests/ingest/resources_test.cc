// Resources that are sent again, which are read once a batch: what their spans see of them.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

#include "collect.h"
#include "wire_formats.h"

namespace costdb::ingest {
namespace {

using engine::SpanText;
using Attributes = std::map<std::string, std::string>;

// The agent is Claude Code's own word, a column to anybody else; the header is dropped.
std::string JsonResource(std::string_view service) {
  return R"({"attributes":[)" +
         JsonAttribute("service.name", "stringValue", "\"" + std::string(service) + "\"") + "," +
         JsonAttribute("query_source", "stringValue", "\"planner\"") + "," +
         JsonAttribute("http.request.header.authorization", "stringValue", "\"x\"") + "]}";
}

std::string JsonLine(std::string_view service, std::string_view scope, std::string_view name) {
  return R"({"resourceSpans":[{"scopeSpans":[{"spans":[)" +
         ToJson({.name = "\"" + std::string(name) + "\""}) + R"(],"scope":{"name":")" +
         std::string(scope) + R"("}}],"resource":)" + JsonResource(service) + "}]}\n";
}

std::string ProtobufAttribute(std::string_view key, std::string_view value) {
  return ProtobufBytes(1, ProtobufBytes(1, key) + ProtobufBytes(2, ProtobufBytes(1, value)));
}

std::string ProtobufMessage(std::string_view service, std::string_view scope,
                            std::string_view name) {
  const std::string resource = ProtobufAttribute("service.name", service) +
                               ProtobufAttribute("query_source", "planner") +
                               ProtobufAttribute("http.request.header.authorization", "x");
  const std::string span = ProtobufBytes(1, std::string(16, 'i')) +
                           ProtobufBytes(2, std::string(8, 'i')) + ProtobufBytes(5, name) +
                           ProtobufFixed64(7, 1) + ProtobufFixed64(8, 2);
  return LengthPrefixed(ProtobufBytes(
      1, ProtobufBytes(2, ProtobufBytes(2, span) + ProtobufBytes(1, ProtobufBytes(1, scope))) +
             ProtobufBytes(1, resource)));
}

void ExpectResources(const std::string& input, const IngestOptions& options) {
  const Collected collected = Ingest(input, options);
  ASSERT_TRUE(collected.status.ok()) << collected.status.message();
  ASSERT_EQ(collected.spans.size(), 5u);
  const auto expect = [&collected](std::string_view name, std::string_view service,
                                   std::string_view agent, const Attributes& resource) {
    const CollectedSpan& span = collected.Named(name);
    EXPECT_EQ(span[SpanText::kService], service) << name;
    EXPECT_EQ(span[SpanText::kAgent], agent) << name;
    EXPECT_EQ(span.resource, resource) << name;
  };
  const Attributes column{{"query_source", "planner"}};
  expect("first", "shop", "", column);
  expect("other", "bank", "", column);
  expect("again", "shop", "", column);
  expect("claude", "shop", "planner", column);
  expect("last", "shop", "", column);
  EXPECT_EQ(collected.report.attributes_dropped, 5u);
}

TEST(ResourcesTest, SentAgain) {
  constexpr std::string_view kClaude = "com.anthropic.claude_code";
  const std::string json = JsonLine("shop", "app", "first") + JsonLine("bank", "app", "other") +
                           JsonLine("shop", "app", "again") + JsonLine("shop", kClaude, "claude") +
                           JsonLine("shop", "app", "last");
  const std::string protobuf =
      ProtobufMessage("shop", "app", "first") + ProtobufMessage("bank", "app", "other") +
      ProtobufMessage("shop", "app", "again") + ProtobufMessage("shop", kClaude, "claude") +
      ProtobufMessage("shop", "app", "last");
  for (const std::uint32_t spans_a_batch : {1, 2, 3, 100}) {
    IngestOptions options;
    options.spans_a_batch = spans_a_batch;
    ExpectResources(json, options);
    ExpectResources(protobuf, options);
  }
}

TEST(ResourcesTest, KnownAgainInOneBatch) {
  std::string lines;
  for (int i = 0; i < 10; ++i) {
    lines += JsonLine(i % 2 == 0 ? "shop" : "bank", "app", std::to_string(i));
  }
  IngestReport report;
  std::size_t resources = 0;
  const Status status = IngestBytes(
      lines, "lines", {},
      [&resources](const engine::SpanBatch& batch) {
        resources += batch.resources.size();
        return Status::Ok();
      },
      &report);
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(resources, 2u);
  EXPECT_EQ(report.attributes_dropped, 10u);
}

// More of them, and longer ones, than are remembered.
TEST(ResourcesTest, OfAnyNumberAndLength) {
  std::string lines;
  for (int i = 0; i < 3000; ++i) {
    lines += JsonLine("s" + std::to_string(i % 1500), "app", std::to_string(i));
  }
  const std::string long_name(5000, 'x');
  lines += JsonLine(long_name, "app", "long") + JsonLine(long_name, "app", "long again");
  const Collected collected = Ingest(lines);
  ASSERT_EQ(collected.spans.size(), 3002u);
  for (int i = 0; i < 3000; ++i) {
    EXPECT_EQ(collected.spans[static_cast<std::size_t>(i)][SpanText::kService],
              "s" + std::to_string(i % 1500));
  }
  EXPECT_EQ(collected.Named("long again")[SpanText::kService], "");  // Too long for a column.
  EXPECT_EQ(collected.Named("long").resource, collected.Named("long again").resource);
}

// A document that is handed on in parts: a resource's later spans are read after its first ones
// were handed on.
TEST(Resources, OfADocumentWithMoreSpansThanMayBeHeldStayTheirs) {
  const auto resource_of = [](const std::string& service) {
    return R"("resource":{"attributes":[)" +
           JsonAttribute("service.name", "stringValue", "\"" + service + "\"") + "]}";
  };
  const auto span_of = [](std::size_t number, const std::string& name) {
    return ToJson({.span_id = "\"b7ad6b716920333" + std::to_string(number) + "\"",
                   .name = "\"" + name + "\""});
  };
  std::string empty_spans = "{}";
  for (int i = 1; i < 20'000; ++i) empty_spans += ",{}";
  for (const std::size_t later : {1U, 4U}) {
    std::string document = R"({"resourceSpans":[{)" + resource_of("shop") +
                           R"(,"scopeSpans":[{"scope":{"name":"first"},"spans":[)" + empty_spans +
                           R"(]},{"scope":{"name":"ai"},"spans":[)" + span_of(0, "of shop") +
                           "]}]}";
    for (std::size_t i = 1; i <= later; ++i) {
      const std::string service = "service " + std::to_string(i);
      document += ",{" + resource_of(service) + R"(,"scopeSpans":[{"spans":[)" +
                  span_of(i, "of " + service) + "]}]}";
    }
    const Collected collected = Ingest(document + "]}");
    ASSERT_TRUE(collected.status.ok()) << collected.status.message();
    EXPECT_EQ(collected.report.rejected, 20'000U);
    ASSERT_EQ(collected.spans.size(), 1 + later);
    EXPECT_EQ(collected.Named("of shop")[SpanText::kService], "shop");
    for (std::size_t i = 1; i <= later; ++i) {
      const std::string service = "service " + std::to_string(i);
      EXPECT_EQ(collected.Named("of " + service)[SpanText::kService], service);
    }
  }
}

}  // namespace
}  // namespace costdb::ingest
