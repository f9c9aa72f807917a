#ifndef COSTDB_TOOLS_OUTPUT_VALUE_TEXT_H_
#define COSTDB_TOOLS_OUTPUT_VALUE_TEXT_H_

#include <cstdint>
#include <string>

#include "costdb/int128.h"
#include "costdb/value.h"

namespace costdb::tools {

/// `digits` / 10^`scale` as a plain decimal without trailing zeros: (1350, 6) is "0.00135".
std::string DecimalText(Int128 digits, int scale);

/// A time as RFC 3339 in UTC, with 0, 3, 6 or 9 digits of fraction: "2026-04-01T12:30:00.250Z".
std::string TimeText(std::int64_t unix_ns);

/// The shortest text that reads back as the same double; "" when it is not a number.
std::string DoubleText(double value);

/// The exact text of a value that is not NULL, as machine formats write it: money as a plain
/// decimal in dollars, a duration as a plain decimal in seconds, a time as TimeText, a bool as true
/// or false.
std::string ExactText(const Value& value);

/// Whether a value of this type is written without quotes in JSON.
bool IsJsonLiteral(Type type);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_OUTPUT_VALUE_TEXT_H_
