#ifndef COSTDB_QUERY_EXEC_OPERATORS_ORDERED_BITS_H_
#define COSTDB_QUERY_EXEC_OPERATORS_ORDERED_BITS_H_

#include <bit>
#include <cstdint>

namespace costdb::query {

/// What turns the bits of signed numbers into unsigned ones of the same order, by exclusive or.
inline constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

/// Unsigned numbers in the order of doubles that are no NaN; zero has one sign.
inline std::uint64_t OrderedBits(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);
  return (bits & kSignBit) != 0 ? ~bits : bits | kSignBit;
}

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_OPERATORS_ORDERED_BITS_H_
