// What cannot be taken: the place and the reason, and all the good spans.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "collect.h"
#include "wire_formats.h"

namespace costdb::ingest {
namespace {

using engine::kNullInteger;
using engine::SpanText;
using ::testing::AssertionFailure;
using ::testing::AssertionResult;
using ::testing::AssertionSuccess;

const std::string kGoodSpan = ToJson({});

AssertionResult Contains(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return AssertionSuccess();
  return AssertionFailure() << "\"" << text << "\" does not contain \"" << part << "\"";
}

// The reason why `span`, sent between two good ones, is rejected; the good ones must come through.
std::string ReasonFor(const JsonSpan& span) {
  const Collected collected = Ingest(JsonRequest({kGoodSpan, ToJson(span), kGoodSpan}));
  EXPECT_TRUE(collected.status.ok()) << collected.status.message();
  EXPECT_EQ(collected.report.rejected + collected.spans.size(), 3u);
  if (collected.report.rejected != 1) return "";
  EXPECT_TRUE(Contains(collected.report.rejected_examples.at(0), "test:1: span "));
  return collected.report.rejected_by_reason.begin()->first;
}

std::string ReasonForAttribute(std::string_view key, std::string_view kind,
                               std::string_view value) {
  JsonSpan span;
  span.attributes = JsonAttribute(key, kind, value);
  return ReasonFor(span);
}

TEST(RejectedSpanTest, Ids) {
  EXPECT_EQ(ReasonFor({.trace_id = "\"\""}), "trace id is missing");
  EXPECT_EQ(ReasonFor({.trace_id = "null"}), "trace id is missing");
  EXPECT_EQ(ReasonFor({.trace_id = "\"0af7\""}), "trace id is not 32 hexadecimal digits");
  EXPECT_EQ(ReasonFor({.trace_id = "\"CvdlGRbNQ92ESOshHIAxnA==\""}),
            "trace id is not 32 hexadecimal digits");
  EXPECT_EQ(ReasonFor({.trace_id = "\"00000000000000000000000000000000\""}),
            "trace id is all zero");
  EXPECT_EQ(ReasonFor({.span_id = "\"b7ad6b716920333x\""}), "span id is not 16 hexadecimal digits");
  EXPECT_EQ(ReasonFor({.span_id = "\"0000000000000000\""}), "span id is all zero");
  EXPECT_EQ(ReasonFor({.span_id = "7"}), "span id is missing");
  EXPECT_EQ(ReasonFor({.parent_span_id = "\"b7\""}), "parent span id is not 16 hexadecimal digits");
  EXPECT_EQ(ReasonFor({.trace_id = "\"0AF7651916CD43DD8448EB211C80319C\"",
                       .parent_span_id = "\"0000000000000000\""}),
            "");
}

TEST(RejectedSpanTest, BinaryIds) {
  const std::string trace = "0123456789abcdef";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {ProtobufRequest("short", "12345678"), "trace id is not 16 bytes"},
      {ProtobufRequest("", "12345678"), "trace id is missing"},
      {ProtobufRequest(std::string(16, '\0'), "12345678"), "trace id is all zero"},
      {ProtobufRequest(trace, "123456789"), "span id is not 8 bytes"},
      {ProtobufRequest(trace, std::string(8, '\0')), "span id is all zero"},
      {ProtobufRequest(trace, "12345678", ProtobufBytes(4, "1234")),
       "parent span id is not 8 bytes"},
  };
  for (const auto& [request, reason] : cases) {
    const Collected collected = Ingest(ProtobufRequest(trace, "00000001") + request);
    ASSERT_TRUE(collected.status.ok()) << collected.status.message();
    EXPECT_EQ(collected.spans.size(), 1u);
    ASSERT_EQ(collected.report.rejected_by_reason.size(), 1u) << reason;
    EXPECT_EQ(collected.report.rejected_by_reason.begin()->first, reason);
    EXPECT_TRUE(Contains(collected.report.rejected_examples.at(0), "test, byte "));
  }
}

TEST(RejectedSpanTest, Times) {
  EXPECT_EQ(ReasonFor({.end = "\"1789999999999999999\""}), "ends before it starts");
  EXPECT_EQ(ReasonFor({.end = "\"1790000000000000000\""}), "");
  EXPECT_EQ(ReasonFor({.start = "0"}), "start time is missing");
  EXPECT_EQ(ReasonFor({.end = "\"0\""}), "end time is missing");
  EXPECT_EQ(ReasonFor({.end = "\"9223372036854775808\""}), "end time is out of range");
  EXPECT_EQ(ReasonFor({.start = "\"18446744073709551616\""}), "start time is no time");
  EXPECT_EQ(ReasonFor({.start = "18446744073709551616000"}), "start time is no time");
  EXPECT_EQ(ReasonFor({.start = "\"yesterday\""}), "start time is no time");
  EXPECT_EQ(ReasonFor({.start = "-5"}), "start time is no time");
  EXPECT_EQ(ReasonFor({.start = "1790000000000000000", .end = "1.7900000005e18"}), "");
}

// A span whose attributes cannot be read would be a call without its money.
TEST(RejectedSpanTest, AttributesOfAnotherType) {
  const std::string span =
      R"({"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"chat",)"
      R"("startTimeUnixNano":"1790000000000000000","endTimeUnixNano":"1790000000000000001",)";
  for (const std::string attributes : {"{}", "\"x\"", "5"}) {
    const Collected collected =
        Ingest(JsonRequest({kGoodSpan, span + "\"attributes\":" + attributes + "}", kGoodSpan}));
    EXPECT_TRUE(collected.status.ok()) << collected.status.message();
    EXPECT_EQ(collected.spans.size(), 2u);
    EXPECT_EQ(collected.report.rejected_by_reason.count("attributes is not an array"), 1u);
  }
}

