#include "tools/command/parameter.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "engine/money/dollars.h"

namespace costdb::tools {
namespace {

constexpr std::size_t kMostDigits = 30;  // Far inside 128 bits.

struct Decimal {
  Int128 digits = 0;
  std::size_t scale = 0;
};

// [-]digits[.digits]
std::optional<Decimal> ParseDecimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  Decimal decimal;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == point) continue;
    if (text[i] < '0' || text[i] > '9' || ++digits > kMostDigits) return std::nullopt;
    decimal.digits = decimal.digits * 10 + (text[i] - '0');
  }
  if (digits == 0 || point == 0 || point + 1 == text.size()) return std::nullopt;
  if (point != std::string_view::npos) decimal.scale = text.size() - point - 1;
  if (negative) decimal.digits = -decimal.digits;
  return decimal;
}

std::optional<Value> ParseMoney(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (!text.starts_with('$') || text.starts_with("$-")) return std::nullopt;
  const Result<Int128> picodollars = engine::ParseDollars(text.substr(1));
  if (!picodollars.ok()) return std::nullopt;
  return Value::Money(negative ? -*picodollars : *picodollars);
}

Value ParseValue(std::string_view text) {
  if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'') {
    return Value::Text(std::string(text.substr(1, text.size() - 2)));
  }
  if (text == "true" || text == "false") return Value::Bool(text == "true");
  if (text == "null") return Value::Null();
  if (const std::optional<Value> money = ParseMoney(text)) return *money;
  if (const std::optional<Decimal> decimal = ParseDecimal(text)) {
    if (decimal->scale == 0) return Value::Int(decimal->digits);
    return Value::Decimal(decimal->digits, static_cast<std::uint8_t>(decimal->scale));
  }
  return Value::Text(std::string(text));
}

}  // namespace

Result<std::pair<std::string, Value>> ParseParameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return Status::InvalidArgument(
        fmt::format("parameter '{}': expected name=value, as in user=alice", text));
  }
  return std::pair(std::string(text.substr(0, equals)), ParseValue(text.substr(equals + 1)));
}

}  // namespace costdb::tools
