// Sums by group and by run against their scalar references, on every instruction set.

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "engine/kernels/group_sum.h"
#include "engine/kernels/min_max.h"
#include "kernel_instruction_sets.h"

namespace costdb::engine::kernels {
namespace {

std::vector<std::uint32_t> CodesAround(std::uint32_t first, std::uint32_t range, std::size_t count,
                                       std::mt19937_64& random) {
  std::vector<std::uint32_t> codes(count);
  for (auto& code : codes) code = first + static_cast<std::uint32_t>(random() % range);
  return codes;
}

using GroupSum = KernelTest;

TEST_P(GroupSum, MasksTellWhichRowsAGroupHas) {
  const std::vector<std::uint32_t> codes = {7, 8, 7, 300, 6};
  std::vector<std::uint64_t> masks(2);
  MaskGroups(codes.data(), codes.size(), 7, 2, masks.data());
  EXPECT_EQ(masks, (std::vector<std::uint64_t>{0b00101, 0b00010}));
  const std::vector<std::int64_t> costs = {1, 10, 100, 1000, 10000};
  std::vector<std::int64_t> sums(2);
  SumByMask(costs.data(), costs.size(), masks.data(), 2, sums.data());
  EXPECT_EQ(sums, (std::vector<std::int64_t>{101, 10}));
}

TEST_P(GroupSum, MatchesTheReference) {
  auto lengths = kOddLengths;
  lengths.insert(lengths.end(), {1025, 2500});
  for (const std::size_t count : lengths) {
    for (const std::size_t groups : {1, 2, 3, 9, 15, 32}) {
      // Codes below, inside and above of the groups; at the end of the range, they wrap around.
      for (const std::uint32_t first : {0U, 5U, 1'000'000U, 0xFFFF'FFF0U}) {
        const auto range = static_cast<std::uint32_t>(groups) + 3;
        const auto codes = CodesAround(first - 1, range, count, random_);
        std::vector<std::uint64_t> masks(groups * MaskWords(count), ~std::uint64_t{0});
        auto expected = masks;
        MaskGroups(codes.data(), count, first, groups, masks.data());
        reference::MaskGroups(codes.data(), count, first, groups, expected.data());
        ASSERT_EQ(masks, expected) << count << " rows of " << groups << " groups from " << first;

        const auto values = AnyIntegers(count, random_);
        std::vector<std::int64_t> sums(groups);
        std::vector<std::int64_t> expected_sums(groups);
        SumByMask(values.data(), count, masks.data(), groups, sums.data());
        reference::SumByMask(values.data(), count, masks.data(), groups, expected_sums.data());
        ASSERT_EQ(sums, expected_sums) << count << " rows of " << groups << " groups";
      }
    }
  }
}

TEST_P(GroupSum, RunsMatchTheReference) {
  for (const std::size_t count : kOddLengths) {
    for (const std::uint32_t longest : {1U, 4U, 100U, 1024U}) {
      const auto values = AnyIntegers(count, random_);
      std::vector<std::uint32_t> ends;
      for (std::uint32_t end = 0; end < count;) {
        end = std::min(end + 1 + static_cast<std::uint32_t>(random_() % longest),
                       static_cast<std::uint32_t>(count));
        ends.push_back(end);
      }
      std::vector<std::int64_t> sums(ends.size());
      auto expected = sums;
      SumByRun(values.data(), ends.data(), ends.size(), sums.data());
      reference::SumByRun(values.data(), ends.data(), ends.size(), expected.data());
      ASSERT_EQ(sums, expected) << count << " rows in runs of up to " << longest;
    }
  }
}

TEST_P(GroupSum, RangeOfCodesIsUnsigned) {
  for (const std::size_t count : kOddLengths) {
    std::vector<std::uint32_t> codes(count);
    for (auto& code : codes) code = static_cast<std::uint32_t>(random_()) | 0x7FFF'FFF0U;
    ASSERT_EQ(MinMaxCodes(codes.data(), count), reference::MinMaxCodes(codes.data(), count));
  }
}

COSTDB_FOR_EACH_INSTRUCTION_SET(GroupSum);

}  // namespace
}  // namespace costdb::engine::kernels