TEST(RejectedSpanTest, TokenCounts) {
  const std::string_view input = "gen_ai.usage.input_tokens";
  EXPECT_EQ(ReasonForAttribute(input, "intValue", "-1"), "negative token count");
  EXPECT_EQ(ReasonForAttribute(input, "intValue", "\"-1\""), "negative token count");
  EXPECT_EQ(ReasonForAttribute(input, "intValue", "1000000001"), "implausible token count");
  EXPECT_EQ(ReasonForAttribute(input, "doubleValue", "1e300"), "implausible token count");
  EXPECT_EQ(ReasonForAttribute(input, "intValue", "99999999999999999999"),
            "implausible token count");
  EXPECT_EQ(ReasonForAttribute(input, "intValue", "1000000000"), "");
  // Each is plausible, and their sum, which a cache counted apart makes, is not.
  JsonSpan span;
  span.attributes = JsonAttribute(input, "intValue", "600000000") + "," +
                    JsonAttribute("gen_ai.usage.cache_read.input_tokens", "intValue", "700000000");
  EXPECT_EQ(ReasonFor(span), "implausible token count");
}

TEST(RejectedSpanTest, OnlyTheFirstAreDescribed) {
  std::string lines;
  for (int i = 0; i < 25; ++i) lines += JsonRequest({ToJson({.span_id = "\"\""})}) + "\n";
  const Collected collected = Ingest(lines);
  EXPECT_EQ(collected.report.rejected, 25u);
  EXPECT_EQ(collected.report.rejected_by_reason.at("span id is missing"), 25u);
  ASSERT_EQ(collected.report.rejected_examples.size(), 10u);
  EXPECT_TRUE(Contains(collected.report.rejected_examples[9], "test:10: span "));
}

TEST(RejectedSpanTest, TheIdIsShownAsItStood) {
  const Collected json =
      Ingest(JsonRequest({ToJson({.span_id = "\"b7ad6b716920333x\""}), ToJson({.span_id = "\"\""}),
                          ToJson({.trace_id = "\"0af7\""})}));
  ASSERT_EQ(json.report.rejected_examples.size(), 3u);
  EXPECT_EQ(json.report.rejected_examples[0],
            "test:1: span 'b7ad6b716920333x': span id is not 16 hexadecimal digits");
  EXPECT_EQ(json.report.rejected_examples[1], "test:1: span without an id: span id is missing");
  EXPECT_EQ(json.report.rejected_examples[2],
            "test:1: span b7ad6b7169203331: trace id is not 32 hexadecimal digits, but '0af7'");

  const Collected binary = Ingest(ProtobufRequest("0123456789abcdef", "\x01\xFF"));
  ASSERT_EQ(binary.report.rejected_examples.size(), 1u);
  EXPECT_TRUE(Contains(binary.report.rejected_examples[0], ": span '01ff': span id is not 8"));
}

