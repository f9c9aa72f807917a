#include "query/exec/aggregate/large_double_sum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace costdb::query {
namespace {

double SumOf(const std::vector<double>& values) {
  LargeDoubleSum sum;
  for (const double value : values) sum.Add(value);
  return sum.Value();
}

TEST(LargeDoubleSum, IsExact) {
  EXPECT_EQ(SumOf({}), 0);
  EXPECT_EQ(SumOf({1e300, 1, -1e300}), 1);
  EXPECT_EQ(SumOf({-1e300, 5e-324, 1e300}), 5e-324);
  EXPECT_EQ(SumOf({-3.5, 1.25}), -2.25);
  EXPECT_EQ(SumOf({std::numeric_limits<double>::min(), -5e-324}),
            std::numeric_limits<double>::min() - 5e-324);
  EXPECT_TRUE(std::isinf(SumOf({1.7e308, 1.7e308})));
  EXPECT_EQ(SumOf(std::vector<double>(10'000, 0.5e15)), 5e18);
  EXPECT_EQ(SumOf(std::vector<double>(10'000, -0.5e15)), -5e18);
}

TEST(LargeDoubleSum, DoesNotDependOnTheOrder) {
  std::mt19937_64 random(7);
  std::vector<double> values;
  for (int i = 0; i < 3000; ++i) {
    values.push_back(std::ldexp(static_cast<double>(random()) - 9e18, int(random() % 400) - 200));
  }
  const double sum = SumOf(values);
  for (int round = 0; round < 5; ++round) {
    std::shuffle(values.begin(), values.end(), random);
    EXPECT_EQ(SumOf(values), sum);
    LargeDoubleSum left;
    LargeDoubleSum right;
    for (std::size_t i = 0; i < values.size(); ++i) (i % 3 == 0 ? left : right).Add(values[i]);
    left.Merge(right);
    EXPECT_EQ(left.Value(), sum);
  }
}

}  // namespace
}  // namespace costdb::query
