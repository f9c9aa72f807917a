#include "engine/money/decimal.h"

#include <charconv>
#include <limits>
#include <string>

namespace costdb::engine {
namespace {

constexpr int kDigitsMax = 37;
constexpr int kExponentMax = 1000;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// A decimal number's digits without the point, and where the point was.
struct Digits {
  bool negative = false;
  std::string digits;
  int places = 0;  ///< The value is digits / 10^places.
};

std::optional<int> TakeExponent(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
  text.remove_prefix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  int exponent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  if (!is_whole || exponent > kExponentMax || exponent < -kExponentMax) return std::nullopt;
  return exponent;
}

std::optional<Digits> TakeDigits(std::string_view text) {
  Digits result;
  if (text.starts_with('-') || text.starts_with('+')) {
    result.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  bool has_point = false;
  std::size_t i = 0;
  for (; i < text.size() && (IsDigit(text[i]) || (text[i] == '.' && !has_point)); ++i) {
    if (text[i] == '.') {
      has_point = true;
    } else {
      result.digits.push_back(text[i]);
      result.places += has_point ? 1 : 0;
    }
  }
  const std::optional<int> exponent = TakeExponent(text.substr(i));
  if (result.digits.empty() || !exponent) return std::nullopt;
  result.places -= *exponent;
  return result;
}

// Brings the digits to `places`, and tells by how much the cut-off rest rounds the value up.
std::optional<std::string> Rescale(Digits digits, int places) {
  std::string& text = digits.digits;
  if (digits.places <= places) {
    const std::size_t first = text.find_first_not_of('0');
    if (first == std::string::npos) return "0";
    text.erase(0, first);
    const auto zeros = static_cast<std::size_t>(places - digits.places);
    if (text.size() + zeros > kDigitsMax) return std::nullopt;
    return text.append(zeros, '0');
  }
  const auto cut = static_cast<std::size_t>(digits.places - places);
  if (cut > text.size()) text.insert(0, cut - text.size(), '0');
  const std::string rest = text.substr(text.size() - cut);
  text = "0" + text.substr(0, text.size() - cut);
  const bool is_tie = rest.front() == '5' && rest.find_first_not_of('0', 1) == std::string::npos;
  const bool is_odd = (text.back() - '0') % 2 != 0;
  if (rest.front() > '5' || (rest.front() == '5' && (!is_tie || is_odd))) {
    std::size_t i = text.size() - 1;
    for (; text[i] == '9'; --i) text[i] = '0';
    ++text[i];
  }
  return text;
}

}  // namespace

std::optional<Int128> ParseDecimal(std::string_view text, int places) {
  std::optional<Digits> digits = TakeDigits(text);
  if (!digits) return std::nullopt;
  const bool negative = digits->negative;
  std::optional<std::string> scaled = Rescale(std::move(*digits), places);
  if (!scaled) return std::nullopt;
  scaled->erase(0, scaled->find_first_not_of('0'));
  if (scaled->size() > kDigitsMax) return std::nullopt;
  Int128 value = 0;
  for (const char digit : *scaled) value = value * 10 + (digit - '0');
  return negative ? -value : value;
}

std::optional<std::int64_t> ParsePicodollars(std::string_view dollars) {
  const std::optional<Int128> value = ParseDecimal(dollars, kPicodollarPlaces);
  if (!value || *value > std::numeric_limits<std::int64_t>::max() ||
      *value <= std::numeric_limits<std::int64_t>::min()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*value);
}

Int128 DivideRounded(Int128 numerator, Int128 denominator) {
  const Int128 quotient = numerator / denominator;
  const Int128 remainder = numerator % denominator;
  const Int128 size = denominator < 0 ? -denominator : denominator;
  const Int128 part = remainder < 0 ? -remainder : remainder;
  const bool away = part > size - part || (part == size - part && quotient % 2 != 0);
  if (!away) return quotient;
  return quotient + ((numerator < 0) == (denominator < 0) ? 1 : -1);
}

}  // namespace costdb::engine
