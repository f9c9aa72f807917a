#ifndef COSTDB_INGEST_WIRE_JSON_NUMBER_H_
#define COSTDB_INGEST_WIRE_JSON_NUMBER_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "ingest/wire/json_cursor.h"

namespace costdb::ingest {

/// What values of OTLP JSON mean, in all the ways in which senders write them. Each returns false
/// when the value is none.

/// The text, or an empty one for any other value.
std::string_view TextOf(const JsonValue& value);

/// A decimal integer.
bool IntegerOfText(std::string_view text, std::int64_t* integer);

/// 64-bit integers come as numbers, as strings and, from languages without integers, as doubles.
bool IntegerOf(const JsonValue& value, std::int64_t* integer);

/// The same without a sign: nanoseconds.
bool TimeOf(const JsonValue& value, std::uint64_t* time);

/// "NaN" and "Infinity" are strings in protobuf's JSON; so is any double from some senders.
bool DoubleOf(const JsonValue& value, double* real);

/// Enumerations are numbers; the names that protobuf's own JSON uses are tolerated. 0 for anything
/// else.
std::int64_t EnumerationOf(const JsonValue& value, std::span<const std::string_view> names);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_JSON_NUMBER_H_
