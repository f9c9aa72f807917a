// One bad place costs nothing but itself: files, lines, records, resources and spans around it are
// read.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>

#include "collect.h"
#include "wire_formats.h"

namespace costdb::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kTrace = "0123456789abcdef";

std::string Named(const std::string& name) {
  return ToJson({.name = "\"" + name + "\""});
}

std::vector<std::string> NamesOf(const Collected& collected) {
  std::vector<std::string> names;
  for (const CollectedSpan& span : collected.spans) {
    names.push_back(span[engine::SpanText::kName]);
  }
  return names;
}

// One span of this id, as a field of a ScopeSpans.
std::string ProtobufSpan(const std::string& id) {
  return ProtobufBytes(2, ProtobufBytes(1, kTrace) + ProtobufBytes(2, id) + ProtobufBytes(5, id) +
                              ProtobufFixed64(7, 1'790'000'000'000'000'000) +
                              ProtobufFixed64(8, 1'790'000'000'000'000'001));
}

std::string ProtobufResource(const std::string& scope_spans) {
  return ProtobufBytes(1, ProtobufBytes(2, scope_spans));
}

class Files : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& bytes) {
    const std::string path = ::testing::TempDir() + "resynchronization-" + name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
};

TEST_F(Files, TheFilesAfterABadOneAreRead) {
  const std::vector<std::string> paths = {
      Write("1", JsonRequest({Named("one")})), Write("2", "no telemetry at all"),
      ::testing::TempDir() + "resynchronization-missing", Write("3", JsonRequest({Named("two")}))};
  Collected collected;
  const Status status = IngestFiles(paths, {}, CollectInto(&collected), &collected.report);
  EXPECT_THAT(NamesOf(collected), ElementsAre("one", "two"));
  EXPECT_THAT(status.message(), HasSubstr(paths[1] + ", byte 0: neither OTLP JSON nor"));
  EXPECT_EQ(collected.report.faults, 2u);
  EXPECT_THAT(collected.report.incomplete_files, ElementsAre(paths[1], paths[2]));
  EXPECT_TRUE(collected.report.reached_end);
}

TEST(Resynchronization, LinesAfterABadOne) {
  const std::string one = JsonRequest({Named("one")});
  const Collected collected = Ingest(one + "\n{\"resourceSpans\":[}\nnonsense\n{\"a\":1}\n" +
                                     one.substr(0, 90) + "\n" + JsonRequest({Named("two")}) + "\n");
  EXPECT_THAT(NamesOf(collected), ElementsAre("one", "two"));
  EXPECT_EQ(collected.report.faults, 4u);
  EXPECT_THAT(collected.report.fault_examples,
              ElementsAre(HasSubstr("test:2: malformed"), HasSubstr("test:3: malformed"),
                          HasSubstr("test:4: not an OTLP"), HasSubstr("test:5: malformed")));
}

TEST(Resynchronization, LinesAfterAFirstOneThatIsCut) {
  const std::string two = JsonRequest({Named("two")});
  const Collected collected = Ingest(two.substr(0, 90) + "\n" + two + "\nnonsense\n" + two + "\n");
  EXPECT_THAT(NamesOf(collected), ElementsAre("two", "two"));
  EXPECT_THAT(
      collected.report.fault_examples,
      ElementsAre(HasSubstr("test:1: truncated"), HasSubstr("test:3: a JSON object was expected")));
}

TEST(Resynchronization, ALineThatIsTooLong) {
  const std::string one = JsonRequest({Named("one")}) + "\n";
  const Collected collected = Ingest(one + std::string((64 << 20) + 5, 'x') + "\n" + one);
  EXPECT_THAT(NamesOf(collected), ElementsAre("one", "one"));
  EXPECT_THAT(collected.report.fault_examples, ElementsAre(HasSubstr("test:2: a record of more")));
}

TEST(Resynchronization, JsonListsOfAnotherType) {
  const Collected collected = Ingest(R"([{"resourceSpans":[{"scopeSpans":5},)"
                                     "\n"
                                     R"({"scopeSpans":[{"spans":{}},7,{"spans":[)" +
                                     Named("one") +
                                     "]}]}]},\n3,"
                                     R"({"resourceSpans":[null,{"scopeSpans":[{"spans":[)" +
                                     Named("two") + "]}]}]}]");
  EXPECT_THAT(NamesOf(collected), ElementsAre("one", "two"));
  EXPECT_THAT(collected.report.fault_examples,
              ElementsAre("test:1: scopeSpans is not an array", "test:2: spans is not an array",
                          "test:2: an element of scopeSpans is not a JSON object",
                          "test:3: not an OTLP message: a JSON object was expected",
                          "test:3: an element of resourceSpans is not a JSON object"));
}

TEST(Resynchronization, SpansAroundAMalformedOne) {
  const Collected collected =
      Ingest(JsonRequest({Named("one"), R"({"traceId":"0af7", "name":})", Named("two")}));
  EXPECT_THAT(NamesOf(collected), ElementsAre("one", "two"));
  EXPECT_EQ(collected.report.rejected, 1u);
  EXPECT_TRUE(collected.status.ok()) << collected.status.message();
}

