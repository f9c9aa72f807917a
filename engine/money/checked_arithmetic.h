#ifndef COSTDB_ENGINE_MONEY_CHECKED_ARITHMETIC_H_
#define COSTDB_ENGINE_MONEY_CHECKED_ARITHMETIC_H_

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>

#include "costdb/int128.h"

namespace costdb::engine {

/// The integers that hold money and token counts.
template <typename T>
concept MoneyInteger = std::same_as<T, std::int64_t> || std::same_as<T, Int128>;

inline constexpr Int128 kMaximumInt128 = static_cast<Int128>(~UInt128{0} >> 1);
inline constexpr Int128 kMinimumInt128 = -kMaximumInt128 - 1;

/// a + b, or nothing when the sum does not fit.
template <MoneyInteger T>
constexpr std::optional<T> CheckedAdd(T a, T b) {
  T sum{};
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

/// a x b, or nothing when the product does not fit.
template <MoneyInteger T>
constexpr std::optional<T> CheckedMultiply(T a, T b) {
  T product{};
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

/// The same number in 64 bits, or nothing when it does not fit.
constexpr std::optional<std::int64_t> NarrowToInt64(Int128 value) {
  if (value < std::numeric_limits<std::int64_t>::min() ||
      value > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_MONEY_CHECKED_ARITHMETIC_H_
