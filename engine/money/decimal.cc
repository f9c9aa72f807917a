#include "engine/money/decimal.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>

#include "engine/error/propagate.h"
#include "engine/money/checked_arithmetic.h"

namespace costdb::engine {
namespace {

// Longer texts are not numbers that anyone prices with; the bound keeps error messages short.
constexpr std::size_t kMaximumTextBytes = 400;
// Beyond this an exponent moves every digit of an allowed text out of reach, either way.
constexpr int kMaximumExponent = 1000;

constexpr bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// The parts of a decimal: (digits) x 10^exponent.
struct Parts {
  bool is_negative = false;
  std::string digits;  // Without the point and without leading zeros.
  int exponent = 0;
};

class Reader {
 public:
  Reader(std::string_view text, bool allow_fraction)
      : text_(text), allow_fraction_(allow_fraction) {}

  Result<Parts> Read() {
    if (text_.empty()) return Status::InvalidArgument("expected a number, found nothing");
    if (text_.size() > kMaximumTextBytes) {
      return Status::InvalidArgument(
          fmt::format("expected a number, found {} bytes of text", text_.size()));
    }
    Parts parts;
    if (AtAny("+-")) parts.is_negative = text_[place_++] == '-';
    COSTDB_RETURN_IF_ERROR(ReadDigits(&parts));
    if (allow_fraction_ && AtAny("eE")) COSTDB_RETURN_IF_ERROR(ReadExponent(&parts));
    if (place_ != text_.size()) return Unexpected("a digit");
    parts.digits.erase(0, std::min(parts.digits.find_first_not_of('0'), parts.digits.size()));
    return parts;
  }

 private:
  bool AtAny(std::string_view characters) const {
    return place_ < text_.size() && characters.find(text_[place_]) != std::string_view::npos;
  }

  bool AtDigit() const { return place_ < text_.size() && IsDigit(text_[place_]); }

  Status ReadDigits(Parts* parts) {
    while (AtDigit()) parts->digits.push_back(text_[place_++]);
    if (allow_fraction_ && AtAny(".")) {
      ++place_;
      while (AtDigit()) {
        parts->digits.push_back(text_[place_++]);
        --parts->exponent;
      }
    }
    return parts->digits.empty() ? Unexpected("a digit") : Status::Ok();
  }

  Status ReadExponent(Parts* parts) {
    ++place_;
    bool is_negative = false;
    if (AtAny("+-")) is_negative = text_[place_++] == '-';
    if (!AtDigit()) return Unexpected("a digit of the exponent");
    int exponent = 0;
    while (AtDigit()) {
      exponent = std::min(exponent * 10 + (text_[place_++] - '0'), kMaximumExponent);
    }
    parts->exponent += is_negative ? -exponent : exponent;
    return Status::Ok();
  }

  Status Unexpected(std::string_view expected) const {
    if (place_ >= text_.size()) {
      return Status::InvalidArgument(
          fmt::format("\"{}\" ends where {} was expected", text_, expected));
    }
    return Status::InvalidArgument(
        fmt::format("character {} of \"{}\": expected {}", place_ + 1, text_, expected));
  }

  std::string_view text_;
  bool allow_fraction_;
  std::size_t place_ = 0;
};

// `kept` digits, with those cut off behind them, as a half-even rounding sees them.
bool RoundsUp(std::string_view kept, std::string_view cut) {
  if (cut.empty() || cut[0] != '5') return !cut.empty() && cut[0] > '5';
  if (cut.find_first_not_of('0', 1) != std::string_view::npos) return true;
  return !kept.empty() && (kept.back() - '0') % 2 == 1;
}

// The number that `digits` and then `zeros` zeros spell, negative so that every Int128 fits.
std::optional<Int128> Negated(std::string_view digits, int zeros) {
  std::optional<Int128> value = 0;
  const auto append = [&value](int digit) {
    if (value) value = CheckedMultiply<Int128>(*value, 10);
    if (value) value = CheckedAdd<Int128>(*value, -digit);
  };
  for (const char digit : digits) append(digit - '0');
  for (int i = 0; i < zeros && value && *value != 0; ++i) append(0);
  return value;
}

}  // namespace

Result<Int128> ParseDecimal(std::string_view text, const DecimalFormat& format) {
  COSTDB_ASSIGN_OR_RETURN(const Parts parts, Reader(text, format.allow_fraction).Read());
  const int shift = parts.exponent + format.scale;
  std::string_view kept = parts.digits;
  std::string_view cut;
  bool rounds_up = false;
  if (shift < 0) {
    const auto cut_count = static_cast<std::size_t>(-shift);
    const std::size_t kept_count = kept.size() > cut_count ? kept.size() - cut_count : 0;
    cut = kept.substr(kept_count);
    kept = kept.substr(0, kept_count);
    if (format.excess == Excess::kReject && cut.find_first_not_of('0') != std::string_view::npos) {
      return Status::InvalidArgument(fmt::format(
          "\"{}\" is finer than {} decimals and can't be held exactly", text, format.scale));
    }
    // Fewer digits than places cut means leading zeros: less than a half of the last kept place.
    rounds_up = cut.size() == cut_count && RoundsUp(kept, cut);
  }
  std::optional<Int128> value = Negated(kept, std::max(shift, 0));
  if (value && rounds_up) value = CheckedAdd<Int128>(*value, -1);
  if (value && !parts.is_negative) value = CheckedMultiply<Int128>(*value, -1);
  if (!value) {
    return Status::InvalidArgument(
        fmt::format("\"{}\" is too large: 128 bits can't hold it", text));
  }
  return *value;
}

}  // namespace costdb::engine
