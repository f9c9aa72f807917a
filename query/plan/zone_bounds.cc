#include "query/plan/zone_bounds.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "query/functions/number_arithmetic.h"
#include "query/functions/scalar_function.h"

namespace costdb::query {
namespace {

struct Range {
  std::int64_t minimum = INT64_MIN;
  std::int64_t maximum = INT64_MAX;
};

// What no row is in.
constexpr Range kNothing = {INT64_MAX, INT64_MIN};

std::int64_t Clamp(Int128 value) {
  if (value < INT64_MIN) return INT64_MIN;
  if (value > INT64_MAX) return INT64_MAX;
  return static_cast<std::int64_t>(value);
}

bool HasZoneMap(const ScanColumn& column) {
  switch (column.type) {
    case engine::ColumnType::kInteger:
    case engine::ColumnType::kTime:
    case engine::ColumnType::kDuration:
    case engine::ColumnType::kMoney:
    case engine::ColumnType::kCode:
      return true;
    case engine::ColumnType::kText:
    case engine::ColumnType::kTraceId:
    case engine::ColumnType::kSpanId:
      break;
  }
  return false;
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
  const Int128 divisor = PowerOfTen(value_scale - column_scale);
  const Int128 floor = DivideFloor(value.integer, divisor);
  return StoredConstant{floor, floor * divisor == value.integer ? floor : floor + 1};
}

class BoundFinder {
 public:
  BoundFinder(const LogicalPlan& scan, const engine::Dictionaries& dictionaries)
      : scan_(scan), dictionaries_(dictionaries) {}

  void Add(const BoundExpression& condition) {
    if (condition.kind != BoundKind::kCall || condition.arguments.empty()) return;
    const std::string_view name = condition.function->name;
    const auto& arguments = condition.arguments;
    if (name == "between" && arguments.size() == 3) {
      Compare(">=", *arguments[0], *arguments[1]);
      Compare("<=", *arguments[0], *arguments[2]);
    } else if (name == "in") {
      AddIn(condition);
    } else if (arguments.size() == 2) {
      Compare(name, *arguments[0], *arguments[1]);
      Compare(Mirrored(name), *arguments[1], *arguments[0]);
    }
  }

  std::vector<ZoneBound> Take() { return std::move(bounds_); }

 private:
  static std::string_view Mirrored(std::string_view name) {
    if (name == "<") return ">";
    if (name == "<=") return ">=";
    if (name == ">") return "<";
    if (name == ">=") return "<=";
    return name;
  }

  bool IsZoneColumn(const BoundExpression& expression) const {
    return expression.kind == BoundKind::kColumn &&
           HasZoneMap(scan_.scan_columns[expression.column]);
  }

  void Compare(std::string_view name, const BoundExpression& column,
               const BoundExpression& constant) {
    if (!IsZoneColumn(column) || constant.kind != BoundKind::kConstant) return;
    if (const std::optional<Range> range = RangeOf(name, column, constant.constant)) {
      Intersect(column, *range);
    }
  }

  void AddIn(const BoundExpression& condition) {
    const BoundExpression& column = *condition.arguments[0];
    if (!IsZoneColumn(column)) return;
    Range hull = kNothing;
    for (std::size_t i = 1; i < condition.arguments.size(); ++i) {
      const BoundExpression& value = *condition.arguments[i];
      if (value.kind != BoundKind::kConstant) return;
      const std::optional<Range> range = RangeOf("=", column, value.constant);
      if (!range.has_value()) return;
      hull.minimum = std::min(hull.minimum, range->minimum);
      hull.maximum = std::max(hull.maximum, range->maximum);
    }
    Intersect(column, hull);
  }

  std::optional<Range> RangeOf(std::string_view name, const BoundExpression& column,
                               const Value& value) const {
    if (value.is_null()) return std::nullopt;
    if (column.dictionary.has_value()) return TextRange(name, *column.dictionary, value);
    const std::optional<StoredConstant> stored = NumberAsStored(value, column.type);
    if (!stored.has_value()) return std::nullopt;
    if (name == "=") {
      if (!stored->is_exact()) return kNothing;
      if (stored->floor < INT64_MIN || stored->floor > INT64_MAX) return kNothing;
      return Range{Clamp(stored->floor), Clamp(stored->floor)};
    }
    if (name == "<") return Range{INT64_MIN, Clamp(stored->ceiling - 1)};
    if (name == "<=") return Range{INT64_MIN, Clamp(stored->floor)};
    if (name == ">") return Range{Clamp(stored->floor + 1), INT64_MAX};
    if (name == ">=") return Range{Clamp(stored->ceiling), INT64_MAX};
    return std::nullopt;
  }

  // Codes are numbered as texts arrive: only equality says something about their range.
  std::optional<Range> TextRange(std::string_view name, engine::ColumnId dictionary,
                                 const Value& value) const {
    if (name != "=" || value.type != Type::kText) return std::nullopt;
    const std::optional<engine::TextCode> code = dictionaries_.CodeOf(dictionary, value.text);
    if (!code.has_value()) return kNothing;
    return Range{std::int64_t{*code}, std::int64_t{*code}};
  }

  void Intersect(const BoundExpression& column, Range range) {
    const engine::ColumnId id = scan_.scan_columns[column.column].id;
    auto found = std::find_if(bounds_.begin(), bounds_.end(),
                              [id](const ZoneBound& bound) { return bound.column == id; });
    if (found == bounds_.end()) {
      bounds_.push_back({id, range.minimum, range.maximum});
      return;
    }
    found->minimum = std::max(found->minimum, range.minimum);
    found->maximum = std::min(found->maximum, range.maximum);
  }

  const LogicalPlan& scan_;
  const engine::Dictionaries& dictionaries_;
  std::vector<ZoneBound> bounds_;
};

}  // namespace

std::vector<ZoneBound> FindZoneBounds(const LogicalPlan& scan,
                                      const std::vector<BoundExpressionPtr>& conditions,
                                      const engine::Dictionaries& dictionaries) {
  BoundFinder finder(scan, dictionaries);
  for (const BoundExpressionPtr& condition : conditions) finder.Add(*condition);
  return finder.Take();
}

}  // namespace costdb::query