TEST(RejectedSpanTest, TheLineIsTheSpansOwn) {
  const std::string bad = ToJson({.span_id = "\"\""});
  const Collected collected = Ingest(
      "{\n\"resourceSpans\": [\n{},\n{\"scopeSpans\": [{\"spans\": [],\n\"x\":\"]}\"},\n"
      "{\"spans\": [\n" +
      kGoodSpan + ",\n" + bad + "]}]}]}\n");
  ASSERT_EQ(collected.report.rejected_examples.size(), 1u);
  EXPECT_EQ(collected.report.rejected_examples[0],
            "test:8: span without an id: span id is missing");
}

TEST(RejectedSpanTest, SpansThatAreNoObjects) {
  const Collected collected = Ingest(JsonRequest({"7", kGoodSpan, "null", "[]"}));
  EXPECT_EQ(collected.spans.size(), 1u);
  EXPECT_EQ(collected.report.rejected_by_reason.at("span is not a JSON object"), 3u);
}

TEST(ToleratedTest, CountsOfEveryKind) {
  for (const auto& [kind, value] :
       std::vector<std::pair<std::string, std::string>>{{"intValue", "42"},
                                                        {"intValue", "\"42\""},
                                                        {"intValue", "42.0"},
                                                        {"doubleValue", "42"},
                                                        {"doubleValue", "42.0"},
                                                        {"doubleValue", "\"42\""},
                                                        {"stringValue", "\"42\""},
                                                        {"stringValue", "\"42.0\""}}) {
    JsonSpan span;
    span.attributes = JsonAttribute("gen_ai.usage.input_tokens", kind, value);
    const Collected collected = Ingest(JsonRequest({ToJson(span)}));
    ASSERT_EQ(collected.spans.size(), 1u) << kind << " " << value;
    EXPECT_EQ(collected.spans[0].record.usage.input, 42) << kind << " " << value;
  }
}

TEST(ToleratedTest, CountsThatAreNoneGiveWayToTheNextSource) {
  JsonSpan span;
  span.attributes = JsonAttribute("gen_ai.usage.input_tokens", "stringValue", "\"many\"") + "," +
                    JsonAttribute("gen_ai.usage.output_tokens", "doubleValue", "1.5") + "," +
                    JsonAttribute("gen_ai.usage.prompt_tokens", "intValue", "42");
  const Collected collected = Ingest(JsonRequest({ToJson(span)}));
  ASSERT_EQ(collected.spans.size(), 1u);
  EXPECT_EQ(collected.spans[0].record.usage.input, 42);
  EXPECT_EQ(collected.spans[0].record.usage.output, kNullInteger);
  EXPECT_EQ(collected.report.attributes_dropped, 2u);
}

TEST(ToleratedTest, EnumerationsByName) {
  std::string span = kGoodSpan;
  span.replace(span.find("\"kind\":3"), 8, R"("kind":"SPAN_KIND_SERVER")");
  span.insert(1, R"("status":{"code":"STATUS_CODE_ERROR"},)");
  const Collected collected = Ingest(JsonRequest({span}));
  ASSERT_EQ(collected.spans.size(), 1u);
  EXPECT_EQ(collected.spans[0].record.kind, engine::SpanKind::kServer);
  EXPECT_EQ(collected.spans[0].record.status, engine::SpanStatus::kError);
}

TEST(ToleratedTest, TheFirstOfEqualKeysWins) {
  std::string span = kGoodSpan;
  span.insert(span.size() - 1, R"(,"name":"second","attributes":[],"unknown":{"a":[1]})");
  const Collected collected = Ingest(JsonRequest({span}));
  ASSERT_EQ(collected.spans.size(), 1u);
  EXPECT_EQ(collected.spans[0][SpanText::kName], "chat");

  JsonSpan twice;
  twice.attributes = JsonAttribute("team", "stringValue", "\"a\"") + "," +
                     JsonAttribute("team", "stringValue", "\"b\"") + "," +
                     JsonAttribute("user.id", "stringValue", "\"ann\"") + "," +
                     JsonAttribute("user.id", "stringValue", "\"ben\"");
  const Collected attributes = Ingest(JsonRequest({ToJson(twice)}));
  ASSERT_EQ(attributes.spans.size(), 1u);
  EXPECT_EQ(attributes.spans[0].attributes.at("team"), "a");
  EXPECT_EQ(attributes.spans[0][SpanText::kUser], "ann");
}

