// Head batches: what is written is read, and damaged bytes are refused.

#include <gtest/gtest.h>
#include <xxhash.h>

#include <random>

#include "engine/store/span_codec.h"

namespace costdb::engine {
namespace {

std::vector<CodedSpan> Spans() {
  CodedSpan call;
  call.trace_id = {7, 8};
  call.span_id = 9;
  call.parent_span_id = 10;
  call.start_unix_ns = 1'775'000'000'000'000'000;
  call.end_unix_ns = call.start_unix_ns + 1234;
  call.role = SpanRole::kInference;
  call.kind = SpanKind::kClient;
  call.status = SpanStatus::kError;
  call.containment = Containment::kInferred;
  for (std::size_t i = 0; i < kSpanTextCount; ++i) call.text[i] = static_cast<TextCode>(i * 300);
  call.model = 3;
  call.usage = {100, 40, 0, kNullInteger, 7, 5};
  call.cost = {1000, 600, 300, 100, CostSource::kCatalog};
  call.reported_cost_pico = 0;
  call.response_id = "chatcmpl-1";
  call.attributes = {{ColumnId{1024}, 1}, {ColumnId{1027}, 70'000}};
  CodedSpan root;
  root.trace_id = {7, 8};
  root.span_id = 10;
  return {call, root};
}

// Spans of a stored batch can be found in it, and go into another as they are.
TEST(SpanCodec, StoredSpansEncodeAsCodedOnesDo) {
  const std::vector<CodedSpan> spans = Spans();
  BatchEncoder of_coded(spans.size(), 1'000);
  for (const CodedSpan& span : spans) of_coded.Add(span);
  const EncodedBatch batch = of_coded.Finish();
  EXPECT_EQ(batch.bytes, EncodeBatch(spans, 1'000));
  ASSERT_EQ(batch.size(), 2U);
  EXPECT_EQ(batch.arrived_unix_ms, 1'000);
  EXPECT_EQ(SpanIdOf(batch[0]), 9U);
  EXPECT_EQ(SpanIdOf(batch[1]), 10U);
  BatchEncoder of_stored(spans.size(), 1'000);
  of_stored.Add(batch[0]);
  of_stored.Add(batch[1]);
  const EncodedBatch same = of_stored.Finish();
  EXPECT_EQ(same.bytes, batch.bytes);
  EXPECT_EQ(same.offsets, batch.offsets);
}

TEST(SpanCodec, RoundTrips) {
  const std::vector<CodedSpan> spans = Spans();
  const std::string batch = EncodeBatch(spans, 1'000);
  std::vector<StoredSpan> listed;
  ASSERT_TRUE(ListBatch(batch, 5, &listed).ok());
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[1].order, 6U);
  CodedSpan call;
  ASSERT_TRUE(DecodeSpan(listed[0], &call).ok());
  EXPECT_EQ(call.trace_id, spans[0].trace_id);
  EXPECT_EQ(call.span_id, 9U);
  EXPECT_EQ(call.parent_span_id, 10U);
  EXPECT_EQ(call.end_unix_ns, spans[0].end_unix_ns);
  EXPECT_EQ(call.role, SpanRole::kInference);
  EXPECT_EQ(call.status, SpanStatus::kError);
  EXPECT_EQ(call.containment, Containment::kInferred);
  EXPECT_EQ(call.text, spans[0].text);
  EXPECT_EQ(call.usage, spans[0].usage);
  EXPECT_EQ(call.cost, spans[0].cost);
  EXPECT_EQ(call.reported_cost_pico, 0);
  EXPECT_EQ(call.response_id, "chatcmpl-1");
  EXPECT_EQ(call.attributes, spans[0].attributes);
  CodedSpan root;
  ASSERT_TRUE(DecodeSpan(listed[1], &root).ok());
  EXPECT_FALSE(root.usage.is_reported());
  EXPECT_EQ(root.cost, CallCost{});
}

TEST(SpanCodec, AColumnThatNoAttributeCanHaveIsRefused) {
  for (const std::uint32_t column : {0U, kFirstAttributeColumn - 1, kAttributeColumnsEnd, ~0U}) {
    std::vector<CodedSpan> spans = Spans();
    spans[0].attributes = {{ColumnId{column}, 1}};
    const std::string batch = EncodeBatch(spans, 1'000);
    std::vector<StoredSpan> listed;
    ASSERT_TRUE(ListBatch(batch, 0, &listed).ok());
    CodedSpan span;
    EXPECT_FALSE(DecodeSpan(listed[0], &span).ok()) << column;
  }
}

TEST(SpanCodec, VarintsOfAllLengthsAreReadWhateverFollows) {
  for (unsigned bits = 0; bits <= 64; ++bits) {
    const std::uint64_t value = bits == 0 ? 0 : ~std::uint64_t{0} >> (64 - bits) & ~0x2AULL;
    for (const std::size_t behind : {0U, 1U, 7U, 8U, 20U}) {
      std::string bytes;
      ByteWriter(&bytes).Varint(value);
      bytes.append(behind, static_cast<char>(0xFF));
      ByteReader reader(bytes);
      EXPECT_EQ(reader.Varint(), value);
      EXPECT_TRUE(reader.ok());
      EXPECT_EQ(reader.rest().size(), behind);
    }
  }
  ByteReader endless(std::string_view("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 12));
  EXPECT_EQ(endless.Varint(), 0U);
  EXPECT_FALSE(endless.ok());
}

TEST(SpanCodec, ListsOfVarintsAreReadLikeSingleOnes) {
  std::mt19937 random(1);
  for (int round = 0; round < 1000; ++round) {
    std::vector<std::uint32_t> values(random() % 20);
    for (auto& value : values)
      value = random() % 4 == 0 ? random() >> random() % 32 : random() % 99;
    std::string bytes;
    for (const std::uint32_t value : values) ByteWriter(&bytes).Varint(value);
    bytes.append(random() % 12, 'x');
    std::vector<std::uint32_t> read(values.size());
    ByteReader reader(bytes);
    reader.Varints32(read);
    ASSERT_EQ(read, values);
    ASSERT_TRUE(reader.ok());
  }
  ByteReader cut_off("abc");
  std::vector<std::uint32_t> values(4);
  cut_off.Varints32(values);
  EXPECT_FALSE(cut_off.ok());
}

TEST(SpanCodec, ADamagedBatchFailsItsChecksum) {
  std::string batch = EncodeBatch(Spans(), 1'000);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    std::string damaged = batch;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x40);
    std::vector<StoredSpan> listed;
    EXPECT_FALSE(ListBatch(damaged, 0, &listed).ok()) << "byte " << i;
  }
}

// Bytes whose checksum was made to fit are still read within their bounds.
TEST(SpanCodec, HostileBytesAreReadWithinBounds) {
  const std::string batch = EncodeBatch(Spans(), 1'000);
  std::mt19937 random(1);
  int refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string hostile = batch.substr(0, batch.size() - 8);
    for (int change = 0; change < 3; ++change) {
      hostile[random() % hostile.size()] = static_cast<char>(random());
    }
    if (round % 3 == 0) hostile.resize(random() % hostile.size());
    const XXH64_hash_t checksum = XXH3_64bits(hostile.data(), hostile.size());
    hostile.append(reinterpret_cast<const char*>(&checksum), sizeof(checksum));
    std::vector<StoredSpan> listed;
    bool sound = ListBatch(hostile, 0, &listed).ok();
    for (const StoredSpan& stored : listed) {
      CodedSpan span;
      sound = DecodeSpan(stored, &span).ok() && sound;
    }
    refused += sound ? 0 : 1;
  }
  EXPECT_GT(refused, 10'000);
}

}  // namespace
}  // namespace costdb::engine
