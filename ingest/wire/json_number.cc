#include "ingest/wire/json_number.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "ingest/wire/digits.h"

namespace costdb::ingest {
namespace {

using Kind = JsonValue::Kind;

constexpr double kTwoToThe63 = 9223372036854775808.0;
constexpr double kTwoToThe64 = 18446744073709551616.0;

template <typename Number>
bool ParseWhole(std::string_view text, Number* number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

// The number as a double; NaN for what is no number.
double RealOf(const JsonValue& value) {
  switch (value.kind) {
    case Kind::kInteger:
      return static_cast<double>(value.integer);
    case Kind::kUnsigned:
      return static_cast<double>(static_cast<std::uint64_t>(value.integer));
    case Kind::kReal:
      return value.real;
    default:
      return std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace

std::string_view TextOf(const JsonValue& value) {
  return value.kind == Kind::kText ? value.text : std::string_view();
}

bool IntegerOfText(std::string_view text, std::int64_t* integer) {
  std::uint64_t digits = 0;
  if (!ReadDecimal(text, &digits) || digits > std::uint64_t{INT64_MAX}) {
    return ParseWhole(text, integer);
  }
  *integer = static_cast<std::int64_t>(digits);
  return true;
}

bool IntegerOf(const JsonValue& value, std::int64_t* integer) {
  if (value.kind == Kind::kInteger) {
    *integer = value.integer;
    return true;
  }
  if (value.kind == Kind::kText) return IntegerOfText(value.text, integer);
  const double real = RealOf(value);
  if (!(real >= -kTwoToThe63 && real < kTwoToThe63) || real != std::floor(real)) return false;
  *integer = static_cast<std::int64_t>(real);
  return true;
}

bool TimeOf(const JsonValue& value, std::uint64_t* time) {
  if (value.kind == Kind::kUnsigned || (value.kind == Kind::kInteger && value.integer >= 0)) {
    *time = static_cast<std::uint64_t>(value.integer);
    return true;
  }
  if (value.kind == Kind::kText) {
    return ReadDecimal(value.text, time) || ParseWhole(value.text, time);
  }
  const double real = RealOf(value);
  if (!(real >= 0 && real < kTwoToThe64) || real != std::floor(real)) return false;
  *time = static_cast<std::uint64_t>(real);
  return true;
}

bool DoubleOf(const JsonValue& value, double* real) {
  if (value.kind != Kind::kText) {
    *real = RealOf(value);
    return value.kind == Kind::kInteger || value.kind == Kind::kUnsigned ||
           value.kind == Kind::kReal;
  }
  if (ParseWhole(value.text, real)) return true;
  *real = std::numeric_limits<double>::quiet_NaN();
  return value.text == "NaN" || value.text == "Infinity" || value.text == "-Infinity";
}

std::int64_t EnumerationOf(const JsonValue& value, std::span<const std::string_view> names) {
  std::int64_t number = 0;
  if (IntegerOf(value, &number)) return number;
  const std::string_view text = TextOf(value);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (text == names[i]) return static_cast<std::int64_t>(i);
  }
  return 0;
}

}  // namespace costdb::ingest
