#ifndef COSTDB_INGEST_WIRE_PROTOBUF_DECODER_H_
#define COSTDB_INGEST_WIRE_PROTOBUF_DECODER_H_

#include <memory>
#include <string_view>

#include "costdb/status.h"
#include "ingest/wire/decoded_span.h"

namespace costdb::ingest {

/// Decodes OTLP protobuf messages. Keeps its memory from record to record; not thread-safe.
class ProtobufDecoder {
 public:
  ProtobufDecoder();
  ~ProtobufDecoder();
  ProtobufDecoder(const ProtobufDecoder&) = delete;
  ProtobufDecoder& operator=(const ProtobufDecoder&) = delete;

  /// Hands the spans of one ExportTraceServiceRequest to `consumer`. A malformed message is a
  /// kCorruption that names the byte in `bytes`; what stood before it was handed on.
  Status DecodeRequest(std::string_view bytes, SpanConsumer* consumer);

  /// The same for one ResourceSpans, at most 2 GiB.
  Status DecodeResourceSpans(std::string_view bytes, SpanConsumer* consumer);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_PROTOBUF_DECODER_H_
