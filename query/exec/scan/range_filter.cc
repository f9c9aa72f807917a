#include "query/exec/scan/range_filter.h"

#include <algorithm>
#include <array>

#include "engine/encoding/encoded_column.h"
#include "engine/kernels/compare.h"
#include "query/functions/scalar_function.h"
#include "query/plan/comparison_range.h"

namespace costdb::query {
namespace {

bool HasRanges(engine::ColumnType type) {
  switch (type) {
    case engine::ColumnType::kInteger:
    case engine::ColumnType::kTime:
    case engine::ColumnType::kDuration:
    case engine::ColumnType::kMoney:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::optional<RangeFilter> AsRangeFilter(const BoundExpression& condition,
                                         const LogicalPlan& scan) {
  if (condition.kind != BoundKind::kCall || condition.arguments.size() < 2) return std::nullopt;
  const std::string_view name = condition.function->name;
  const bool is_between = name == "between" && condition.arguments.size() == 3;
  const bool mirrored = !is_between && condition.arguments[0]->kind == BoundKind::kConstant;
  const BoundExpression& column = *condition.arguments[mirrored ? 1 : 0];
  if (column.kind != BoundKind::kColumn || column.column >= scan.scan_columns.size() ||
      !HasRanges(scan.scan_columns[column.column].type)) {
    return std::nullopt;
  }
  const auto range_of = [&](std::string_view comparison, const BoundExpression& constant) {
    const bool is_value = constant.kind == BoundKind::kConstant && !constant.constant.is_null();
    return is_value ? RangeOfComparison(comparison, column.type, constant.constant)
                    : std::optional<ValueRange>();
  };
  if (!is_between) {
    const auto range =
        range_of(mirrored ? Mirrored(name) : name, *condition.arguments[mirrored ? 0 : 1]);
    if (!range.has_value()) return std::nullopt;
    return RangeFilter{column.column, range->minimum, range->maximum};
  }
  const auto from = range_of(">=", *condition.arguments[1]);
  const auto to = range_of("<=", *condition.arguments[2]);
  if (!from.has_value() || !to.has_value()) return std::nullopt;
  return RangeFilter{column.column, from->minimum, to->maximum};
}

RangeVerdict JudgeRange(std::int64_t minimum, std::int64_t maximum,
                        const engine::ColumnStatistics* statistics) {
  if (statistics == nullptr || statistics->nulls == statistics->rows) return RangeVerdict::kNone;
  if (statistics->maximum < minimum || statistics->minimum > maximum) return RangeVerdict::kNone;
  const bool all =
      statistics->nulls == 0 && statistics->minimum >= minimum && statistics->maximum <= maximum;
  return all ? RangeVerdict::kAll : RangeVerdict::kSome;
}

void ApplyRange(std::int64_t minimum, std::int64_t maximum, std::span<const std::int64_t> values,
                std::uint64_t* words) {
  namespace kernels = engine::kernels;
  std::array<std::uint64_t, engine::kBlockRows / 64> inside;
  const auto apply = [&](kernels::Comparison comparison, std::int64_t bound) {
    for (std::size_t first = 0; first < values.size(); first += engine::kBlockRows) {
      const std::size_t count = std::min<std::size_t>(engine::kBlockRows, values.size() - first);
      kernels::CompareIntegers(values.data() + first, count, comparison, bound, inside.data());
      for (std::size_t word = 0; word * 64 < count; ++word)
        words[first / 64 + word] &= inside[word];
    }
  };
  if (minimum == maximum) {
    apply(kernels::Comparison::kEqual, minimum);
    return;
  }
  if (minimum != INT64_MIN) apply(kernels::Comparison::kGreaterEqual, minimum);
  if (maximum != INT64_MAX) apply(kernels::Comparison::kLessEqual, maximum);
}

}  // namespace costdb::query
