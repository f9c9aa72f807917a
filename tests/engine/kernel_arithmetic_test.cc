// Affine maps, prefix sums, steps and dictionary translation against their scalar references, on
// every instruction set.

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "engine/kernels/affine.h"
#include "engine/kernels/neighbours.h"
#include "engine/kernels/prefix_sum.h"
#include "engine/kernels/translate.h"
#include "kernel_instruction_sets.h"

namespace costdb::engine::kernels {
namespace {

std::vector<std::uint32_t> AnyCodes(std::size_t count, std::mt19937_64& random) {
  std::vector<std::uint32_t> codes(count);
  for (auto& code : codes) code = static_cast<std::uint32_t>(random() >> (32 + random() % 32));
  return codes;
}

// The three widths of multiplication: none, 32 bits, 64 bits.
const std::vector<std::uint64_t> kMultipliers = {1, 1'250'000, 0xFFFF'FFFF, 0x1234'5678'9ABC'DEF1};

using Affine = KernelTest;

TEST_P(Affine, PicodollarsFromPriceQuanta) {
  std::vector<std::int64_t> values(3);
  WidenAffine(std::vector<std::uint32_t>{0, 1, 4'000'000'000}.data(), 3, 100, 1'250'000,
              values.data());
  EXPECT_EQ(values, (std::vector<std::int64_t>{100, 1'250'100, 5'000'000'000'000'100}));
}

TEST_P(Affine, WidenedValuesMatchTheReference) {
  for (const std::size_t count : kOddLengths) {
    const auto packed = AnyCodes(count, random_);
    for (const std::uint64_t multiplier : kMultipliers) {
      const std::uint64_t base = random_();
      std::vector<std::int64_t> values(count);
      std::vector<std::int64_t> expected(count);
      WidenAffine(packed.data(), count, base, multiplier, values.data());
      reference::WidenAffine(packed.data(), count, base, multiplier, expected.data());
      ASSERT_EQ(values, expected) << count << " values times " << multiplier;
    }
  }
}

TEST_P(Affine, IntegersInPlaceMatchTheReference) {
  for (const std::size_t count : kOddLengths) {
    for (const std::uint64_t multiplier : kMultipliers) {
      for (const std::uint64_t base : {std::uint64_t{0}, random_()}) {
        auto values = AnyIntegers(count, random_);
        auto expected = values;
        AffineIntegers(values.data(), count, base, multiplier);
        reference::AffineIntegers(expected.data(), count, base, multiplier);
        ASSERT_EQ(values, expected) << count << " values times " << multiplier;
      }
    }
  }
}

TEST_P(Affine, CodesMatchTheReference) {
  for (const std::size_t count : kOddLengths) {
    for (const std::uint32_t limit : {0xFFFF'FFFFU, 5000U}) {
      auto codes = AnyCodes(count, random_);
      auto expected = codes;
      AffineCodes(codes.data(), count, 11, 7, limit);
      reference::AffineCodes(expected.data(), count, 11, 7, limit);
      ASSERT_EQ(codes, expected) << count;

      const auto integers = AnyIntegers(count, random_);
      NarrowToCodes(integers.data(), count, limit, codes.data());
      reference::NarrowToCodes(integers.data(), count, limit, expected.data());
      ASSERT_EQ(codes, expected) << count;
    }
  }
}

COSTDB_FOR_EACH_INSTRUCTION_SET(Affine);

using PrefixSum = KernelTest;

TEST_P(PrefixSum, DifferencesOfOneCountUp) {
  std::vector<std::int64_t> values(1024, 1);
  PrefixSumIntegers(99, values.data(), values.size());
  std::vector<std::int64_t> expected(1024);
  std::iota(expected.begin(), expected.end(), 100);
  EXPECT_EQ(values, expected);
}

TEST_P(PrefixSum, MatchesTheReferenceAndWraps) {
  for (const std::size_t count : kOddLengths) {
    auto values = AnyIntegers(count, random_);
    auto expected = values;
    const std::uint64_t start = random_();
    PrefixSumIntegers(start, values.data(), count);
    reference::PrefixSumIntegers(start, expected.data(), count);
    ASSERT_EQ(values, expected) << count;

    auto codes = AnyCodes(count, random_);
    auto expected_codes = codes;
    PrefixSumCodes(3, 0x8000'0000, codes.data(), count);
    reference::PrefixSumCodes(3, 0x8000'0000, expected_codes.data(), count);
    ASSERT_EQ(codes, expected_codes) << count;

    std::vector<std::uint32_t> sums(count);
    auto expected_sums = sums;
    SumOffsetsUpToEach(codes.data(), count, sums.data());
    reference::SumOffsetsUpToEach(0, codes.data(), count, expected_sums.data());
    ASSERT_EQ(sums, expected_sums) << count;
  }
}

COSTDB_FOR_EACH_INSTRUCTION_SET(PrefixSum);

using Neighbours = KernelTest;

TEST_P(Neighbours, StepsOfAShortList) {
  const std::vector<std::int64_t> values = {5, 5, 9, 2, 2, 2};
  const Steps steps = FindSteps(values.data(), values.size());
  EXPECT_EQ(steps.differences, (MinMax{-7, 4}));
  EXPECT_EQ(steps.changes, 2U);
}

TEST_P(Neighbours, MatchTheReferenceAndWrap) {
  for (const std::size_t count : kOddLengths) {
    auto values = AnyIntegers(count, random_);
    for (std::size_t i = 1; i < count; ++i) {
      if (random_() % 2 == 0) values[i] = values[i - 1];
    }
    ASSERT_EQ(FindSteps(values.data(), count), reference::FindSteps(values.data(), count)) << count;
  }
}

COSTDB_FOR_EACH_INSTRUCTION_SET(Neighbours);

using Translate = KernelTest;

TEST_P(Translate, TwoIntegersBecomeCodes) {
  for (const std::size_t count : kOddLengths) {
    const std::int64_t first = AnyInteger(random_);
    const std::int64_t other = AnyInteger(random_);
    std::vector<std::int64_t> values(count);
    for (auto& value : values) value = random_() % 2 == 0 ? first : other;
    std::vector<std::uint32_t> codes(count);
    auto expected = codes;
    EXPECT_TRUE(CodeTwoIntegers(values.data(), count, first, other, codes.data()));
    reference::CodeTwoIntegers(values.data(), count, first, other, expected.data());
    ASSERT_EQ(codes, expected) << count;
    if (count == 0) continue;
    values[random_() % count] = first == 17 || other == 17 ? 18 : 17;
    ASSERT_EQ(CodeTwoIntegers(values.data(), count, first, other, codes.data()),
              reference::CodeTwoIntegers(values.data(), count, first, other, expected.data()));
    ASSERT_EQ(codes, expected) << count;
  }
}

TEST_P(Translate, MatchesTheReferenceForTablesOfAllSizes) {
  for (const std::size_t table_size : {1, 2, 3, 4, 5, 8, 9, 16, 17, 1000, 65536}) {
    const auto codes = AnyCodes(table_size, random_);
    const auto integers = AnyIntegers(table_size, random_);
    for (const std::size_t count : kOddLengths) {
      std::vector<std::uint32_t> indexes(count);
      for (auto& index : indexes) index = static_cast<std::uint32_t>(random_() % table_size);
      if (count != 0) indexes.back() = static_cast<std::uint32_t>(table_size - 1);

      std::vector<std::int64_t> values(count);
      std::vector<std::int64_t> expected_values(count);
      TranslateIntegers(indexes.data(), count, integers.data(), table_size, values.data());
      reference::Translate(indexes.data(), count, integers.data(), expected_values.data());
      ASSERT_EQ(values, expected_values) << table_size << " entries, " << count << " values";

      std::vector<std::uint32_t> expected(count);
      reference::Translate(indexes.data(), count, codes.data(), expected.data());
      TranslateCodes(indexes.data(), count, codes.data(), table_size, indexes.data());
      ASSERT_EQ(indexes, expected) << table_size << " entries, " << count << " values";
    }
  }
}

COSTDB_FOR_EACH_INSTRUCTION_SET(Translate);

}  // namespace
}  // namespace costdb::engine::kernels
