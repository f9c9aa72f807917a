#include "ingest/prices/calendar_text.h"

#include <fmt/format.h>

#include <chrono>
#include <cstddef>

namespace costdb::ingest {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kMinuteNs = 60 * kSecondNs;
constexpr std::int64_t kHourNs = 60 * kMinuteNs;
constexpr std::int64_t kDayNs = engine::kNanosecondsPerDay;

// Takes fields of fixed width off the front.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  // `digits` digits as a number up to `most`.
  std::int64_t Number(std::size_t digits, std::int64_t most) {
    std::int64_t value = 0;
    if (rest_.size() < digits) ok_ = false;
    for (std::size_t i = 0; i < digits && ok_; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') ok_ = false;
      value = value * 10 + (rest_[i] - '0');
    }
    if (ok_) rest_.remove_prefix(digits);
    if (value > most) ok_ = false;
    return value;
  }

  bool Take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void Expect(char c) { ok_ = Take(c) && ok_; }

  // The nanoseconds of a fraction of up to nine digits.
  std::int64_t Fraction() {
    std::int64_t value = 0;
    std::int64_t unit = kSecondNs;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      unit /= 10;
      value += unit * (rest_.front() - '0');
      rest_.remove_prefix(1);
      if (unit == 0) ok_ = false;
    }
    if (unit == kSecondNs) ok_ = false;
    return value;
  }

  bool AtEnd() const { return ok_ && rest_.empty(); }
  bool ok() const { return ok_; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

std::int64_t ReadClock(Fields* fields) {
  std::int64_t ns = fields->Number(2, 23) * kHourNs;
  fields->Expect(':');
  ns += fields->Number(2, 59) * kMinuteNs;
  if (!fields->Take(':')) return ns;
  ns += fields->Number(2, 59) * kSecondNs;
  if (fields->Take('.')) ns += fields->Fraction();
  return ns;
}

// What to subtract to come to UTC.
std::int64_t ReadOffset(Fields* fields) {
  if (fields->Take('Z') || fields->Take('z')) return 0;
  const bool is_east = fields->Take('+');
  if (!is_east && !fields->Take('-')) return 0;
  std::int64_t ns = fields->Number(2, 23) * kHourNs;
  fields->Expect(':');
  ns += fields->Number(2, 59) * kMinuteNs;
  return is_east ? ns : -ns;
}

std::string ClockText(std::int64_t of_day) {
  std::string text = fmt::format("{:02}:{:02}:{:02}", of_day / kHourNs, of_day / kMinuteNs % 60,
                                 of_day / kSecondNs % 60);
  if (of_day % kSecondNs == 0) return text;
  text += fmt::format(".{:09}", of_day % kSecondNs);
  while (text.back() == '0') text.pop_back();
  return text;
}

}  // namespace

std::optional<std::int64_t> ParseMoment(std::string_view text) {
  Fields fields(text);
  const auto year = static_cast<int>(fields.Number(4, 2200));
  fields.Expect('-');
  const auto month = static_cast<unsigned>(fields.Number(2, 12));
  fields.Expect('-');
  const auto day = static_cast<unsigned>(fields.Number(2, 31));
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  constexpr int kFirstYear = 1970;
  if (!fields.ok() || !date.ok() || year < kFirstYear) return std::nullopt;
  std::int64_t ns = std::chrono::sys_days(date).time_since_epoch().count() * kDayNs;
  if (fields.AtEnd()) return ns;
  if (!fields.Take('T') && !fields.Take(' ')) return std::nullopt;
  ns += ReadClock(&fields);
  ns -= ReadOffset(&fields);
  return fields.AtEnd() ? std::optional(ns) : std::nullopt;
}

std::optional<std::int64_t> ParseTimeOfDay(std::string_view text) {
  Fields fields(text);
  std::int64_t ns = ReadClock(&fields);
  ns -= ReadOffset(&fields);
  if (!fields.AtEnd()) return std::nullopt;
  return (ns % kDayNs + kDayNs) % kDayNs;
}

std::string MomentText(std::int64_t unix_ns) {
  const std::int64_t of_day = (unix_ns % kDayNs + kDayNs) % kDayNs;
  const std::chrono::sys_days day{std::chrono::days{(unix_ns - of_day) / kDayNs}};
  const std::chrono::year_month_day date{day};
  std::string text =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  if (of_day != 0) text += "T" + ClockText(of_day) + "Z";
  return text;
}

std::string TimeOfDayText(std::int64_t ns) {
  return ClockText(ns % kDayNs);
}

}  // namespace costdb::ingest
