#ifndef COSTDB_INGEST_NORMALIZE_ATTRIBUTE_TEXT_H_
#define COSTDB_INGEST_NORMALIZE_ATTRIBUTE_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/wire/decoded_span.h"

namespace costdb::ingest {

/// A scalar as text: numbers in their shortest decimal form, "true" and "false"; arrays as JSON.
/// Kept in `scratch` unless it is a view of the value. Empty when the value is no text: unset,
/// structured, a double that is no number.
std::string_view TextOfValue(const DecodedValue& value, const AttributeList& list,
                             std::string* scratch);

/// The same, but an array's elements are joined by commas: finish reasons.
std::string_view ListOfValue(const DecodedValue& value, const AttributeList& list,
                             std::string* scratch);

/// A whole number, whether it came as an integer, a double or a decimal text. False when it is
/// none.
bool CountOfValue(const DecodedValue& value, std::int64_t* count);

/// Dollars as picodollars; kNullInteger when the value is no amount.
std::int64_t CostOfValue(const DecodedValue& value);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_NORMALIZE_ATTRIBUTE_TEXT_H_
