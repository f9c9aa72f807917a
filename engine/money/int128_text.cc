#include "engine/money/int128_text.h"

#include "engine/money/decimal.h"

namespace costdb::engine {

std::string Int128ToText(Int128 value) {
  // The magnitude is taken unsigned: the least Int128 has no positive counterpart.
  const bool is_negative = value < 0;
  UInt128 magnitude = is_negative ? -static_cast<UInt128>(value) : static_cast<UInt128>(value);
  char digits[40];
  char* first = digits + sizeof(digits);
  do {
    *--first = static_cast<char>('0' + static_cast<int>(magnitude % 10));
    magnitude /= 10;
  } while (magnitude != 0);
  if (is_negative) *--first = '-';
  return {first, digits + sizeof(digits)};
}

Result<Int128> ParseInt128(std::string_view text) {
  return ParseDecimal(text, {.scale = 0, .allow_fraction = false});
}

}  // namespace costdb::engine
