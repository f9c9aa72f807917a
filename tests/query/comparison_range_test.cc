#include "query/plan/comparison_range.h"

#include <gtest/gtest.h>

namespace costdb::query {
namespace {

std::string RangeText(std::string_view comparison, Type column, const Value& constant) {
  const auto range = RangeOfComparison(comparison, column, constant);
  if (!range.has_value()) return "none";
  if (range->minimum > range->maximum) return "empty";
  const auto bound = [](std::int64_t value) {
    return value == INT64_MIN ? "min" : value == INT64_MAX ? "max" : std::to_string(value);
  };
  return bound(range->minimum) + ".." + bound(range->maximum);
}

TEST(ComparisonRange, WholeNumbers) {
  EXPECT_EQ(RangeText("=", Type::kInt, Value::Int(5)), "5..5");
  EXPECT_EQ(RangeText("<", Type::kInt, Value::Int(5)), "min..4");
  EXPECT_EQ(RangeText(">=", Type::kInt, Value::Int(5)), "5..max");
  EXPECT_EQ(RangeText("!=", Type::kInt, Value::Int(5)), "none");
}

TEST(ComparisonRange, ConstantsBetweenTwoValues) {
  const Value half = Value::Decimal(25, 1);
  EXPECT_EQ(RangeText("=", Type::kInt, half), "empty");
  EXPECT_EQ(RangeText("<", Type::kInt, half), "min..2");
  EXPECT_EQ(RangeText("<=", Type::kInt, half), "min..2");
  EXPECT_EQ(RangeText(">", Type::kInt, half), "3..max");
  EXPECT_EQ(RangeText(">=", Type::kInt, half), "3..max");
  EXPECT_EQ(RangeText("=", Type::kMoney, half), "2500000000000..2500000000000");
}

TEST(ComparisonRange, ConstantsBeyondWhatIsStored) {
  const Value huge = Value::Int(Int128{INT64_MAX} + 1);
  EXPECT_EQ(RangeText("=", Type::kInt, huge), "empty");
  EXPECT_EQ(RangeText(">", Type::kInt, Value::Int(INT64_MAX)), "empty");
  EXPECT_EQ(RangeText(">=", Type::kInt, huge), "empty");
  EXPECT_EQ(RangeText("<", Type::kInt, huge), "min..max");
  EXPECT_EQ(RangeText("<", Type::kInt, Value::Int(INT64_MIN)), "empty");
}

TEST(ComparisonRange, MirrorsSides) {
  EXPECT_EQ(Mirrored("<"), ">");
  EXPECT_EQ(Mirrored(">="), "<=");
  EXPECT_EQ(Mirrored("="), "=");
}

}  // namespace
}  // namespace costdb::query
