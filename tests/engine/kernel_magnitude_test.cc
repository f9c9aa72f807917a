// Buckets of numbers by magnitude against their scalar reference, on every instruction set.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/kernels/magnitude.h"
#include "kernel_instruction_sets.h"

namespace costdb::engine::kernels {
namespace {

using Magnitude = KernelTest;

std::vector<double> AnyDoubles(std::size_t count, std::mt19937_64& random) {
  std::vector<double> values(count);
  for (auto& value : values) {
    value =
        std::ldexp(static_cast<double>(AnyInteger(random)), static_cast<int>(random() % 400) - 200);
    if (random() % 16 == 0) value = random() % 2 == 0 ? 0.0 : -0.0;
    if (random() % 32 == 0) value = std::numeric_limits<double>::denorm_min();
    if (random() % 32 == 0) value = std::numeric_limits<double>::lowest();
  }
  return values;
}

TEST_P(Magnitude, IntegersMatchTheReference) {
  for (const std::size_t count : kOddLengths) {
    const auto values = AnyIntegers(count, random_);
    std::vector<std::uint32_t> buckets(count);
    std::vector<std::uint32_t> expected(count);
    BucketIntegers(values.data(), count, buckets.data());
    reference::BucketIntegers(values.data(), count, expected.data());
    ASSERT_EQ(buckets, expected) << count;
  }
}

TEST_P(Magnitude, DoublesMatchTheReference) {
  for (const std::size_t count : kOddLengths) {
    const auto values = AnyDoubles(count, random_);
    std::vector<std::uint32_t> buckets(count);
    std::vector<std::uint32_t> expected(count);
    BucketDoubles(values.data(), count, buckets.data());
    reference::BucketDoubles(values.data(), count, expected.data());
    ASSERT_EQ(buckets, expected) << count;
  }
}

TEST_P(Magnitude, LargerNumbersHaveNoSmallerBuckets) {
  auto integers = AnyIntegers(1024, random_);
  std::sort(integers.begin(), integers.end());
  auto doubles = AnyDoubles(1024, random_);
  std::sort(doubles.begin(), doubles.end());
  std::vector<std::uint32_t> buckets(1024);
  BucketIntegers(integers.data(), 1024, buckets.data());
  EXPECT_TRUE(std::is_sorted(buckets.begin(), buckets.end()));
  EXPECT_LT(buckets.back(), kMagnitudeBuckets);
  BucketDoubles(doubles.data(), 1024, buckets.data());
  EXPECT_TRUE(std::is_sorted(buckets.begin(), buckets.end()));
  EXPECT_LT(buckets.back(), kMagnitudeBuckets);
}

TEST(MagnitudeBuckets, NeighboursShareABucketAndOctavesHaveSixtyFour) {
  using reference::BucketOf;
  EXPECT_EQ(BucketOf(0.0), BucketOf(-0.0));
  EXPECT_EQ(BucketOf(2048) - BucketOf(1024), 64U);
  EXPECT_EQ(BucketOf(1024), BucketOf(1039));
  EXPECT_NE(BucketOf(1024), BucketOf(1040));
  EXPECT_EQ(BucketOf(-1024) + BucketOf(1024), kMagnitudeBuckets - 1);
}

COSTDB_FOR_EACH_INSTRUCTION_SET(Magnitude);

}  // namespace
}  // namespace costdb::engine::kernels
