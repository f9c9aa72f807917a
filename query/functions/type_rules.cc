#include "query/functions/type_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "engine/error/propagate.h"

namespace costdb::query {
namespace {

bool IsId(Type type) {
  return type == Type::kTraceId || type == Type::kSpanId;
}

/// kNull stands for "no common type".
Type CommonOfTwo(Type left, Type right) {
  if (left == right) return left == Type::kDecimal ? Type::kDouble : left;
  if (left == Type::kNull) return right == Type::kDecimal ? Type::kDouble : right;
  if (right == Type::kNull) return left == Type::kDecimal ? Type::kDouble : left;
  if (IsNumber(left) && IsNumber(right)) return Type::kDouble;
  const bool left_exact = left == Type::kInt || left == Type::kDecimal;
  const bool right_exact = right == Type::kInt || right == Type::kDecimal;
  if ((left == Type::kMoney && right_exact) || (right == Type::kMoney && left_exact)) {
    return Type::kMoney;
  }
  return Type::kNull;
}

}  // namespace

std::string_view TypeName(Type type) {
  static constexpr std::array<std::string_view, 11> kNames = {
      "null", "bool",     "int",  "double",   "decimal", "money",
      "time", "duration", "text", "trace id", "span id"};
  const auto index = static_cast<std::size_t>(type);
  return index < kNames.size() ? kNames[index] : "unknown";
}

bool IsNumber(Type type) {
  return type == Type::kInt || type == Type::kDecimal || type == Type::kDouble;
}

Status ArgumentError(std::string_view function, std::string_view expected,
                     std::span<const Type> arguments) {
  std::string types;
  for (const Type type : arguments) {
    if (!types.empty()) types += ", ";
    types += TypeName(type);
  }
  return Status::InvalidArgument(fmt::format("{} expects {}, not ({})", function, expected, types));
}

Status CheckArgumentCount(std::string_view function, std::span<const Type> arguments,
                          std::size_t minimum, std::size_t maximum) {
  if (arguments.size() >= minimum && arguments.size() <= maximum) return Status::Ok();
  const auto plural = [](std::size_t count) { return count == 1 ? "argument" : "arguments"; };
  std::string expected;
  if (maximum == SIZE_MAX) {
    expected = fmt::format("at least {} {}", minimum, plural(minimum));
  } else if (minimum == maximum) {
    expected = fmt::format("{} {}", minimum, plural(minimum));
  } else {
    expected = fmt::format("{} to {} arguments", minimum, maximum);
  }
  return Status::InvalidArgument(
      fmt::format("{} expects {}, not {}", function, expected, arguments.size()));
}

Result<Type> CommonType(std::string_view function, std::span<const Type> types) {
  // Numbers are settled against money first, so that the order of the arguments does not matter.
  if (std::find(types.begin(), types.end(), Type::kMoney) != types.end()) {
    for (const Type type : types) {
      if (type != Type::kNull && CommonOfTwo(Type::kMoney, type) != Type::kMoney) {
        return ArgumentError(function, "values of one type", types);
      }
    }
    return Type::kMoney;
  }
  Type common = Type::kNull;
  for (const Type type : types) {
    if (type == Type::kNull) continue;
    common = CommonOfTwo(common, type);
    if (common == Type::kNull) return ArgumentError(function, "values of one type", types);
  }
  return common;
}

bool AreComparable(Type left, Type right) {
  if (left == right || left == Type::kNull || right == Type::kNull) return true;
  const auto is_amount = [](Type type) { return IsNumber(type) || type == Type::kMoney; };
  if (is_amount(left) && is_amount(right)) return true;
  return (IsId(left) && right == Type::kText) || (IsId(right) && left == Type::kText);
}

}  // namespace costdb::query
