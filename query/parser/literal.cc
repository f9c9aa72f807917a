#include "query/parser/literal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <system_error>

#include <fmt/format.h>

namespace costdb::query {
namespace {

constexpr int kMaximumDigits = 36;
constexpr int kMaximumScale = 18;
constexpr int kMoneyScale = 12;

bool IsDigit(char byte) {
  return byte >= '0' && byte <= '9';
}

// digits * 10^-scale
struct ExactNumber {
  Int128 digits = 0;
  int scale = 0;
};

// Reads digits, with a point or without, off the front of `text`. Nothing when there are none, or
// more than 128 bits hold.
std::optional<ExactNumber> TakeDecimal(std::string_view* text) {
  ExactNumber number;
  int digit_count = 0;
  bool has_point = false;
  bool has_digit = false;
  std::size_t i = 0;
  for (; i < text->size(); ++i) {
    const char byte = (*text)[i];
    if (byte == '.' && !has_point) {
      has_point = true;
      continue;
    }
    if (!IsDigit(byte)) break;
    has_digit = true;
    if (number.digits != 0 || byte != '0') ++digit_count;
    if (digit_count > kMaximumDigits) return std::nullopt;
    number.digits = number.digits * 10 + (byte - '0');
    if (has_point) ++number.scale;
  }
  if (!has_digit) return std::nullopt;
  text->remove_prefix(i);
  return number;
}

void StripTrailingZeros(ExactNumber* number) {
  while (number->scale > 0 && number->digits % 10 == 0) {
    number->digits /= 10;
    --number->scale;
  }
}

// number * 10^power; false when it no longer fits.
bool Shift(ExactNumber* number, int power) {
  number->scale -= power;
  for (; number->scale < 0; ++number->scale) {
    if (__builtin_mul_overflow(number->digits, Int128{10}, &number->digits)) return false;
  }
  return true;
}

int SuffixPower(char suffix) {
  switch (suffix) {
    case 'k':
    case 'K':
      return 3;
    case 'M':
      return 6;
    case 'B':
      return 9;
    default:
      return -1;
  }
}

Status NotANumber(std::string_view text) {
  return Status::InvalidArgument(fmt::format("{} is not a number", text));
}

// The power of ten that follows the digits: "e-3", "K" or nothing.
std::optional<int> PowerOf(std::string_view tail) {
  if (tail.empty()) return 0;
  if (tail.size() == 1) {
    const int power = SuffixPower(tail[0]);
    return power < 0 ? std::nullopt : std::optional<int>(power);
  }
  if (tail[0] != 'e' && tail[0] != 'E') return std::nullopt;
  std::string_view digits = tail.substr(1);
  if (digits[0] == '+') digits.remove_prefix(1);
  int power = 0;
  const char* const end = digits.data() + digits.size();
  const auto [read_to, error] = std::from_chars(digits.data(), end, power);
  if (error != std::errc() || read_to != end) return std::nullopt;
  return power;
}

struct DurationUnit {
  std::string_view name;
  std::int64_t nanoseconds;
  syntax::CalendarUnit calendar_unit = syntax::CalendarUnit::kNone;
};

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::array kDurationUnits = {
    DurationUnit{"ns", 1},
    DurationUnit{"us", 1'000},
    DurationUnit{"ms", 1'000'000},
    DurationUnit{"s", kSecond},
    DurationUnit{"m", 60 * kSecond},
    DurationUnit{"h", 3600 * kSecond},
    DurationUnit{"d", 86400 * kSecond, syntax::CalendarUnit::kDay},
    DurationUnit{"w", 7 * (86400 * kSecond), syntax::CalendarUnit::kWeek},
    DurationUnit{"mo", 0, syntax::CalendarUnit::kMonth},
    DurationUnit{"y", 0, syntax::CalendarUnit::kYear},
};

const DurationUnit* FindUnit(std::string_view name) {
  const auto* found = std::find_if(kDurationUnits.begin(), kDurationUnits.end(),
                                   [name](const DurationUnit& unit) { return unit.name == name; });
  return found == kDurationUnits.end() ? nullptr : found;
}

std::string_view TakeLetters(std::string_view* text) {
  std::size_t length = 0;
  while (length < text->size() && (*text)[length] >= 'a' && (*text)[length] <= 'z') ++length;
  const std::string_view letters = text->substr(0, length);
  text->remove_prefix(length);
  return letters;
}

}  // namespace

Result<Value> ParseNumber(std::string_view text) {
  std::string_view rest = text;
  std::optional<ExactNumber> number = TakeDecimal(&rest);
  if (number.has_value()) {
    const std::optional<int> power = PowerOf(rest);
    if (!power.has_value()) return NotANumber(text);
    if (*power <= kMaximumDigits && *power >= -kMaximumDigits && Shift(&*number, *power)) {
      StripTrailingZeros(&*number);
      if (number->scale == 0) return Value::Int(number->digits);
      if (number->scale <= kMaximumScale) {
        return Value::Decimal(number->digits, static_cast<std::uint8_t>(number->scale));
      }
    }
  }
  double real = 0;
  const char* const end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data(), end, real);
  if (error != std::errc() || read_to != end) return NotANumber(text);
  return Value::Double(real);
}

Result<Value> ParsePercent(std::string_view text) {
  std::string_view rest = text;
  std::optional<ExactNumber> number = TakeDecimal(&rest);
  if (!number.has_value() || rest != "%") return NotANumber(text);
  number->scale += 2;
  StripTrailingZeros(&*number);
  if (number->scale > kMaximumScale) return NotANumber(text);
  return Value::Decimal(number->digits, static_cast<std::uint8_t>(number->scale));
}

Result<Value> ParseMoney(std::string_view text) {
  std::string_view rest = text;
  if (rest.empty() || rest[0] != '$') return NotANumber(text);
  rest.remove_prefix(1);
  std::optional<ExactNumber> number = TakeDecimal(&rest);
  const std::optional<int> power = PowerOf(rest);
  if (!number.has_value() || !power.has_value() || !Shift(&*number, *power)) {
    return NotANumber(text);
  }
  StripTrailingZeros(&*number);
  if (number->scale > kMoneyScale) {
    return Status::InvalidArgument(fmt::format(
        "{} has more than {} decimals: money is exact to a picodollar", text, kMoneyScale));
  }
  if (!Shift(&*number, kMoneyScale)) return NotANumber(text);
  return Value::Money(number->digits);
}

Result<ParsedDuration> ParseDuration(std::string_view text) {
  const auto fail = [text](std::string_view reason) {
    return Status::InvalidArgument(fmt::format("{} is not a duration: {}", text, reason));
  };
  constexpr std::string_view kUnits = "units are ns, us, ms, s, m, h, d, w, mo and y";
  ParsedDuration parsed;
  Int128 total = 0;
  int components = 0;
  for (std::string_view rest = text; !rest.empty(); ++components) {
    const std::optional<ExactNumber> number = TakeDecimal(&rest);
    const DurationUnit* unit = FindUnit(TakeLetters(&rest));
    if (!number.has_value() || unit == nullptr) return fail(kUnits);
    Int128 amount = 0;
    if (__builtin_mul_overflow(number->digits, Int128{unit->nanoseconds}, &amount)) {
      return fail("it is too long");
    }
    for (int i = 0; i < number->scale; ++i) amount /= 10;
    total += amount;
    if (total > INT64_MAX || total < 0) return fail("it is too long");
    const bool has_no_length = unit->nanoseconds == 0;
    const bool is_alone = components == 0 && rest.empty();
    if (has_no_length && (!is_alone || number->scale != 0)) {
      return fail("months and years are whole and stand alone");
    }
    if (number->digits > 100'000 && has_no_length) return fail("it is too long");
    const bool is_calendar = unit->calendar_unit != syntax::CalendarUnit::kNone;
    if (is_alone && is_calendar && number->scale == 0 && number->digits <= 1'000'000) {
      parsed.calendar_unit = unit->calendar_unit;
      parsed.calendar_count = static_cast<std::int64_t>(number->digits);
    }
  }
  if (components == 0) return fail(kUnits);
  parsed.nanoseconds = static_cast<std::int64_t>(total);
  return parsed;
}

std::string UnquoteText(std::string_view quoted) {
  std::string text;
  if (quoted.size() < 2) return text;
  const char quote = quoted.front();
  const std::string_view inner = quoted.substr(1, quoted.size() - 2);
  for (std::size_t i = 0; i < inner.size(); ++i) {
    text += inner[i];
    if (inner[i] == quote) ++i;
  }
  return text;
}

}  // namespace costdb::query
