#include "query/plan/comparison_range.h"

#include <algorithm>

#include "query/functions/number_arithmetic.h"

namespace costdb::query {
namespace {

ValueRange AtMost(Int128 value) {
  if (value < INT64_MIN) return kEmptyRange;
  return {INT64_MIN, static_cast<std::int64_t>(std::min<Int128>(value, INT64_MAX))};
}

ValueRange AtLeast(Int128 value) {
  if (value > INT64_MAX) return kEmptyRange;
  return {static_cast<std::int64_t>(std::max<Int128>(value, INT64_MIN)), INT64_MAX};
}

// A constant on the scale of a column's stored values, between `floor` and `ceiling` where it lies
// between two of them.
struct StoredConstant {
  Int128 floor = 0;
  Int128 ceiling = 0;
  bool is_exact() const { return floor == ceiling; }
};

std::optional<StoredConstant> NumberAsStored(const Value& value, Type column_type) {
  if (value.type == column_type && value.type != Type::kDecimal) {
    return StoredConstant{value.integer, value.integer};
  }
  const bool is_exact_number = value.type == Type::kInt || value.type == Type::kDecimal;
  if (!is_exact_number) return std::nullopt;
  const int column_scale = column_type == Type::kMoney ? kMoneyScale : 0;
  if (column_type != Type::kMoney && column_type != Type::kInt) return std::nullopt;
  const int value_scale = value.type == Type::kDecimal ? value.scale : 0;
  if (value_scale <= column_scale) {
    const std::optional<Int128> scaled = ScaleUp(value.integer, column_scale - value_scale);
    if (!scaled.has_value()) return std::nullopt;
    return StoredConstant{*scaled, *scaled};
  }
  if (value_scale - column_scale > kMaximumPowerOfTen) return std::nullopt;
  const Int128 divisor = PowerOfTen(value_scale - column_scale);
  const Int128 floor = DivideFloor(value.integer, divisor);
  return StoredConstant{floor, floor * divisor == value.integer ? floor : floor + 1};
}

}  // namespace

std::string_view Mirrored(std::string_view comparison) {
  if (comparison == "<") return ">";
  if (comparison == "<=") return ">=";
  if (comparison == ">") return "<";
  if (comparison == ">=") return "<=";
  return comparison;
}

std::optional<ValueRange> RangeOfComparison(std::string_view comparison, Type column_type,
                                            const Value& constant) {
  const std::optional<StoredConstant> stored = NumberAsStored(constant, column_type);
  if (!stored.has_value()) return std::nullopt;
  if (comparison == "=") {
    const bool is_stored = stored->is_exact() && FitsInt64(stored->floor);
    if (!is_stored) return kEmptyRange;
    return ValueRange{static_cast<std::int64_t>(stored->floor),
                      static_cast<std::int64_t>(stored->floor)};
  }
  if (comparison == "<") return AtMost(stored->ceiling - 1);
  if (comparison == "<=") return AtMost(stored->floor);
  if (comparison == ">") return AtLeast(stored->floor + 1);
  if (comparison == ">=") return AtLeast(stored->ceiling);
  return std::nullopt;
}

}  // namespace costdb::query
