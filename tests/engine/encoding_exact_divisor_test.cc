// Division of multiples by multiplication, against the processor's division.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>

#include "encoding_samples.h"
#include "engine/encoding/exact_divisor.h"

namespace costdb::engine {
namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();

TEST(ExactDivisor, TellsMultiplesFromOthers) {
  for (const std::uint64_t number : {1U, 2U, 3U, 8U, 10U, 1'250'000U}) {
    const ExactDivisor divisor(number);
    for (std::uint64_t value = 0; value < 100; ++value) {
      EXPECT_EQ(divisor.Divides(value), value % number == 0) << value << " by " << number;
      EXPECT_EQ(divisor.Divides(kLargest - value), (kLargest - value) % number == 0)
          << kLargest - value << " by " << number;
    }
  }
}

TEST(ExactDivisor, MatchesDivision) {
  std::mt19937_64 random(TestSeed());
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t number = (random() >> random() % 64) | 1ULL << random() % 64;
    const std::uint64_t quotient = std::min(random() >> random() % 64, kLargest / number);
    const ExactDivisor divisor(number);
    ASSERT_EQ(divisor.QuotientOf(quotient * number), quotient) << number;
    const std::uint64_t value = random();
    ASSERT_EQ(divisor.Divides(value), value % number == 0) << value << " by " << number;
  }
}

TEST(ExactDivisor, LargestNumbersDivideThemselves) {
  for (const std::uint64_t number : {kLargest, std::uint64_t{1} << 63}) {
    EXPECT_EQ(ExactDivisor(number).QuotientOf(number), 1U);
    EXPECT_FALSE(ExactDivisor(number).Divides(number - 1));
  }
}

}  // namespace
}  // namespace costdb::engine