TEST(Resynchronization, SpansBeforeTheEndOfACutDocument) {
  const std::string document = JsonRequest({Named("one"), Named("two"), Named("three")});
  const Collected collected = Ingest(document.substr(0, document.find("three")));
  EXPECT_THAT(NamesOf(collected), ElementsAre("one", "two"));
  EXPECT_EQ(collected.report.faults, 1u);
  EXPECT_THAT(collected.status.message(), HasSubstr("test:1: truncated"));
}

TEST(Resynchronization, ProtobufSpansAroundAMalformedOne) {
  const std::string good = ProtobufSpan("00000001");
  const std::string bad = ProtobufBytes(2, "\x0A\x7F");
  const std::string request =
      ProtobufResource(good + bad + ProtobufSpan("00000002")) + ProtobufResource(good);
  for (const std::string& bytes : {request, LengthPrefixed(request)}) {
    const Collected collected = Ingest(bytes);
    EXPECT_THAT(NamesOf(collected), ElementsAre("00000001", "00000002", "00000001"));
    ASSERT_EQ(collected.report.rejected_examples.size(), 1u);
    EXPECT_EQ(collected.report.rejected_examples[0],
              fmt::format("test, byte {}: span without an id: span is malformed protobuf",
                          bytes.find(bad) + 2));
    EXPECT_TRUE(collected.status.ok());
  }
}

TEST(Resynchronization, ProtobufResourcesAroundAMalformedOne) {
  const std::string good = ProtobufResource(ProtobufSpan("00000001"));
  const std::string bad = ProtobufResource(ProtobufSpan("00000002") + "\x07zz");
  const Collected collected = Ingest(LengthPrefixed(good + bad + good) + LengthPrefixed(good));
  EXPECT_THAT(NamesOf(collected), ElementsAre("00000001", "00000002", "00000001", "00000001"));
  EXPECT_EQ(collected.report.faults, 1u);
  EXPECT_EQ(collected.status.message(),
            fmt::format("test, byte {}: malformed protobuf", 4 + good.size() + bad.size() - 3));
}

TEST(Resynchronization, SpansBeforeTheEndOfACutMessage) {
  const std::string request = ProtobufResource(ProtobufSpan("00000001") + ProtobufSpan("00000002"));
  const std::string cut = request.substr(0, request.size() - 3);
  std::string prefixed = LengthPrefixed(request);
  prefixed.resize(prefixed.size() - 3);
  for (const std::string& bytes : {cut, prefixed}) {
    const Collected collected = Ingest(bytes);
    EXPECT_THAT(NamesOf(collected), ElementsAre("00000001"));
    EXPECT_EQ(collected.report.faults, 1u);
    EXPECT_EQ(collected.report.rejected, 0u);
    EXPECT_THAT(collected.status.message(), HasSubstr("test, byte 0: truncated"));
  }
}

TEST(Resynchronization, RecordsAfterACorruptFrame) {
  const std::string good = ProtobufRequest(kTrace, "00000001");
  std::string frame = Zstd(good);
  frame[4] = static_cast<char>(0xFF);
  const Collected collected =
      Ingest(LengthPrefixed(Zstd(good)) + LengthPrefixed(frame) + LengthPrefixed(Zstd(good)));
  EXPECT_EQ(collected.spans.size(), 2u);
  EXPECT_EQ(collected.report.faults, 1u);
}

// Before ScopeSpans (2022) there was InstrumentationLibrarySpans, of the same layout.
TEST(Resynchronization, InstrumentationLibrarySpansAreScopeSpans) {
  std::string json = JsonRequest({Named("one")});
  json.replace(json.find("\"scopeSpans\""), 12, "\"instrumentationLibrarySpans\"");
  EXPECT_THAT(NamesOf(Ingest(json)), ElementsAre("one"));
  EXPECT_THAT(NamesOf(Ingest(ProtobufBytes(1, ProtobufBytes(1000, ProtobufSpan("00000001"))))),
              ElementsAre("00000001"));
}

TEST(Cancellation, WhatWasReadIsKept) {
  Collected collected;
  std::atomic<bool> cancelled = false;
  IngestOptions options;
  options.cancelled = &cancelled;
  options.spans_a_batch = 1;
  const BatchSink collect = CollectInto(&collected);
  const Status status = IngestBytes(
      JsonRequest({Named("one"), Named("two")}), "test", options,
      [&](engine::SpanBatch& batch) {
        cancelled = true;
        return collect(batch);
      },
      &collected.report);
  EXPECT_EQ(status.code(), StatusCode::kCancelled);
  EXPECT_FALSE(collected.report.reached_end);
  EXPECT_EQ(collected.report.spans, collected.spans.size());
}

}  // namespace
}  // namespace costdb::ingest
