#ifndef COSTDB_VALUE_H_
#define COSTDB_VALUE_H_

#include <cstdint>
#include <string>
#include <utility>

#include "costdb/int128.h"

namespace costdb {

/// The types that a query can return.
enum class Type : std::uint8_t {
  kNull,      ///< The type of a bare NULL.
  kBool,      ///<
  kInt,       ///< A whole number, 128 bits in results.
  kDouble,    ///< A ratio: shares, standard deviations.
  kDecimal,   ///< An exact decimal literal such as 0.25; only inside expressions.
  kMoney,     ///< Picodollars (10^-12 US dollars), exact.
  kTime,      ///< Nanoseconds since the Unix epoch, UTC.
  kDuration,  ///< Nanoseconds.
  kText,      ///< UTF-8.
  kTraceId,   ///< 16 bytes, shown as 32 hexadecimal digits.
  kSpanId,    ///< 8 bytes, shown as 16 hexadecimal digits.
};

/// One value of a query result or of a query parameter. Ids are kept as lowercase hexadecimal text.
struct Value {
  Type type = Type::kNull;
  Int128 integer = 0;      ///< kBool (0 or 1), kInt, kMoney, kTime, kDuration; kDecimal's digits.
  double real = 0;         ///< kDouble
  std::uint8_t scale = 0;  ///< kDecimal: the value is integer / 10^scale.
  std::string text;        ///< kText, kTraceId, kSpanId

  static Value Null() { return {}; }
  static Value Bool(bool value) { return Number(Type::kBool, value ? 1 : 0); }
  static Value Int(Int128 value) { return Number(Type::kInt, value); }
  static Value Money(Int128 picodollars) { return Number(Type::kMoney, picodollars); }
  static Value Time(std::int64_t unix_ns) { return Number(Type::kTime, unix_ns); }
  static Value Duration(std::int64_t ns) { return Number(Type::kDuration, ns); }
  static Value Double(double value) {
    Value result;
    result.type = Type::kDouble;
    result.real = value;
    return result;
  }
  static Value Decimal(Int128 digits, std::uint8_t scale) {
    Value result = Number(Type::kDecimal, digits);
    result.scale = scale;
    return result;
  }
  static Value Text(std::string value) {
    Value result;
    result.type = Type::kText;
    result.text = std::move(value);
    return result;
  }

  bool is_null() const { return type == Type::kNull; }

 private:
  static Value Number(Type type, Int128 value) {
    Value result;
    result.type = type;
    result.integer = value;
    return result;
  }
};

}  // namespace costdb

#endif  // COSTDB_VALUE_H_
