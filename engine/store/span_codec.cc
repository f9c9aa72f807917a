#include "engine/store/span_codec.h"

#include <algorithm>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/trailing_checksum.h"

namespace costdb::engine {
namespace {

constexpr std::uint8_t kBatchVersion = 2;  // Version 1 has no time of arrival.
constexpr std::size_t kVarintBytes = 10;   // At most.

// Absent is 0, so that a value takes one byte more only from 127 on.
void WriteOptional(UncheckedWriter& writer, std::int64_t value) {
  writer.Varint(value == kNullInteger ? 0 : static_cast<std::uint64_t>(value) + 1);
}

std::int64_t ReadOptional(ByteReader& reader) {
  const std::uint64_t value = reader.Varint();
  return value == 0 ? kNullInteger : static_cast<std::int64_t>(value - 1);
}

void WriteUsage(UncheckedWriter& writer, const Usage& usage) {
  for (const std::int64_t tokens : {usage.input, usage.cached, usage.cache_write,
                                    usage.cache_write_1h, usage.output, usage.reasoning}) {
    WriteOptional(writer, tokens);
  }
}

// Into their place, here and below: a copy of what was just written waits until it is in the cache.
void ReadUsage(ByteReader& reader, Usage* usage) {
  for (std::int64_t* tokens : {&usage->input, &usage->cached, &usage->cache_write,
                               &usage->cache_write_1h, &usage->output, &usage->reasoning}) {
    *tokens = ReadOptional(reader);
  }
}

void WriteCost(UncheckedWriter& writer, const CallCost& cost) {
  writer.Fixed(static_cast<std::uint8_t>(cost.source));
  if (cost.source == CostSource::kNone) return;
  for (const std::int64_t part : {cost.total, cost.input, cost.output, cost.cache}) {
    WriteOptional(writer, part);
  }
}

void ReadCost(ByteReader& reader, CallCost* cost) {
  cost->source = static_cast<CostSource>(reader.Fixed<std::uint8_t>());
  if (cost->source == CostSource::kNone) return;
  for (std::int64_t* part : {&cost->total, &cost->input, &cost->output, &cost->cache}) {
    *part = ReadOptional(reader);
  }
}

// The most that the body of a span takes.
std::size_t MostBodyBytes(const CodedSpan& span) {
  constexpr std::size_t kNumbers = 64;  // More than there are beside the attributes.
  return kVarintBytes * (kNumbers + 2 * span.attributes.size()) + span.response_id.size();
}

// Returns where the body ends.
char* WriteSpanBody(const CodedSpan& span, char* at) {
  UncheckedWriter writer(at);
  writer.Fixed(span.span_id);
  writer.Fixed(span.parent_span_id);
  writer.Varint(static_cast<std::uint64_t>(span.end_unix_ns - span.start_unix_ns));
  writer.Fixed(static_cast<std::uint8_t>(span.role));
  writer.Fixed(static_cast<std::uint8_t>(span.kind));
  writer.Fixed(static_cast<std::uint8_t>(span.status));
  writer.Fixed(static_cast<std::uint8_t>(span.containment));
  for (const TextCode code : span.text) writer.Varint(code);
  writer.Varint(span.model);
  WriteUsage(writer, span.usage);
  WriteCost(writer, span.cost);
  WriteOptional(writer, span.reported_cost_pico);
  writer.Text(span.response_id);
  writer.Varint(span.attributes.size());
  for (const CodedAttribute& attribute : span.attributes) {
    writer.Varint(static_cast<std::uint32_t>(attribute.column));
    writer.Varint(attribute.value);
  }
  writer.Varint(span.price_version);
  return writer.at();
}

// What stands before a body: ids of the trace, the time, and the body's length.
template <typename Writer>
void WriteSpanHead(const TraceId& trace_id, std::int64_t start_unix_ns, std::size_t body_bytes,
                   Writer* writer) {
  writer->Fixed(trace_id.high);
  writer->Fixed(trace_id.low);
  writer->Fixed(start_unix_ns);
  writer->Varint(body_bytes);
}

StoredSpan ReadStoredSpan(ByteReader& reader) {
  StoredSpan span;
  span.trace_id.high = reader.Fixed<std::uint64_t>();
  span.trace_id.low = reader.Fixed<std::uint64_t>();
  span.start_unix_ns = reader.Fixed<std::int64_t>();
  span.bytes = reader.Text();
  return span;
}

constexpr std::size_t kUsualSpanBytes = 160;
constexpr std::size_t kMostHeadBytes = 3 * sizeof(std::uint64_t) + kVarintBytes;

template <typename Span>
std::string EncodeSpans(std::span<const Span> spans, std::int64_t arrived_unix_ms) {
  BatchEncoder encoder(spans.size(), arrived_unix_ms);
  for (const Span& span : spans) encoder.Add(span);
  return encoder.Finish().bytes;
}

bool ReadAttributes(ByteReader& reader, CodedAttributes* attributes) {
  const std::uint64_t count = reader.Varint();
  if (count > reader.rest().size()) return false;  // Each takes two bytes at least.
  attributes->resize(count);
  for (CodedAttribute& attribute : *attributes) {
    const std::uint32_t column = reader.Varint32();
    if (column < kFirstAttributeColumn || column >= kAttributeColumnsEnd) return false;
    attribute.column = static_cast<ColumnId>(column);
    attribute.value = reader.Varint32();
  }
  return true;
}

bool EnumsAreKnown(const CodedSpan& span) {
  return span.role <= SpanRole::kTool && span.kind <= SpanKind::kConsumer &&
         span.status <= SpanStatus::kError && span.containment <= Containment::kAmbiguous &&
         span.cost.source <= CostSource::kSpan;
}

}  // namespace

std::string EncodeSpanBody(const CodedSpan& span) {
  std::string bytes(MostBodyBytes(span), '\0');
  bytes.resize(static_cast<std::size_t>(WriteSpanBody(span, bytes.data()) - bytes.data()));
  return bytes;
}

BatchEncoder::BatchEncoder(std::size_t span_count, std::int64_t arrived_unix_ms) {
  batch_.arrived_unix_ms = arrived_unix_ms;
  batch_.bytes.reserve(span_count * kUsualSpanBytes);
  batch_.offsets.reserve(span_count);
  ByteWriter writer(&batch_.bytes);
  writer.Fixed(kBatchVersion);
  writer.Fixed(arrived_unix_ms);
  writer.Varint(span_count);
}

void BatchEncoder::BeginSpan() {
  batch_.offsets.push_back(static_cast<std::uint32_t>(batch_.bytes.size()));
}

// The body first, since its length stands before it.
void BatchEncoder::Add(const CodedSpan& span) {
  BeginSpan();
  scratch_.resize(std::max(scratch_.size(), kMostHeadBytes + MostBodyBytes(span)));
  char* const body = scratch_.data() + kMostHeadBytes;
  const auto body_bytes = static_cast<std::size_t>(WriteSpanBody(span, body) - body);
  UncheckedWriter head(scratch_.data());
  WriteSpanHead(span.trace_id, span.start_unix_ns, body_bytes, &head);
  batch_.bytes.append(scratch_.data(), head.at());
  batch_.bytes.append(body, body_bytes);
}

void BatchEncoder::Add(const StoredSpan& span) {
  BeginSpan();
  ByteWriter head(&batch_.bytes);
  WriteSpanHead(span.trace_id, span.start_unix_ns, span.bytes.size(), &head);
  batch_.bytes.append(span.bytes);
}

EncodedBatch BatchEncoder::Finish() {
  AppendChecksum(&batch_.bytes);
  return std::move(batch_);
}

std::string EncodeBatch(std::span<const CodedSpan> spans, std::int64_t arrived_unix_ms) {
  return EncodeSpans(spans, arrived_unix_ms);
}

std::string EncodeBatch(std::span<const StoredSpan> spans, std::int64_t arrived_unix_ms) {
  return EncodeSpans(spans, arrived_unix_ms);
}

Status ListBatch(std::string_view batch, std::uint64_t first_order,
                 std::vector<StoredSpan>* spans) {
  if (batch.size() < kTrailingChecksumBytes) return Status::Corruption("it is too short");
  if (!MatchesChecksum(batch)) return Status::Corruption("it does not match its checksum");
  const std::string_view content = WithoutChecksum(batch);
  ByteReader reader(content);
  const auto version = reader.Fixed<std::uint8_t>();
  if (version == 0 || version > kBatchVersion) {
    return Status::Corruption("it has an unknown version");
  }
  const std::int64_t arrived_unix_ms = version == 1 ? 0 : reader.Fixed<std::int64_t>();
  const std::uint64_t count = reader.Varint();
  for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
    const auto offset = static_cast<std::uint32_t>(content.size() - reader.rest().size());
    StoredSpan span = ReadStoredSpan(reader);
    span.order = first_order + i;
    span.offset = offset;
    span.arrived_unix_ms = arrived_unix_ms;
    spans->push_back(span);
  }
  return reader.AtEnd() ? Status::Ok() : Status::Corruption("it is malformed");
}

