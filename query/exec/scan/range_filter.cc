#include "query/exec/scan/range_filter.h"

#include <algorithm>
#include <array>

#include "engine/encoding/encoded_column.h"
#include "engine/kernels/compare.h"
#include "engine/kernels/mask.h"
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

/// The one code that a text has; no code where the dictionary does not have it.
std::optional<ValueRange> CodeRange(std::string_view comparison, const BoundExpression& column,
                                    const BoundExpression& constant,
                                    const engine::Dictionaries& dictionaries) {
  if (comparison != "=" || !column.dictionary.has_value() ||
      constant.kind != BoundKind::kConstant || constant.constant.type != Type::kText) {
    return std::nullopt;
  }
  const auto code = dictionaries.CodeOf(*column.dictionary, constant.constant.text);
  if (!code.has_value()) return kEmptyRange;
  return ValueRange{std::int64_t{*code}, std::int64_t{*code}};
}

}  // namespace

std::optional<RangeFilter> AsRangeFilter(const BoundExpression& condition, const LogicalPlan& scan,
                                         const engine::Dictionaries& dictionaries) {
  if (condition.kind != BoundKind::kCall || condition.arguments.size() < 2) return std::nullopt;
  const std::string_view name = condition.function->name;
  const bool is_between = name == "between" && condition.arguments.size() == 3;
  const bool mirrored = !is_between && condition.arguments[0]->kind == BoundKind::kConstant;
  const BoundExpression& column = *condition.arguments[mirrored ? 1 : 0];
  if (column.kind != BoundKind::kColumn || column.column >= scan.scan_columns.size()) {
    return std::nullopt;
  }
  const engine::ColumnType type = scan.scan_columns[column.column].type;
  if (type == engine::ColumnType::kCode && !is_between) {
    const auto code = CodeRange(name, column, *condition.arguments[mirrored ? 0 : 1], dictionaries);
    if (!code.has_value()) return std::nullopt;
    return RangeFilter{column.column, code->minimum, code->maximum};
  }
  if (!HasRanges(type)) return std::nullopt;
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

RangeVerdict JudgeRange(std::int64_t minimum, std::int64_t maximum,
                        engine::kernels::ValueBounds bounds) {
  if (bounds.maximum < minimum || bounds.minimum > maximum) return RangeVerdict::kNone;
  const bool all = bounds.minimum >= minimum && bounds.maximum <= maximum;
  return all ? RangeVerdict::kAll : RangeVerdict::kSome;
}

void ApplyRange(const RangeFilter& range, const Vector& values, std::size_t rows,
                std::uint64_t* words) {
  namespace kernels = engine::kernels;
  std::array<std::uint64_t, engine::kBlockRows / 64> inside;
  const auto apply = [&](kernels::Comparison comparison, std::int64_t bound) {
    if (values.layout == Layout::kCode) {
      kernels::CompareCodes(values.codes.data(), rows, comparison,
                            static_cast<std::uint32_t>(bound), inside.data());
    } else {
      kernels::CompareIntegers(values.int64s.data(), rows, comparison, bound, inside.data());
    }
    kernels::AndMask(inside.data(), kernels::MaskWords(rows), words);
  };
  if (range.minimum > range.maximum) {
    std::fill_n(words, kernels::MaskWords(rows), 0);
  } else if (range.minimum == range.maximum) {
    apply(kernels::Comparison::kEqual, range.minimum);
  } else {
    if (range.minimum != INT64_MIN) apply(kernels::Comparison::kGreaterEqual, range.minimum);
    if (range.maximum != INT64_MAX) apply(kernels::Comparison::kLessEqual, range.maximum);
  }
}

}  // namespace costdb::query
