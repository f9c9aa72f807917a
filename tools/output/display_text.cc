#include "tools/output/display_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "tools/output/utf8.h"
#include "tools/output/value_text.h"

namespace costdb::tools {
namespace {

constexpr Int128 kPicodollarsADollar = 1'000'000'000'000;
constexpr std::int64_t kMicrosecond = 1'000;
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

// "2026-04-01T12:30:00" and its useful prefixes.
constexpr std::size_t kDateCharacters = 10;
constexpr std::size_t kMinuteCharacters = 16;
constexpr std::size_t kSecondCharacters = 19;

Int128 Magnitude(Int128 value) {
  return value < 0 ? -value : value;
}

Int128 PowerOfTen(int exponent) {
  Int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// Decimals that show about four digits of the largest value, and at least cents.
int PlacesForMoney(const ResultColumn& column) {
  Int128 largest = 0;
  for (const Value& value : column.values) {
    if (value.type == Type::kMoney) largest = std::max(largest, Magnitude(value.integer));
  }
  if (largest == 0 || largest >= 10 * kPicodollarsADollar) return 2;
  int places = 3;
  for (Int128 bound = kPicodollarsADollar; largest < bound && places < 12; bound /= 10) ++places;
  return places;
}

std::size_t CharactersForTime(const ResultColumn& column) {
  std::int64_t finest = kDay;
  for (const Value& value : column.values) {
    if (value.type != Type::kTime) continue;
    const auto time = static_cast<std::int64_t>(value.integer);
    while (finest > 1 && time % finest != 0) {
      finest = finest == kDay ? kMinute : finest == kMinute ? kSecond : 1;
    }
  }
  if (finest == kDay) return kDateCharacters;
  if (finest == kMinute) return kMinuteCharacters;
  return finest == kSecond ? kSecondCharacters : 0;
}

std::string TimeDisplayText(std::int64_t unix_ns, std::size_t characters) {
  std::string text = TimeText(unix_ns);
  text.pop_back();
  text[kDateCharacters] = ' ';
  return characters == 0 ? text : text.substr(0, characters);
}

std::string TwoUnits(std::int64_t large, char large_unit, std::int64_t small, char small_unit) {
  return fmt::format("{}{} {:02}{}", large, large_unit, small, small_unit);
}

std::string ScaledText(std::int64_t nanoseconds, std::int64_t unit, const char* name) {
  return fmt::format("{:.3g} {}", static_cast<double>(nanoseconds) / static_cast<double>(unit),
                     name);
}

}  // namespace

std::string GroupedText(Int128 value) {
  std::string text = DecimalText(value, 0);
  const std::size_t first_digit = value < 0 ? 1 : 0;
  for (std::size_t position = text.size(); position > first_digit + 3;) {
    position -= 3;
    text.insert(position, ",");
  }
  return text;
}

std::string MoneyDisplayText(Int128 picodollars, int places) {
  const Int128 unit = PowerOfTen(12 - places);
  const Int128 rounded = (Magnitude(picodollars) + unit / 2) / unit;
  const char* sign = picodollars < 0 ? "-" : "";
  const bool vanishes = rounded == 0 && picodollars != 0;
  const Int128 shown = vanishes ? 1 : rounded;
  const Int128 scale = PowerOfTen(places);
  std::string text = fmt::format("{}{}${}", vanishes ? "<" : "", sign, GroupedText(shown / scale));
  if (places > 0) text += fmt::format(".{:0{}}", static_cast<std::int64_t>(shown % scale), places);
  return text;
}

std::string DurationDisplayText(std::int64_t nanoseconds) {
  if (nanoseconds < 0) {
    return "-" + DurationDisplayText(nanoseconds == INT64_MIN ? INT64_MAX : -nanoseconds);
  }
  if (nanoseconds < kMicrosecond) return fmt::format("{} ns", nanoseconds);
  if (nanoseconds < kMillisecond) return ScaledText(nanoseconds, kMicrosecond, "us");
  if (nanoseconds < kSecond) return ScaledText(nanoseconds, kMillisecond, "ms");
  if (nanoseconds < kMinute) return ScaledText(nanoseconds, kSecond, "s");
  if (nanoseconds < kHour) {
    return TwoUnits(nanoseconds / kMinute, 'm', nanoseconds % kMinute / kSecond, 's');
  }
  if (nanoseconds < kDay) {
    return TwoUnits(nanoseconds / kHour, 'h', nanoseconds % kHour / kMinute, 'm');
  }
  return TwoUnits(nanoseconds / kDay, 'd', nanoseconds % kDay / kHour, 'h');
}

std::string BytesDisplayText(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits = {"B", "KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024) return fmt::format("{} B", bytes);
  auto amount = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (amount >= 1024 && unit + 1 < kUnits.size()) {
    amount /= 1024;
    ++unit;
  }
  return fmt::format("{:.1f} {}", amount, kUnits[unit]);
}

ColumnDisplay::ColumnDisplay(const ResultColumn& column) {
  switch (column.type) {
    case Type::kMoney:
      money_places_ = PlacesForMoney(column);
      right_aligned_ = true;
      break;
    case Type::kTime:
      time_characters_ = CharactersForTime(column);
      break;
    case Type::kInt:
    case Type::kDouble:
    case Type::kDecimal:
    case Type::kDuration:
      right_aligned_ = true;
      break;
    default:
      break;
  }
}

std::string ColumnDisplay::TextOf(const Value& value) const {
  switch (value.type) {
    case Type::kNull:
      return "NULL";
    case Type::kDouble:
      return std::isfinite(value.real) ? fmt::format("{:.6g}", value.real) : "NULL";
    case Type::kMoney:
      return MoneyDisplayText(value.integer, money_places_);
    case Type::kTime:
      return TimeDisplayText(static_cast<std::int64_t>(value.integer), time_characters_);
    case Type::kDuration:
      return DurationDisplayText(static_cast<std::int64_t>(value.integer));
    case Type::kText:
      return EscapeControls(value.text);
    default:
      return ExactText(value);
  }
}

}  // namespace costdb::tools
