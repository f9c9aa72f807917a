#ifndef COSTDB_TESTS_INGEST_WIRE_FORMATS_H_
#define COSTDB_TESTS_INGEST_WIRE_FORMATS_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace costdb::ingest {

/// gzip and zstd of `bytes`, as one member or frame.
std::string Gzip(std::string_view bytes);
std::string Zstd(std::string_view bytes);

/// `bytes` after their length, 4 bytes, big-endian.
std::string LengthPrefixed(std::string_view bytes);

/// One span of an OTLP JSON request: what the tests vary. Members are JSON text.
struct JsonSpan {
  std::string trace_id = "\"0af7651916cd43dd8448eb211c80319c\"";
  std::string span_id = "\"b7ad6b7169203331\"";
  std::string parent_span_id = "\"\"";
  std::string name = "\"chat\"";
  std::string start = "\"1790000000000000000\"";
  std::string end = "\"1790000000500000000\"";
  std::string attributes = {};  ///< The inside of the array.
};

/// The span as a JSON object.
std::string ToJson(const JsonSpan& span);

/// One request on one line, with the spans given as JSON.
std::string JsonRequest(std::initializer_list<std::string> spans);

/// {"key":key,"value":{kind:value}}; `value` is JSON text.
std::string JsonAttribute(std::string_view key, std::string_view kind, std::string_view value);

/// A protobuf field of bytes, text or a message.
std::string ProtobufBytes(std::uint32_t number, std::string_view bytes);

/// A protobuf field of type fixed64.
std::string ProtobufFixed64(std::uint32_t number, std::uint64_t value);

/// A request with one span of the given id, named by it, with `more` appended to its fields.
std::string ProtobufRequest(std::string_view trace_id, std::string_view span_id,
                            std::string_view more = {});

}  // namespace costdb::ingest

#endif  // COSTDB_TESTS_INGEST_WIRE_FORMATS_H_
