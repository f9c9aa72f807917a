#ifndef COSTDB_INGEST_WIRE_JSON_DECODER_H_
#define COSTDB_INGEST_WIRE_JSON_DECODER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "costdb/status.h"
#include "ingest/wire/decoded_span.h"

namespace costdb::ingest {

/// So many readable bytes must follow a JSON document in memory; their values do not matter.
inline constexpr std::size_t kJsonPaddingBytes = 64;

/// What a JSON document turned out to be.
struct JsonContent {
  std::uint64_t requests = 0;  ///< Objects with resourceSpans, or empty ones.
  std::uint64_t skipped = 0;   ///< Objects with metrics, logs or profiles.
};

/// Decodes OTLP JSON. Keeps its memory from document to document; not thread-safe.
class JsonDecoder {
 public:
  JsonDecoder();
  ~JsonDecoder();
  JsonDecoder(const JsonDecoder&) = delete;
  JsonDecoder& operator=(const JsonDecoder&) = delete;

  /// Hands the spans of one document, an ExportTraceServiceRequest or an array of them, to
  /// `consumer`, and so what is no JSON, or no OTLP: the other resources, scopes and spans are
  /// decoded all the same. kJsonPaddingBytes must be readable after `json`. `is_cut` says that the
  /// document is known to end early. An error is the consumer's.
  Status Decode(std::string_view json, bool is_cut, SpanConsumer* consumer, JsonContent* content);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_JSON_DECODER_H_
