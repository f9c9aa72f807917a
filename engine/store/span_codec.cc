#include "engine/store/span_codec.h"

#include <xxhash.h>

#include <algorithm>

#include "engine/error/propagate.h"

namespace costdb::engine {
namespace {

constexpr std::uint8_t kBatchVersion = 2;  // Version 1 has no time of arrival.
constexpr std::size_t kChecksumBytes = 8;

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

Usage ReadUsage(ByteReader& reader) {
  Usage usage;
  for (std::int64_t* tokens : {&usage.input, &usage.cached, &usage.cache_write,
                               &usage.cache_write_1h, &usage.output, &usage.reasoning}) {
    *tokens = ReadOptional(reader);
  }
  return usage;
}

void WriteCost(UncheckedWriter& writer, const CallCost& cost) {
  writer.Fixed(static_cast<std::uint8_t>(cost.source));
  if (cost.source == CostSource::kNone) return;
  for (const std::int64_t part : {cost.total, cost.input, cost.output, cost.cache}) {
    WriteOptional(writer, part);
  }
}

CallCost ReadCost(ByteReader& reader) {
  CallCost cost;
  cost.source = static_cast<CostSource>(reader.Fixed<std::uint8_t>());
  if (cost.source == CostSource::kNone) return cost;
  for (std::int64_t* part : {&cost.total, &cost.input, &cost.output, &cost.cache}) {
    *part = ReadOptional(reader);
  }
  return cost;
}

// The most that the body of a span takes.
std::size_t MostBodyBytes(const CodedSpan& span) {
  constexpr std::size_t kVarintBytes = 10;
  constexpr std::size_t kNumbers = 64;  // More than there are beside the attributes.
  return kVarintBytes * (kNumbers + 2 * span.attributes.size()) + span.response_id.size();
}

// Into `scratch`, which is kept as large as it has been.
std::string_view WriteSpanBody(const CodedSpan& span, std::string* scratch) {
  scratch->resize(std::max(scratch->size(), MostBodyBytes(span)));
  UncheckedWriter writer(scratch->data());
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
  return {scratch->data(), static_cast<std::size_t>(writer.at() - scratch->data())};
}

void WriteSpan(const TraceId& trace_id, std::int64_t start_unix_ns, std::string_view body,
               std::string* bytes) {
  ByteWriter writer(bytes);
  writer.Fixed(trace_id.high);
  writer.Fixed(trace_id.low);
  writer.Fixed(start_unix_ns);
  writer.Text(body);
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

template <typename WriteOne>
std::string EncodeSpans(std::size_t count, std::int64_t arrived_unix_ms,
                        const WriteOne& write_one) {
  std::string bytes;
  bytes.reserve(count * kUsualSpanBytes);
  ByteWriter writer(&bytes);
  writer.Fixed(kBatchVersion);
  writer.Fixed(arrived_unix_ms);
  writer.Varint(count);
  for (std::size_t i = 0; i < count; ++i) write_one(&bytes, i);
  writer.Fixed(std::uint64_t{XXH3_64bits(bytes.data(), bytes.size())});
  return bytes;
}

bool ReadAttributes(ByteReader& reader, CodedAttributes* attributes) {
  const std::uint64_t count = reader.Varint();
  if (count > reader.rest().size()) return false;  // Each takes two bytes at least.
  attributes->reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint32_t column = reader.Varint32();
    if (column < kFirstAttributeColumn || column >= kAttributeColumnsEnd) return false;
    attributes->push_back({static_cast<ColumnId>(column), reader.Varint32()});
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
  std::string scratch;
  return std::string(WriteSpanBody(span, &scratch));
}

std::string EncodeBatch(std::span<const CodedSpan> spans, std::int64_t arrived_unix_ms,
                        std::vector<std::uint32_t>* offsets) {
  std::string scratch;
  return EncodeSpans(spans.size(), arrived_unix_ms, [&](std::string* bytes, std::size_t i) {
    if (offsets != nullptr) offsets->push_back(static_cast<std::uint32_t>(bytes->size()));
    const std::string_view body = WriteSpanBody(spans[i], &scratch);
    WriteSpan(spans[i].trace_id, spans[i].start_unix_ns, body, bytes);
  });
}

std::string EncodeBatch(std::span<const StoredSpan> spans, std::int64_t arrived_unix_ms) {
  return EncodeSpans(spans.size(), arrived_unix_ms, [&](std::string* bytes, std::size_t i) {
    WriteSpan(spans[i].trace_id, spans[i].start_unix_ns, spans[i].bytes, bytes);
  });
}

Status ListBatch(std::string_view batch, std::uint64_t first_order,
                 std::vector<StoredSpan>* spans) {
  if (batch.size() < kChecksumBytes) return Status::Corruption("it is too short");
  const std::string_view content = batch.substr(0, batch.size() - kChecksumBytes);
  ByteReader checksum(batch.substr(content.size()));
  if (checksum.Fixed<std::uint64_t>() != XXH3_64bits(content.data(), content.size())) {
    return Status::Corruption("it does not match its checksum");
  }
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
  span->usage = ReadUsage(reader);
  span->cost = ReadCost(reader);
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
