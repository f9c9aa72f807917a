#include "query/exec/scan/range_filter.h"

#include <algorithm>
#include <array>

#include "engine/encoding/encoded_column.h"
#include "engine/error/propagate.h"
#include "engine/kernels/compare.h"
#include "query/exec/expression/constant_vector.h"
#include "query/functions/comparison.h"
#include "query/vector/vector_operations.h"

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

/// The constant in units of the column, if it has a value there that is exact.
Result<std::optional<std::int64_t>> ConstantOf(const BoundExpression& expression, Type column,
                                               const FunctionContext& context) {
  if (expression.kind != BoundKind::kConstant || expression.constant.is_null()) {
    return std::optional<std::int64_t>();
  }
  COSTDB_ASSIGN_OR_RETURN(const Vector constant,
                          MakeConstantVector(context, expression.constant, expression.type));
  return ExactInUnitsOf(column, constant);
}

/// column <operator> constant as a range; false for other operators and for what no value passes,
/// which the general way decides.
bool SetRange(std::string_view comparison, std::int64_t constant, RangeFilter* range) {
  if (comparison == "=") {
    range->minimum = constant;
    range->maximum = constant;
  } else if (comparison == "<=") {
    range->maximum = constant;
  } else if (comparison == ">=") {
    range->minimum = constant;
  } else if (comparison == "<" && constant != INT64_MIN) {
    range->maximum = constant - 1;
  } else if (comparison == ">" && constant != INT64_MAX) {
    range->minimum = constant + 1;
  } else {
    return false;
  }
  return true;
}

std::string_view Mirrored(std::string_view comparison) {
  if (comparison == "<") return ">";
  if (comparison == "<=") return ">=";
  if (comparison == ">") return "<";
  if (comparison == ">=") return "<=";
  return comparison;
}

}  // namespace

Result<std::optional<RangeFilter>> AsRangeFilter(const BoundExpression& condition,
                                                 const LogicalPlan& scan,
                                                 const FunctionContext& context) {
  const std::optional<RangeFilter> none;
  if (condition.kind != BoundKind::kCall || condition.arguments.size() < 2) return none;
  const bool is_between = condition.function->name == "between" && condition.arguments.size() == 3;
  const bool mirrored = !is_between && condition.arguments[0]->kind == BoundKind::kConstant;
  const BoundExpression& column = *condition.arguments[mirrored ? 1 : 0];
  if (column.kind != BoundKind::kColumn || column.column >= scan.scan_columns.size() ||
      !HasRanges(scan.scan_columns[column.column].type)) {
    return none;
  }
  RangeFilter range;
  range.column = column.column;
  COSTDB_ASSIGN_OR_RETURN(const std::optional<std::int64_t> first,
                          ConstantOf(*condition.arguments[mirrored ? 0 : 1], column.type, context));
  if (!first.has_value()) return none;
  if (is_between) {
    COSTDB_ASSIGN_OR_RETURN(const std::optional<std::int64_t> last,
                            ConstantOf(*condition.arguments[2], column.type, context));
    if (!last.has_value()) return none;
    range.minimum = *first;
    range.maximum = *last;
    return std::optional(range);
  }
  const std::string_view name = condition.function->name;
  if (!SetRange(mirrored ? Mirrored(name) : name, *first, &range)) return none;
  return std::optional(range);
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
