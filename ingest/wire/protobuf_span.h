#ifndef COSTDB_INGEST_WIRE_PROTOBUF_SPAN_H_
#define COSTDB_INGEST_WIRE_PROTOBUF_SPAN_H_

#include <string_view>

#include "ingest/wire/decoded_span.h"

namespace costdb::ingest {

/// Reads OTLP's protobuf messages in place: what they hold becomes views of their bytes. Unknown
/// fields are passed over, and parts of a message that come apart are merged, as the format asks.
/// Each returns false when the bytes are no such message; what it added by then must be given up.

/// A Span; `span` must be clear. Ids that are no ids are recorded as its defect.
bool ReadProtobufSpan(std::string_view message, DecodedSpan* span);

/// A Resource, whose attributes are added to `list`.
bool ReadProtobufResource(std::string_view message, AttributeList* list);

/// What an InstrumentationScope tells.
struct ProtobufScope {
  std::string_view name;
  std::string_view version;
};
bool ReadProtobufScope(std::string_view message, ProtobufScope* scope);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_PROTOBUF_SPAN_H_
