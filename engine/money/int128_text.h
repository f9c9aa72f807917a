#ifndef COSTDB_ENGINE_MONEY_INT128_TEXT_H_
#define COSTDB_ENGINE_MONEY_INT128_TEXT_H_

#include <string>
#include <string_view>

#include "costdb/int128.h"
#include "costdb/status.h"

namespace costdb::engine {

/// The decimal digits of `value`, with a minus sign when it is negative.
std::string Int128ToText(Int128 value);

/// The whole number that `text` spells: digits with an optional sign, nothing else. The error names
/// the character that does not fit.
Result<Int128> ParseInt128(std::string_view text);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_MONEY_INT128_TEXT_H_