TEST(ToleratedTest, TextThatIsNoUtf8) {
  const Collected json = Ingest(JsonRequest({ToJson({.name = "\"caf\xE9 \\ud83d!\""})}));
  ASSERT_TRUE(json.status.ok()) << json.status.message();
  ASSERT_EQ(json.spans.size(), 1u);
  EXPECT_EQ(json.spans[0][SpanText::kName], "caf\xEF\xBF\xBD \xEF\xBF\xBD!");

  const Collected protobuf = Ingest(ProtobufRequest("0123456789abcdef",
                                                    "\xFF\xFE"
                                                    "345678"));
  ASSERT_EQ(protobuf.spans.size(), 1u);
  EXPECT_EQ(protobuf.spans[0][SpanText::kName],
            "\xEF\xBF\xBD\xEF\xBF\xBD"
            "345678");
}

TEST(ToleratedTest, LongTexts) {
  JsonSpan span;
  span.name = '"' + std::string(5000, 'n') + '"';
  span.attributes = JsonAttribute("user.id", "stringValue", '"' + std::string(5000, 'u') + '"') +
                    "," + JsonAttribute("enduser.id", "stringValue", "\"ann\"") + "," +
                    JsonAttribute("note", "stringValue", '"' + std::string(257, 'x') + '"') + "," +
                    JsonAttribute("fits", "stringValue", '"' + std::string(256, 'x') + '"') + "," +
                    JsonAttribute(std::string(129, 'k'), "stringValue", "\"x\"");
  const Collected collected = Ingest(JsonRequest({ToJson(span)}));
  ASSERT_EQ(collected.spans.size(), 1u);
  EXPECT_EQ(collected.spans[0][SpanText::kName], std::string(1024, 'n'));
  EXPECT_EQ(collected.spans[0][SpanText::kUser], "ann");
  EXPECT_EQ(collected.spans[0].attributes.size(), 1u);
  EXPECT_EQ(collected.spans[0].attributes.count("fits"), 1u);
  EXPECT_EQ(collected.report.attributes_dropped, 3u);
}

TEST(UnreadableFileTest, GoodRecordsAroundABrokenLine) {
  const std::string good = JsonRequest({kGoodSpan}) + "\n";
  const Collected collected = Ingest(good + good + "{\"resourceSpans\":[}\n" + good);
  EXPECT_EQ(collected.status.code(), StatusCode::kCorruption);
  EXPECT_TRUE(Contains(collected.status.message(), "test:3: malformed JSON"));
  EXPECT_EQ(collected.spans.size(), 3u);
  EXPECT_EQ(collected.report.spans, 3u);
}

TEST(UnreadableFileTest, TruncatedLine) {
  const std::string good = JsonRequest({kGoodSpan}) + "\n";
  const Collected collected = Ingest(good + good.substr(0, 100));
  EXPECT_EQ(collected.status.code(), StatusCode::kCorruption);
  EXPECT_TRUE(Contains(collected.status.message(), "test:2: truncated"));
  EXPECT_EQ(collected.spans.size(), 1u);
}

TEST(UnreadableFileTest, TruncatedDocument) {
  const std::string document = "{\n\"resourceSpans\": [\n";
  const Collected collected = Ingest("\n" + document);
  EXPECT_TRUE(Contains(collected.status.message(), "test:2: truncated"));
}

TEST(UnreadableFileTest, TruncatedPrefixedStream) {
  const std::string good = LengthPrefixed(ProtobufRequest("0123456789abcdef", "12345678"));
  for (std::size_t left : {std::size_t{1}, std::size_t{4}, good.size() - 1}) {
    const Collected collected = Ingest(good + good.substr(0, left));
    EXPECT_EQ(collected.status.code(), StatusCode::kCorruption) << left;
    EXPECT_TRUE(
        Contains(collected.status.message(), fmt::format("test, byte {}: truncated", good.size())));
    EXPECT_EQ(collected.spans.size(), 1u);
  }
}

