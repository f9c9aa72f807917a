#ifndef COSTDB_TESTS_INGEST_SPAN_TEXT_H_
#define COSTDB_TESTS_INGEST_SPAN_TEXT_H_

#include <string>
#include <string_view>

#include "ingest/wire/decoded_span.h"

namespace costdb::ingest {

/// What was decoded, as text, so that two decoders can be compared: equal only for equal contents.

/// A text after its length.
std::string Quoted(std::string_view text);

/// A double by its bits.
std::string DoubleText(double real);

std::string AttributesText(const AttributeList& list);

/// Ids, times and the like: a span without its attributes and events.
std::string FixedText(const DecodedSpan& span);

/// All of a span.
std::string SpanText(const DecodedSpan& span);

}  // namespace costdb::ingest

#endif  // COSTDB_TESTS_INGEST_SPAN_TEXT_H_
