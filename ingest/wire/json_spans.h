#ifndef COSTDB_INGEST_WIRE_JSON_SPANS_H_
#define COSTDB_INGEST_WIRE_JSON_SPANS_H_

#include "ingest/wire/held_spans.h"
#include "ingest/wire/json_cursor.h"
#include "ingest/wire/json_decoder.h"

namespace costdb::ingest {

/// Reads the OTLP document before which `cursor` stands, an ExportTraceServiceRequest or an array
/// of them: what it holds is added to `spans` and `content`. False when it is malformed; then what
/// was added by then must be given up, and `cursor` knows why.
bool ReadJsonSpans(JsonCursor* cursor, HeldSpans* spans, JsonContent* content);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_JSON_SPANS_H_
