#ifndef COSTDB_QUERY_FUNCTIONS_CONVERSION_H_
#define COSTDB_QUERY_FUNCTIONS_CONVERSION_H_

#include <cstdint>
#include <string>

#include "costdb/int128.h"

namespace costdb::query {

/// A whole number in decimal digits.
std::string Int128ToText(Int128 value);

/// digits / 10^scale in plain digits, without zeros at the end of the decimals: "-0.25", "3".
std::string DecimalToText(Int128 digits, int scale);

/// RFC 3339 in UTC with as many decimals of the second as are needed: "2026-04-01T00:00:00.5Z".
std::string TimeToText(std::int64_t unix_ns);

/// "1h30m", "2.5s", "0".
std::string DurationToText(std::int64_t ns);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_FUNCTIONS_CONVERSION_H_
