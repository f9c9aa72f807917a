// Every framing times every compression, found from the content alone.
#include <gtest/gtest.h>

#include <fmt/format.h>
#include <unistd.h>

#include <thread>

#include "collect.h"
#include "wire_formats.h"

namespace costdb::ingest {
namespace {

using engine::SpanText;

struct Framing {
  const char* name;
  std::string bytes;
  std::uint64_t requests;
};

JsonSpan Numbered(int number) {
  JsonSpan span;
  span.span_id = fmt::format("\"{:016x}\"", number);
  span.name = fmt::format("\"{:08}\"", number);
  return span;
}

std::string JsonOf(int number) {
  return JsonRequest({ToJson(Numbered(number))});
}

std::string ProtobufOf(int number) {
  return ProtobufRequest("0123456789abcdef", fmt::format("{:08}", number));
}

// Three spans each, named 00000001 to 00000003.
std::vector<Framing> Framings() {
  const std::string pretty = "\n\n{\n \"resourceSpans\" : [\n  {\"scopeSpans\":[{\"spans\":[\n" +
                             ToJson(Numbered(1)) + ",\n" + ToJson(Numbered(2)) + ",\n" +
                             ToJson(Numbered(3)) + "]}]}\n ]\n}\n";
  const std::string lines = JsonOf(1) + "\n" + JsonOf(2) + "\r\n\n" + JsonOf(3);
  const std::string one_line =
      JsonRequest({ToJson(Numbered(1)), ToJson(Numbered(2)), ToJson(Numbered(3))});
  std::string compressed_frames;
  std::string compressed_json_frames;
  std::string prefixed;
  for (int number : {1, 2, 3}) {
    compressed_frames += LengthPrefixed(Zstd(ProtobufOf(number)));
    compressed_json_frames += LengthPrefixed(Zstd(JsonOf(number)));
    prefixed += LengthPrefixed(ProtobufOf(number));
  }
  return {
      {"one JSON document", one_line, 1},
      {"JSON over several lines", pretty, 1},
      {"JSON lines", lines, 3},
      {"JSON lines after a byte order mark", "\xEF\xBB\xBF" + lines + "\n", 3},
      {"JSON documents over several lines", JsonOf(1) + JsonOf(2) + "\n\n" + JsonOf(3), 3},
      {"array of JSON documents", "[" + JsonOf(1) + ",\n" + JsonOf(2) + "," + JsonOf(3) + "]", 3},
      {"one protobuf message", ProtobufOf(1) + ProtobufOf(2) + ProtobufOf(3), 1},
      {"length-prefixed protobuf", prefixed, 3},
      {"the Collector's compressed protobuf", compressed_frames, 3},
      {"the Collector's compressed JSON", compressed_json_frames, 3},
  };
}

void ExpectThreeSpans(const std::string& bytes, std::uint64_t requests) {
  const Collected collected = Ingest(bytes);
  ASSERT_TRUE(collected.status.ok()) << collected.status.message();
  ASSERT_EQ(collected.spans.size(), 3u);
  EXPECT_EQ(collected.spans[0][SpanText::kName], "00000001");
  EXPECT_EQ(collected.spans[2][SpanText::kName], "00000003");
  EXPECT_EQ(collected.report.requests, requests);
  EXPECT_EQ(collected.report.spans, 3u);
  EXPECT_EQ(collected.report.bytes, bytes.size());
  EXPECT_EQ(collected.report.rejected, 0u);
}

TEST(FormatsTest, Plain) {
  for (const Framing& framing : Framings()) {
    SCOPED_TRACE(framing.name);
    ExpectThreeSpans(framing.bytes, framing.requests);
  }
}

TEST(FormatsTest, Compressed) {
  for (const Framing& framing : Framings()) {
    SCOPED_TRACE(framing.name);
    ExpectThreeSpans(Gzip(framing.bytes), framing.requests);
    ExpectThreeSpans(Zstd(framing.bytes), framing.requests);
  }
}

TEST(FormatsTest, CompressedInPieces) {
  for (const Framing& framing : Framings()) {
    SCOPED_TRACE(framing.name);
    const std::size_t middle = framing.bytes.size() / 2;
    const std::string first = framing.bytes.substr(0, middle);
    const std::string second = framing.bytes.substr(middle);
    ExpectThreeSpans(Gzip(first) + Gzip(second), framing.requests);
    ExpectThreeSpans(Zstd(first) + Zstd(second), framing.requests);
  }
}

TEST(FormatsTest, ProtobufAndJsonSayTheSame) {
  const Collected json = Ingest(JsonOf(7));
  const Collected protobuf = Ingest(ProtobufOf(7));
  ASSERT_EQ(json.spans.size(), 1u);
  ASSERT_EQ(protobuf.spans.size(), 1u);
  EXPECT_EQ(json.spans[0][SpanText::kName], protobuf.spans[0][SpanText::kName]);
  EXPECT_EQ(json.spans[0].record.start_unix_ns, protobuf.spans[0].record.start_unix_ns);
  EXPECT_EQ(json.spans[0].record.end_unix_ns, 1'790'000'000'500'000'000);
  EXPECT_EQ(json.spans[0].record.span_id, 7u);
  EXPECT_EQ(protobuf.spans[0].record.trace_id.high, 0x3031323334353637u);
  EXPECT_EQ(protobuf.spans[0].record.trace_id.low, 0x3839616263646566u);
}

TEST(FormatsTest, NothingIsNoError) {
  for (std::string_view bytes : {"", "\n \n", "{}", "{\"resourceSpans\":[]}"}) {
    const Collected collected = Ingest(bytes);
    EXPECT_TRUE(collected.status.ok()) << bytes << ": " << collected.status.message();
    EXPECT_TRUE(collected.spans.empty());
    EXPECT_TRUE(collected.batch_sizes.empty());
  }
}

TEST(FormatsTest, MetricsAndLogsAreSkipped) {
  const Collected collected = Ingest("{\"resourceMetrics\":[{}]}\n" + JsonOf(1) +
                                     "\n{\"resourceLogs\":[]}\n" + JsonOf(2) + "\n");
  ASSERT_TRUE(collected.status.ok()) << collected.status.message();
  EXPECT_EQ(collected.spans.size(), 2u);
  EXPECT_EQ(collected.report.records_skipped, 2u);
  EXPECT_EQ(collected.report.requests, 2u);
}

TEST(FormatsTest, RecordsLargerThanTheBuffer) {
  const std::string content(3 << 20, 'x');
  JsonSpan large = Numbered(1);
  large.attributes = JsonAttribute("gen_ai.input.messages", "stringValue", '"' + content + '"');
  std::string lines;
  for (int i = 0; i < 4; ++i) lines += JsonRequest({ToJson(large)}) + "\n" + JsonOf(2) + "\n";
  const Collected collected = Ingest(Gzip(lines));
  ASSERT_TRUE(collected.status.ok()) << collected.status.message();
  EXPECT_EQ(collected.spans.size(), 8u);
  EXPECT_EQ(collected.report.contents_dropped, 4u);
}

// Bytes in memory are read where they lie, but for the last few.
TEST(FormatsTest, InMemory) {
  constexpr int kLines = 2000;
  std::string lines;
  std::string messages;
  for (int i = 1; i <= kLines; ++i) {
    lines += JsonOf(i) + "\n";
    messages += LengthPrefixed(ProtobufRequest(std::string(16, 'i'), std::string(8, 'i')));
  }
  ASSERT_GT(lines.size(), std::size_t{512} << 10);
  for (const std::size_t blanks : {0, 1, 62, 63, 64, 65, 400}) {
    std::vector<char> exact(lines.begin(), lines.end() - 1);
    exact.insert(exact.end(), blanks, '\n');
    exact.shrink_to_fit();
    const Collected collected = Ingest({exact.data(), exact.size()});
    ASSERT_TRUE(collected.status.ok()) << collected.status.message();
    ASSERT_EQ(collected.spans.size(), kLines);
    EXPECT_EQ(collected.report.bytes, exact.size());
  }
  const Collected collected = Ingest(messages);
  EXPECT_EQ(collected.report.requests, kLines);
  EXPECT_EQ(collected.report.bytes, messages.size());
  EXPECT_EQ(Ingest(Gzip(lines)).spans.size(), kLines);
}

TEST(FormatsTest, Pipes) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const std::string lines = JsonOf(1) + "\n" + JsonOf(2) + "\n";
  std::thread writer([&] {
    for (char byte : lines) EXPECT_EQ(write(ends[1], &byte, 1), 1);
    close(ends[1]);
  });
  Collected collected;
  collected.status = IngestFiles({fmt::format("/dev/fd/{}", ends[0])}, {}, CollectInto(&collected),
                                 &collected.report);
  writer.join();
  close(ends[0]);
  ASSERT_TRUE(collected.status.ok()) << collected.status.message();
  EXPECT_EQ(collected.spans.size(), 2u);
}

TEST(FormatsTest, BatchesHoldWhatWasAskedFor) {
  std::string lines;
  for (int i = 1; i <= 10; ++i) lines += JsonOf(i) + "\n";
  IngestOptions options;
  options.spans_a_batch = 4;
  std::vector<std::uint64_t> seen;
  options.progress = [&](const IngestProgress& progress) {
    seen.push_back(progress.spans);
    EXPECT_EQ(progress.bytes_total, lines.size());
    EXPECT_LE(progress.bytes_read, progress.bytes_total);
  };
  const Collected collected = Ingest(lines, options);
  EXPECT_EQ(collected.batch_sizes, (std::vector<std::size_t>{4, 4, 2}));
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{4, 8, 10}));
}

