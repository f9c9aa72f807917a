#include "wire_formats.h"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

namespace costdb::ingest {
namespace {

std::string Varint(std::uint64_t value) {
  std::string bytes;
  while (value >= 0x80) {
    bytes.push_back(static_cast<char>((value & 0x7F) | 0x80));
    value >>= 7;
  }
  bytes.push_back(static_cast<char>(value));
  return bytes;
}

}  // namespace

std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string input(bytes);
  std::string output(deflateBound(&stream, input.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(output.data());
  stream.avail_out = static_cast<uInt>(output.size());
  deflate(&stream, Z_FINISH);
  output.resize(stream.total_out);
  deflateEnd(&stream);
  return output;
}

std::string Zstd(std::string_view bytes) {
  std::string output(ZSTD_compressBound(bytes.size()), '\0');
  output.resize(ZSTD_compress(output.data(), output.size(), bytes.data(), bytes.size(), 3));
  return output;
}

std::string LengthPrefixed(std::string_view bytes) {
  std::string prefixed;
  for (int shift = 24; shift >= 0; shift -= 8) {
    prefixed.push_back(static_cast<char>((bytes.size() >> shift) & 0xFF));
  }
  return prefixed.append(bytes);
}

std::string ToJson(const JsonSpan& span) {
  return fmt::format(R"({{"traceId":{},"spanId":{},"parentSpanId":{},"name":{},"kind":3,)"
                     R"("startTimeUnixNano":{},"endTimeUnixNano":{},"attributes":[{}]}})",
                     span.trace_id, span.span_id, span.parent_span_id, span.name, span.start,
                     span.end, span.attributes);
}

std::string JsonRequest(std::initializer_list<std::string> spans) {
  std::string list;
  for (const std::string& span : spans) list += (list.empty() ? "" : ",") + span;
  return R"({"resourceSpans":[{"scopeSpans":[{"spans":[)" + list + "]}]}]}";
}

std::string JsonAttribute(std::string_view key, std::string_view kind, std::string_view value) {
  return fmt::format(R"({{"key":"{}","value":{{"{}":{}}}}})", key, kind, value);
}

std::string ProtobufBytes(std::uint32_t number, std::string_view bytes) {
  return Varint((number << 3) | 2) + Varint(bytes.size()) + std::string(bytes);
}

std::string ProtobufFixed64(std::uint32_t number, std::uint64_t value) {
  std::string field = Varint((number << 3) | 1);
  for (int shift = 0; shift < 64; shift += 8) {
    field.push_back(static_cast<char>((value >> shift) & 0xFF));
  }
  return field;
}

std::string ProtobufRequest(std::string_view trace_id, std::string_view span_id,
                            std::string_view more) {
  const std::string span = ProtobufBytes(1, trace_id) + ProtobufBytes(2, span_id) +
                           ProtobufBytes(5, span_id) +
                           ProtobufFixed64(7, 1'790'000'000'000'000'000) +
                           ProtobufFixed64(8, 1'790'000'000'500'000'000) + std::string(more);
  return ProtobufBytes(1, ProtobufBytes(2, ProtobufBytes(2, span)));
}

}  // namespace costdb::ingest
