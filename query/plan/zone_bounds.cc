#include "query/plan/zone_bounds.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "query/functions/scalar_function.h"
#include "query/plan/comparison_range.h"

namespace costdb::query {
namespace {

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
  bool IsZoneColumn(const BoundExpression& expression) const {
    return expression.kind == BoundKind::kColumn &&
           HasZoneMap(scan_.scan_columns[expression.column]);
  }

  void Compare(std::string_view name, const BoundExpression& column,
               const BoundExpression& constant) {
    if (!IsZoneColumn(column) || constant.kind != BoundKind::kConstant) return;
    if (const std::optional<ValueRange> range = RangeOf(name, column, constant.constant)) {
      Intersect(column, *range);
    }
  }

  void AddIn(const BoundExpression& condition) {
    const BoundExpression& column = *condition.arguments[0];
    if (!IsZoneColumn(column)) return;
    ValueRange hull = kEmptyRange;
    for (std::size_t i = 1; i < condition.arguments.size(); ++i) {
      const BoundExpression& value = *condition.arguments[i];
      if (value.kind != BoundKind::kConstant) return;
      const std::optional<ValueRange> range = RangeOf("=", column, value.constant);
      if (!range.has_value()) return;
      hull.minimum = std::min(hull.minimum, range->minimum);
      hull.maximum = std::max(hull.maximum, range->maximum);
    }
    Intersect(column, hull);
  }

  std::optional<ValueRange> RangeOf(std::string_view name, const BoundExpression& column,
                                    const Value& value) const {
    if (value.is_null()) return std::nullopt;
    if (column.dictionary.has_value()) return TextRange(name, *column.dictionary, value);
    return RangeOfComparison(name, column.type, value);
  }

  // Codes are numbered as texts arrive: only equality says something about their range.
  std::optional<ValueRange> TextRange(std::string_view name, engine::ColumnId dictionary,
                                      const Value& value) const {
    if (name != "=" || value.type != Type::kText) return std::nullopt;
    const std::optional<engine::TextCode> code = dictionaries_.CodeOf(dictionary, value.text);
    if (!code.has_value()) return kEmptyRange;
    return ValueRange{std::int64_t{*code}, std::int64_t{*code}};
  }

  void Intersect(const BoundExpression& column, ValueRange range) {
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
