// The sum of the largest values: what sorting all of them says, whatever the sample says.

#include "query/exec/aggregate/top_sum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

namespace costdb::query {
namespace {

TopSum Sorted(std::vector<std::int64_t> values, std::size_t top) {
  std::sort(values.begin(), values.end(), std::greater<>());
  TopSum sum;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum.of_all += values[i];
    if (i < top) sum.of_top += values[i];
  }
  return sum;
}

void ExpectAsSorted(const std::vector<std::int64_t>& values) {
  for (const std::size_t top :
       {std::size_t{0}, std::size_t{1}, values.size() / 100, values.size() / 2, values.size()}) {
    const std::optional<TopSum> sum = SumTop(std::span<const std::int64_t>(values), top);
    ASSERT_TRUE(sum.has_value());
    const TopSum expected = Sorted(values, top);
    EXPECT_TRUE(sum->of_all == expected.of_all) << values.size() << " " << top;
    EXPECT_TRUE(sum->of_top == expected.of_top) << values.size() << " " << top;
  }
}

TEST(TopSum, IsWhatSortingSays) {
  std::mt19937_64 random(7);
  for (const std::size_t size : {1U, 2U, 999U, 20'000U, 100'003U}) {
    std::vector<std::int64_t> values(size);
    for (std::int64_t& value : values)
      value = static_cast<std::int64_t>(random() % 1'000'000) - 500;
    ExpectAsSorted(values);
    for (std::int64_t& value : values) value /= 100'000;  // Mostly equal ones.
    ExpectAsSorted(values);
    std::sort(values.begin(), values.end());
    ExpectAsSorted(values);
  }
}

// The sample sees none of the large values.
TEST(TopSum, DoesNotTrustTheSample) {
  std::vector<std::int64_t> values(40'960, 1);
  for (std::size_t i = 0; i < values.size(); i += 10) values[i] = 1'000'000;
  ExpectAsSorted(values);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 10 == 0 ? 1 : 1'000'000;
  ExpectAsSorted(values);
}

TEST(TopSum, HasNothingBeyond128Bits) {
  const Int128 large = Int128{1} << 126;
  const std::vector<Int128> values = {large, large, 5};
  EXPECT_FALSE(SumTop(std::span<const Int128>(values), 1).has_value());
  const std::vector<Int128> some = {large, 5, -large};
  const auto sum = SumTop(std::span<const Int128>(some), 1);
  ASSERT_TRUE(sum.has_value());
  EXPECT_TRUE(sum->of_top == large && sum->of_all == 5);
}

}  // namespace
}  // namespace costdb::query
