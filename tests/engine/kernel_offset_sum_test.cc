// Sums of packed offsets against their scalar references, on every instruction set.

#include <gtest/gtest.h>

#include <vector>

#include "engine/kernels/offset_sum.h"
#include "kernel_instruction_sets.h"

namespace costdb::engine::kernels {
namespace {

constexpr std::uint32_t kLargestOffset = (std::uint32_t{1} << kOffsetBits) - 1;

/// The largest offsets in one column, so that sums reach what they may reach; any in the others.
std::vector<std::uint32_t> Offsets(std::size_t count, bool are_largest, std::mt19937_64& random) {
  std::vector<std::uint32_t> offsets(count, kLargestOffset);
  if (are_largest) return offsets;
  for (auto& offset : offsets) offset = static_cast<std::uint32_t>(random()) & kLargestOffset;
  return offsets;
}

std::vector<std::size_t> Lengths() {
  auto lengths = kOddLengths;
  lengths.insert(lengths.end(), {1025, 5000, 70'001});
  return lengths;
}

using OffsetSum = KernelTest;

TEST_P(OffsetSum, MatchesTheReference) {
  for (const std::size_t count : Lengths()) {
    for (const bool are_largest : {false, true}) {
      const auto offsets = Offsets(count, are_largest, random_);
      ASSERT_EQ(SumOffsets(offsets.data(), count), reference::SumOffsets(offsets.data(), count))
          << count << " offsets";
    }
  }
}

TEST_P(OffsetSum, SumsSeveralColumnsByMask) {
  const std::vector<std::uint32_t> costs = {1, 10, 100};
  const std::vector<std::uint32_t> tokens = {2, 20, 200};
  const std::vector<const std::uint32_t*> columns = {costs.data(), tokens.data()};
  const std::vector<std::uint64_t> masks = {0b101, 0b010};
  std::vector<std::uint64_t> sums(4);
  SumOffsetsByMask(columns, 3, masks.data(), 2, sums.data());
  EXPECT_EQ(sums, (std::vector<std::uint64_t>{101, 10, 202, 20}));
}

TEST_P(OffsetSum, MasksMatchTheReference) {
  for (const std::size_t count : Lengths()) {
    for (const std::size_t groups : {1, 2, 8, 9, 10, 12, 25}) {
      for (const std::size_t column_count : {0, 1, 2, 3, 4, 7}) {
        std::vector<std::vector<std::uint32_t>> stored;
        std::vector<const std::uint32_t*> columns;
        for (std::size_t i = 0; i < column_count; ++i) {
          stored.push_back(Offsets(count, i == 0, random_));
          columns.push_back(stored.back().data());
        }
        std::vector<std::uint64_t> masks;
        for (std::size_t group = 0; group < groups; ++group) {
          const auto mask = AnyMask(count, random_);
          masks.insert(masks.end(), mask.begin(), mask.end());
        }
        std::vector<std::uint64_t> sums(column_count * groups, 7);
        auto expected = sums;
        SumOffsetsByMask(columns, count, masks.data(), groups, sums.data());
        reference::SumOffsetsByMask(columns, count, masks.data(), groups, expected.data());
        ASSERT_EQ(sums, expected) << count << " rows of " << column_count << " columns, " << groups
                                  << " groups";
      }
    }
  }
}

COSTDB_FOR_EACH_INSTRUCTION_SET(OffsetSum);

}  // namespace
}  // namespace costdb::engine::kernels
