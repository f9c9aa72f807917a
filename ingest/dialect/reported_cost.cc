#include "ingest/dialect/reported_cost.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <iterator>

#include "engine/span/span_record.h"

namespace costdb::ingest {
namespace {

using engine::kNullInteger;

constexpr std::int64_t kPicodollarDigits = 12;
constexpr std::int64_t kMaximumCostPico = 1'000'000'000'000'000'000;
constexpr std::int64_t kMaximumExponent = 1000;

bool IsDigit(char character) {
  return character >= '0' && character <= '9';
}

// The digits of a decimal without its point, and the power of ten of the last.
struct Decimal {
  std::string_view whole;
  std::string_view fraction;
  std::int64_t exponent = 0;
};

bool Split(std::string_view text, Decimal* decimal) {
  const std::size_t mark = text.find_first_of("eE");
  if (mark != std::string_view::npos) {
    std::string_view exponent = text.substr(mark + 1);
    if (!exponent.empty() && exponent[0] == '+') exponent.remove_prefix(1);
    const char* end = exponent.data() + exponent.size();
    const auto parsed = std::from_chars(exponent.data(), end, decimal->exponent);
    if (parsed.ec != std::errc() || parsed.ptr != end) return false;
    if (std::abs(decimal->exponent) > kMaximumExponent) return false;
    text = text.substr(0, mark);
  }
  const std::size_t point = text.find('.');
  decimal->whole = text.substr(0, point);
  if (point != std::string_view::npos) decimal->fraction = text.substr(point + 1);
  for (std::string_view digits : {decimal->whole, decimal->fraction}) {
    for (char digit : digits) {
      if (!IsDigit(digit)) return false;
    }
  }
  return !decimal->whole.empty() || !decimal->fraction.empty();
}

}  // namespace

std::int64_t CostOfText(std::string_view dollars) {
  Decimal decimal;
  if (!Split(dollars, &decimal)) return kNullInteger;
  // So many of the digits stand before the picodollar's point.
  const std::int64_t kept =
      static_cast<std::int64_t>(decimal.whole.size()) + decimal.exponent + kPicodollarDigits;
  const auto count = static_cast<std::int64_t>(decimal.whole.size() + decimal.fraction.size());
  std::int64_t pico = 0;
  for (std::int64_t i = 0; i < kept; ++i) {
    const auto index = static_cast<std::size_t>(i);
    char digit = '0';
    if (i < count) {
      digit = index < decimal.whole.size() ? decimal.whole[index]
                                           : decimal.fraction[index - decimal.whole.size()];
    } else if (pico == 0) {
      return 0;
    }
    pico = pico * 10 + (digit - '0');
    if (pico > kMaximumCostPico) return kNullInteger;
  }
  if (kept < 0 || kept >= count) return pico;
  const auto next = static_cast<std::size_t>(kept);
  const char rounding = next < decimal.whole.size() ? decimal.whole[next]
                                                    : decimal.fraction[next - decimal.whole.size()];
  return rounding >= '5' ? pico + 1 : pico;
}

std::int64_t CostOfDouble(double dollars) {
  if (!std::isfinite(dollars) || dollars < 0) return kNullInteger;
  fmt::memory_buffer text;
  fmt::format_to(std::back_inserter(text), "{}", dollars);
  return CostOfText({text.data(), text.size()});
}

}  // namespace costdb::ingest
