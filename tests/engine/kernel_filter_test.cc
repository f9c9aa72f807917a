// Comparisons, masks, selections, sums and extremes against their scalar references, on every
// instruction set.

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "engine/kernels/compare.h"
#include "engine/kernels/mask.h"
#include "engine/kernels/min_max.h"
#include "engine/kernels/selection.h"
#include "engine/kernels/sum.h"
#include "kernel_instruction_sets.h"

namespace costdb::engine::kernels {
namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();

constexpr Comparison kComparisons[] = {Comparison::kEqual,   Comparison::kNotEqual,
                                       Comparison::kLess,    Comparison::kLessEqual,
                                       Comparison::kGreater, Comparison::kGreaterEqual};

using Compare = KernelTest;

TEST_P(Compare, BitsStandForRows) {
  const std::vector<std::int64_t> costs = {5, 10, 15, -1};
  std::uint64_t word = ~std::uint64_t{0};
  CompareIntegers(costs.data(), costs.size(), Comparison::kGreaterEqual, 10, &word);
  EXPECT_EQ(word, 0b0110U);
  CompareIntegers(costs.data(), costs.size(), Comparison::kLess, 10, &word);
  EXPECT_EQ(word, 0b1001U);
}

TEST_P(Compare, IntegersMatchTheReference) {
  for (const std::size_t count : kOddLengths) {
    const auto values = AnyIntegers(count, random_);
    for (const std::int64_t constant : {kLowest, std::int64_t{0}, kHighest, AnyInteger(random_)}) {
      for (const Comparison comparison : kComparisons) {
        std::vector<std::uint64_t> words(MaskWords(count));
        auto expected = words;
        CompareIntegers(values.data(), count, comparison, constant, words.data());
        reference::Compare(values.data(), count, comparison, constant, expected.data());
        ASSERT_EQ(words, expected) << count << " values against " << constant;
      }
    }
  }
}

TEST_P(Compare, CodesAreUnsigned) {
  for (const std::size_t count : kOddLengths) {
    std::vector<std::uint32_t> codes(count);
    for (auto& code : codes) code = static_cast<std::uint32_t>(random_()) & 0x8000'0003;
    for (const std::uint32_t constant : {0U, 1U, 0x8000'0000U, 0xFFFF'FFFFU}) {
      for (const Comparison comparison : kComparisons) {
        std::vector<std::uint64_t> words(MaskWords(count));
        auto expected = words;
        CompareCodes(codes.data(), count, comparison, constant, words.data());
        reference::Compare(codes.data(), count, comparison, constant, expected.data());
        ASSERT_EQ(words, expected) << count << " codes against " << constant;
      }
    }
  }
}

COSTDB_FOR_EACH_INSTRUCTION_SET(Compare);

using Sum = KernelTest;

TEST(SumBounds, FitTellsWhetherPartialSumsStayIn64Bits) {
  EXPECT_TRUE(SumFitsInt64({-5, kHighest / 1024}, 1024));
  EXPECT_FALSE(SumFitsInt64({-5, kHighest / 1024 + 1}, 1024));
  EXPECT_FALSE(SumFitsInt64({kLowest, 0}, 2));
  EXPECT_TRUE(SumFitsInt64({kLowest, kHighest}, 1));
}

TEST_P(Sum, DoesNotWrap) {
  const std::vector<std::int64_t> highest(1000, kHighest);
  EXPECT_EQ(SumIntegers(highest.data(), highest.size()), Int128{kHighest} * 1000);
  const std::vector<std::int64_t> lowest(1000, kLowest);
  EXPECT_EQ(SumIntegers(lowest.data(), lowest.size()), Int128{kLowest} * 1000);
}

TEST_P(Sum, MatchesTheReferenceWithAndWithoutBounds) {
  for (const std::size_t count : kOddLengths) {
    const auto words = AnyMask(count, random_);
    const auto wide = AnyIntegers(count, random_);
    ASSERT_EQ(SumIntegers(wide.data(), count), reference::SumIntegers(wide.data(), count));
    ASSERT_EQ(SumMaskedIntegers(wide.data(), words.data(), count),
              reference::SumMaskedIntegers(wide.data(), words.data(), count));

    auto narrow = wide;
    for (auto& value : narrow) value %= 1'000'000;
    const ValueBounds bounds = {-1'000'000, 1'000'000};
    ASSERT_EQ(SumIntegers(narrow.data(), count, bounds),
              reference::SumIntegers(narrow.data(), count));
    ASSERT_EQ(SumMaskedIntegers(narrow.data(), words.data(), count, bounds),
              reference::SumMaskedIntegers(narrow.data(), words.data(), count));
  }
}

TEST_P(Sum, MaskedOutValuesMayBreakTheBounds) {
  std::vector<std::int64_t> values(128, 3);
  values[5] = kHighest;
  values[70] = kHighest;
  const std::uint64_t words[2] = {~(std::uint64_t{1} << 5), ~(std::uint64_t{1} << 6)};
  EXPECT_EQ(SumMaskedIntegers(values.data(), words, 128, {0, 3}), 126 * 3);
}

COSTDB_FOR_EACH_INSTRUCTION_SET(Sum);

using MinMaxKernel = KernelTest;

TEST_P(MinMaxKernel, OfNothingTheMinimumIsAboveTheMaximum) {
  const MinMax none = MinMaxIntegers(nullptr, 0);
  EXPECT_GT(none.minimum, none.maximum);
}

TEST_P(MinMaxKernel, MatchesTheReference) {
  for (const std::size_t count : kOddLengths) {
    auto values = AnyIntegers(count, random_);
    for (auto& value : values) value >>= random_() % 2 * 8;
    const auto words = AnyMask(count, random_);
    ASSERT_EQ(MinMaxIntegers(values.data(), count),
              reference::MinMaxIntegers(values.data(), count));
    ASSERT_EQ(MinMaxMaskedIntegers(values.data(), words.data(), count),
              reference::MinMaxMaskedIntegers(values.data(), words.data(), count));
  }
}

COSTDB_FOR_EACH_INSTRUCTION_SET(MinMaxKernel);

using Mask = KernelTest;

TEST_P(Mask, OperationsMatchTheReference) {
  for (const std::size_t rows : kOddLengths) {
    const auto left = AnyMask(rows, random_);
    const auto right = AnyMask(rows, random_);
    const std::size_t words = left.size();
    ASSERT_EQ(CountMask(left.data(), words), reference::CountMask(left.data(), words));
    const auto expect_same = [&](auto kernel, auto scalar) {
      auto got = left;
      auto expected = left;
      kernel(right.data(), words, got.data());
      scalar(right.data(), words, expected.data());
      EXPECT_EQ(got, expected) << rows;
    };
    expect_same(AndMask, reference::AndMask);
    expect_same(OrMask, reference::OrMask);
    expect_same(AndNotMask, reference::AndNotMask);
  }
}

TEST_P(Mask, NotAndFillLeaveBitsBehindTheLastRowClear) {
  std::vector<std::uint64_t> mask = {0, 0b101};
  NotMask(67, mask.data());
  EXPECT_EQ(mask, (std::vector<std::uint64_t>{~std::uint64_t{0}, 0b010}));
  FillMask(66, mask.data());
  EXPECT_EQ(mask, (std::vector<std::uint64_t>{~std::uint64_t{0}, 0b011}));
  FillMask(64, mask.data());
  EXPECT_EQ(mask[0], ~std::uint64_t{0});
}

COSTDB_FOR_EACH_INSTRUCTION_SET(Mask);

using Selection = KernelTest;

TEST_P(Selection, ListsTheSetBits) {
  const std::uint64_t mask[2] = {0b1010'0001, 0b10};
  std::vector<std::uint32_t> indexes(128);
  ASSERT_EQ(SelectIndexes(mask, 70, indexes.data()), 4U);
  indexes.resize(4);
  EXPECT_EQ(indexes, (std::vector<std::uint32_t>{0, 5, 7, 65}));
}

TEST_P(Selection, MatchesTheReference) {
  for (const std::size_t rows : kOddLengths) {
    const auto mask = AnyMask(rows, random_);
    std::vector<std::uint32_t> indexes((rows + 63) / 64 * 64);
    auto expected = indexes;
    const auto count = static_cast<std::uint32_t>(rows);
    indexes.resize(SelectIndexes(mask.data(), count, indexes.data()));
    expected.resize(reference::SelectIndexes(mask.data(), count, expected.data()));
    ASSERT_EQ(indexes, expected) << rows;
  }
}

COSTDB_FOR_EACH_INSTRUCTION_SET(Selection);

}  // namespace
}  // namespace costdb::engine::kernels
