#include "tools/output/value_text.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "engine/money/dollars.h"
#include "engine/money/int128_text.h"

namespace costdb::tools {
namespace {

constexpr int kNanosecondScale = 9;
constexpr std::int64_t kNanosecondsASecond = 1'000'000'000;

std::string FractionText(std::int64_t nanoseconds) {
  if (nanoseconds == 0) return "";
  if (nanoseconds % 1'000'000 == 0) return fmt::format(".{:03}", nanoseconds / 1'000'000);
  if (nanoseconds % 1'000 == 0) return fmt::format(".{:06}", nanoseconds / 1'000);
  return fmt::format(".{:09}", nanoseconds);
}

}  // namespace

std::string DecimalText(Int128 digits, int scale) {
  const bool negative = digits < 0;
  std::string text = engine::Int128ToText(digits).substr(negative ? 1 : 0);
  const auto places = static_cast<std::size_t>(scale);
  if (places > 0) {
    if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
    text.insert(text.size() - places, ".");
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return negative ? "-" + text : text;
}

std::string TimeText(std::int64_t unix_ns) {
  std::int64_t seconds = unix_ns / kNanosecondsASecond;
  std::int64_t fraction = unix_ns % kNanosecondsASecond;
  if (fraction < 0) {
    fraction += kNanosecondsASecond;
    --seconds;
  }
  const std::chrono::sys_seconds time{std::chrono::seconds{seconds}};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     FractionText(fraction));
}

std::string DoubleText(double value) {
  if (!std::isfinite(value)) return "";
  return fmt::format("{}", value);
}

std::string ExactText(const Value& value) {
  switch (value.type) {
    case Type::kNull:
      return "";
    case Type::kBool:
      return value.integer != 0 ? "true" : "false";
    case Type::kInt:
      return engine::Int128ToText(value.integer);
    case Type::kDouble:
      return DoubleText(value.real);
    case Type::kDecimal:
      return DecimalText(value.integer, value.scale);
    case Type::kMoney:
      return engine::FormatDollars(value.integer);
    case Type::kTime:
      return TimeText(static_cast<std::int64_t>(value.integer));
    case Type::kDuration:
      return DecimalText(value.integer, kNanosecondScale);
    case Type::kText:
    case Type::kTraceId:
    case Type::kSpanId:
      return value.text;
  }
  return "";
}

bool IsJsonLiteral(Type type) {
  switch (type) {
    case Type::kNull:
    case Type::kBool:
    case Type::kInt:
    case Type::kDouble:
    case Type::kDecimal:
    case Type::kMoney:
    case Type::kDuration:
      return true;
    case Type::kTime:
    case Type::kText:
    case Type::kTraceId:
    case Type::kSpanId:
      return false;
  }
  return false;
}

}  // namespace costdb::tools