// The resource of a request belongs to each batch that has spans of it.
TEST(FormatsTest, OneRequestOverSeveralBatches) {
  const std::string request =
      R"({"resourceSpans":[{"resource":{"attributes":[)" +
      JsonAttribute("service.name", "stringValue", "\"shop\"") + "," +
      JsonAttribute("k8s.pod.name", "stringValue", "\"pod-1\"") +
      R"(]},"scopeSpans":[{"scope":{"name":"app","version":"2"},"spans":[)" + ToJson(Numbered(1)) +
      "," + ToJson(Numbered(2)) + "," + ToJson(Numbered(3)) + "]}]}]}";
  IngestOptions options;
  options.spans_a_batch = 2;
  const Collected collected = Ingest(request, options);
  ASSERT_EQ(collected.batch_sizes, (std::vector<std::size_t>{2, 1}));
  for (const CollectedSpan& span : collected.spans) {
    EXPECT_EQ(span[SpanText::kService], "shop");
    EXPECT_EQ(span[SpanText::kScope], "app");
    EXPECT_EQ(span[SpanText::kScopeVersion], "2");
    EXPECT_EQ(span.resource, (std::map<std::string, std::string>{{"k8s.pod.name", "pod-1"}}));
  }
}

TEST(FormatsTest, CancelledIngestStops) {
  std::atomic<bool> cancelled = false;
  IngestOptions options;
  options.spans_a_batch = 1;
  options.cancelled = &cancelled;
  int batches = 0;
  IngestReport report;
  const Status status = IngestBytes(
      JsonOf(1) + "\n" + JsonOf(2) + "\n" + JsonOf(3), "test", options,
      [&](const engine::SpanBatch&) {
        cancelled = ++batches == 2;
        return Status::Ok();
      },
      &report);
  EXPECT_EQ(status.code(), StatusCode::kCancelled);
  EXPECT_EQ(batches, 2);
  EXPECT_EQ(report.spans, 2u);
}

TEST(FormatsTest, TheSinksErrorIsHandedOnAsItIs) {
  IngestReport report;
  int calls = 0;
  const Status status = IngestBytes(
      JsonOf(1), "test", {},
      [&](const engine::SpanBatch&) {
        ++calls;
        return Status::Io("disk full");
      },
      &report);
  EXPECT_EQ(status.message(), "disk full");
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(report.spans, 0u);
}

}  // namespace
}  // namespace costdb::ingest
