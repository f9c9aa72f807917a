#ifndef COSTDB_INGEST_WIRE_JSON_ATTRIBUTES_H_
#define COSTDB_INGEST_WIRE_JSON_ATTRIBUTES_H_

#include "ingest/wire/decoded_span.h"
#include "ingest/wire/json_cursor.h"

namespace costdb::ingest {

/// Reads the list of KeyValues that is next, which is added to `list`. `is_list` becomes false when
/// it is no list, nor null. False when the document is malformed.
bool ReadJsonAttributes(JsonCursor* cursor, AttributeList* list, bool* is_list);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_JSON_ATTRIBUTES_H_
