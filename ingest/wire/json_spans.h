#ifndef COSTDB_INGEST_WIRE_JSON_SPANS_H_
#define COSTDB_INGEST_WIRE_JSON_SPANS_H_

#include <cstddef>
#include <cstdint>

#include "costdb/status.h"
#include "ingest/wire/held_spans.h"
#include "ingest/wire/json_cursor.h"
#include "ingest/wire/json_decoder.h"

namespace costdb::ingest {

/// What came of reading a document.
enum class JsonOutcome : std::uint8_t {
  kHeld,
  kMalformed,  ///< The cursor knows why.
  kTooMuch,    ///< More resources, scopes, spans and faults than may be held.
};

/// Reads the OTLP document before which `cursor` stands, an ExportTraceServiceRequest or an array
/// of them, of `bytes`: what it holds is added to `spans`, which must be clear, and `content`.
/// Unless it is kHeld, what was added by then must be given up.
JsonOutcome HoldJsonSpans(JsonCursor* cursor, std::size_t bytes, HeldSpans* spans,
                          JsonContent* content);

/// The same for a document that is known to be correct, of any contents: `spans` only holds some of
/// them, and `consumer` is told on the way. An error is the consumer's.
Status HandOnJsonSpans(JsonCursor* cursor, HeldSpans* spans, SpanConsumer* consumer,
                       JsonContent* content);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_JSON_SPANS_H_