StoredSpan SpanAt(std::string_view batch, std::uint32_t offset) {
  ByteReader reader(batch.substr(std::min<std::size_t>(offset, batch.size())));
  StoredSpan span = ReadStoredSpan(reader);
  span.offset = offset;
  return span;
}

SpanId SpanIdOf(const StoredSpan& span) {
  return ByteReader(span.bytes).Fixed<SpanId>();
}

Status DecodeSpan(const StoredSpan& stored, CodedSpan* span) {
  ByteReader reader(stored.bytes);
  span->trace_id = stored.trace_id;
  span->span_id = reader.Fixed<SpanId>();
  span->parent_span_id = reader.Fixed<SpanId>();
  span->start_unix_ns = stored.start_unix_ns;
  const std::uint64_t duration_ns = reader.Varint();
  span->end_unix_ns =
      static_cast<std::int64_t>(static_cast<std::uint64_t>(stored.start_unix_ns) + duration_ns);
  span->role = static_cast<SpanRole>(reader.Fixed<std::uint8_t>());
  span->kind = static_cast<SpanKind>(reader.Fixed<std::uint8_t>());
  span->status = static_cast<SpanStatus>(reader.Fixed<std::uint8_t>());
  span->containment = static_cast<Containment>(reader.Fixed<std::uint8_t>());
  reader.Varints32(span->text);
  span->model = reader.Varint32();
  ReadUsage(reader, &span->usage);
  ReadCost(reader, &span->cost);
  span->reported_cost_pico = ReadOptional(reader);
  span->response_id = reader.Text();
  const bool has_attributes = ReadAttributes(reader, &span->attributes);
  if (!reader.rest().empty()) span->price_version = reader.Varint32();  // Older files lack it.
  if (!has_attributes || !reader.AtEnd() || !EnumsAreKnown(*span) ||
      span->end_unix_ns < span->start_unix_ns) {
    return Status::Corruption("a stored span is malformed");
  }
  return Status::Ok();
}

}  // namespace costdb::engine
