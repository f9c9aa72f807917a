#ifndef COSTDB_INGEST_WIRE_PROTOBUF_DECODER_H_
#define COSTDB_INGEST_WIRE_PROTOBUF_DECODER_H_

#include <string_view>

#include "costdb/status.h"
#include "ingest/wire/decoded_span.h"

namespace costdb::ingest {

/// Decodes OTLP protobuf messages in place: nothing is copied. Keeps its memory from record to
/// record; not thread-safe.
class ProtobufDecoder {
 public:
  /// Hands the spans of one ExportTraceServiceRequest to `consumer`. A span that is malformed is
  /// handed on with that defect; where the bytes between the spans are malformed the consumer is
  /// told, and decoding goes on behind the message around them. `is_cut` says that `bytes` are
  /// known to end early. An error is the consumer's.
  Status DecodeRequest(std::string_view bytes, bool is_cut, SpanConsumer* consumer);

  /// The same for one ResourceSpans.
  Status DecodeResourceSpans(std::string_view bytes, bool is_cut, SpanConsumer* consumer);

 private:
  AttributeList resource_;
  DecodedSpan span_;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_PROTOBUF_DECODER_H_
