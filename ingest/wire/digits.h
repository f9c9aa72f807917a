#ifndef COSTDB_INGEST_WIRE_DIGITS_H_
#define COSTDB_INGEST_WIRE_DIGITS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ingest/wire/short_text.h"

namespace costdb::ingest {

/// Digits read eight at a time, a byte of a word each, the first the lowest.

/// Whether the eight bytes of `word` are decimal digits.
inline bool AreDecimal(std::uint64_t word) {
  constexpr std::uint64_t kZeros = 0x3030'3030'3030'3030;
  constexpr std::uint64_t kHighHalves = 0xF0F0'F0F0'F0F0'F0F0;
  constexpr std::uint64_t kBeyondNine = 0x0606'0606'0606'0606;
  return (word & kHighHalves) == kZeros && ((word + kBeyondNine) & kHighHalves) == kZeros;
}

/// The number that eight decimal digits are: neighbours are put together, then pairs, then fours.
inline std::uint64_t DecimalOf(std::uint64_t word) {
  word &= 0x0F0F'0F0F'0F0F'0F0F;
  word = (word * 10 + (word >> 8)) & 0x00FF'00FF'00FF'00FF;
  word = (word * 100 + (word >> 16)) & 0x0000'FFFF'0000'FFFF;
  return (word * 10'000 + (word >> 32)) & 0xFFFF'FFFF;
}

/// A number of at most 19 decimal digits, which always fits, leading zeros allowed; false when
/// `text` is anything else.
inline bool ReadDecimal(std::string_view text, std::uint64_t* number) {
  constexpr std::size_t kMostDigits = 19;
  if (text.empty() || text.size() > kMostDigits) return false;
  std::uint64_t value = 0;
  for (; text.size() >= 8; text.remove_prefix(8)) {
    const std::uint64_t word = LoadWord<std::uint64_t>(text.data());
    if (!AreDecimal(word)) return false;
    value = value * 100'000'000 + DecimalOf(word);
  }
  for (char digit : text) {
    if (digit < '0' || digit > '9') return false;
    value = value * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  *number = value;
  return true;
}

/// Whether the eight bytes of `word` are hexadecimal digits, in upper or lower case.
inline bool AreHexadecimal(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101;
  constexpr std::uint64_t kHighBits = kOnes * 0x80;
  // Adding moves a byte's high bit to whether it is at least, or beyond, a digit.
  const std::uint64_t lower = word | kOnes * 0x20;
  const std::uint64_t decimal = (word + kOnes * (0x80 - '0')) & ~(word + kOnes * (0x7F - '9'));
  const std::uint64_t letter = (lower + kOnes * (0x80 - 'a')) & ~(lower + kOnes * (0x7F - 'f'));
  return (word & kHighBits) == 0 && ((decimal | letter) & kHighBits) == kHighBits;
}

/// The 32 bits that eight hexadecimal digits are.
inline std::uint64_t HexadecimalOf(std::uint64_t word) {
  const std::uint64_t letters = word >> 6 & 0x0101'0101'0101'0101;
  word = (word & 0x0F0F'0F0F'0F0F'0F0F) + letters * 9;
  word = (word << 4 | word >> 8) & 0x00FF'00FF'00FF'00FF;
  word = (word << 8 | word >> 16) & 0x0000'FFFF'0000'FFFF;
  return (word << 16 | word >> 32) & 0xFFFF'FFFF;
}

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_DIGITS_H_