TEST(UnreadableFileTest, TruncatedMessage) {
  const std::string good = ProtobufRequest("0123456789abcdef", "12345678");
  const Collected collected = Ingest(good + good.substr(0, good.size() - 1));
  EXPECT_TRUE(
      Contains(collected.status.message(), fmt::format("test, byte {}: truncated", good.size())));
  EXPECT_EQ(collected.spans.size(), 1u);
}

TEST(UnreadableFileTest, TruncatedCompression) {
  std::string lines;
  for (int i = 0; i < 20000; ++i) {
    lines += JsonRequest({ToJson({.span_id = fmt::format("\"{:016x}\"", i * 7919 + 1)})}) + "\n";
  }
  for (const std::string& whole : {Gzip(lines), Zstd(lines)}) {
    const Collected collected = Ingest(whole.substr(0, whole.size() * 3 / 4));
    EXPECT_EQ(collected.status.code(), StatusCode::kCorruption);
    EXPECT_TRUE(Contains(collected.status.message(), "data ends early, at compressed byte"));
    EXPECT_GT(collected.spans.size(), 1000u);
    EXPECT_LT(collected.spans.size(), 20000u);
  }
}

TEST(UnreadableFileTest, CorruptCompression) {
  std::string gzip = Gzip(JsonRequest({kGoodSpan}));
  gzip[20] = static_cast<char>(gzip[20] ^ 0x5A);
  EXPECT_TRUE(Contains(Ingest(gzip).status.message(), "corrupt gzip data"));
  std::string zstd = Zstd(JsonRequest({kGoodSpan}));
  zstd[4] = static_cast<char>(0xFF);
  EXPECT_TRUE(Contains(Ingest(zstd).status.message(), "corrupt zstd data"));
  EXPECT_TRUE(Contains(Ingest(Gzip(gzip)).status.message(), "compressed twice"));
}

TEST(UnreadableFileTest, AbsurdLengths) {
  EXPECT_TRUE(Contains(Ingest(std::string("\x04\x00\x00\x01xyz", 7)).status.message(),
                       "a record that claims 67108865 bytes"));
  EXPECT_TRUE(Contains(Ingest("\x0A\xFF\xFF\xFF\xFF\xFF\x7Fxyz").status.message(),
                       "test, byte 0: a protobuf field that claims"));
  EXPECT_TRUE(Contains(Ingest(std::string(64, '\0')).status.message(), "zeros where the length"));
  const std::string bomb = LengthPrefixed(Zstd(std::string(65 << 20, ' ')));
  EXPECT_TRUE(Contains(Ingest(bomb).status.message(), "holds more than 67108864 bytes"));
}

TEST(UnreadableFileTest, OtherThings) {
  EXPECT_TRUE(Contains(Ingest("PK\x03\x04").status.message(), "neither OTLP JSON nor"));
  EXPECT_TRUE(Contains(Ingest("id,name\n1,x\n").status.message(), "neither OTLP JSON nor"));
  EXPECT_TRUE(Contains(Ingest("{\"name\":\"package\"}").status.message(), "no resourceSpans"));
  EXPECT_TRUE(Contains(Ingest("{\"resourceSpans\":{}}").status.message(), "is not an array"));
  EXPECT_TRUE(Contains(Ingest("[1]").status.message(), "a JSON object was expected"));
  EXPECT_TRUE(Contains(Ingest(std::string(100000, '[')).status.message(), "test:1: "));
}

TEST(UnreadableFileTest, FilesThatCannotBeOpened) {
  IngestReport report;
  const BatchSink sink = [](const engine::SpanBatch&) { return Status::Ok(); };
  const Status missing = IngestFiles({"/no/such/file.jsonl"}, {}, sink, &report);
  EXPECT_EQ(missing.code(), StatusCode::kNotFound);
  EXPECT_EQ(missing.message(), "/no/such/file.jsonl: cannot be opened: No such file or directory");
  EXPECT_EQ(IngestFiles({"/"}, {}, sink, &report).message(), "/: is a directory, not a file");
}

}  // namespace
}  // namespace costdb::ingest
