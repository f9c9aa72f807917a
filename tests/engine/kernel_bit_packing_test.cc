// Bit packing: what was packed comes back on every instruction set, from any address.

#include "engine/kernels/bit_packing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "kernel_instruction_sets.h"

namespace costdb::engine::kernels {
namespace {

constexpr std::uint32_t kNoLimit = std::numeric_limits<std::uint32_t>::max();

struct Packed {
  std::vector<std::uint64_t> values;
  std::vector<std::uint8_t> bytes;  // One byte of misalignment, the block, slack.
  PackedBlock block;
};

void Pack(std::uint32_t width, bool vertical, Packed* packed) {
  const auto count = static_cast<std::uint32_t>(packed->values.size());
  packed->bytes.assign(1 + PackedBlockBytes(count, width, vertical) + kPackedSlackBytes, 0xEE);
  PackBlock(packed->values.data(), count, width, vertical, packed->bytes.data() + 1);
  packed->block = {packed->bytes.data() + 1, count, static_cast<std::uint8_t>(width), vertical};
}

Packed AnyPacked(std::uint32_t count, std::uint32_t width, bool vertical, std::mt19937_64& random) {
  Packed packed;
  packed.values.resize(count);
  for (auto& value : packed.values) value = width == 0 ? 0 : random() >> (64 - width);
  if (width != 0) packed.values.back() = ~std::uint64_t{0} >> (64 - width);
  Pack(width, vertical, &packed);
  return packed;
}

TEST(BitPackingLayout, ContiguousValuesFollowEachOtherLowestBitFirst) {
  Packed packed;
  packed.values = {1, 2, 7, 4};  // 3 bits each: 100 111 010 001 from the highest down
  Pack(3, false, &packed);
  ASSERT_EQ(packed.bytes.size(), 1 + 2 + kPackedSlackBytes);
  EXPECT_EQ(packed.bytes[1], 0b11'010'001);
  EXPECT_EQ(packed.bytes[2], 0b0000'100'1);
}

TEST(BitPackingLayout, VerticalRowsOf32ShareTheWordsOfTheirLanes) {
  Packed packed;
  packed.values.resize(kPackedBlockRows);
  packed.values[0] = 0x3;    // Row 0, lane 0: the low half of the first byte of word 0 of lane 0.
  packed.values[32] = 0x5;   // Row 1, lane 0: the high half of the same byte.
  packed.values[1] = 0x7;    // Row 0, lane 1: four bytes on.
  packed.values[256] = 0x9;  // Row 8, lane 0: word 1, behind word 0 of all 32 lanes.
  Pack(4, true, &packed);
  const std::uint8_t* const bytes = packed.block.bytes;
  EXPECT_EQ(bytes[0], 0x53);
  EXPECT_EQ(bytes[4], 0x07);
  EXPECT_EQ(bytes[128], 0x09);
  EXPECT_EQ(std::count_if(bytes, bytes + 512, [](auto byte) { return byte != 0; }), 3);
}

TEST(BitPackingLayout, VerticalAbove32BitsHas16LanesOf64) {
  Packed packed;
  packed.values.resize(kPackedBlockRows);
  packed.values[1] = 0x1'0000'0001;  // Row 0, lane 1: eight bytes on.
  packed.values[16] = 0x1;           // Row 1, lane 0: 33 bits up in word 0.
  Pack(33, true, &packed);
  EXPECT_EQ(packed.block.bytes[8], 1);
  EXPECT_EQ(packed.block.bytes[12], 1);
  EXPECT_EQ(packed.block.bytes[4], 2);
}

using BitPacking = KernelTest;

TEST_P(BitPacking, EveryWidthOfWholeBlocks) {
  for (std::uint32_t width = 0; width <= 64; ++width) {
    const Packed packed = AnyPacked(kPackedBlockRows, width, true, random_);
    const std::uint64_t base = random_();
    const std::uint64_t multiplier = width % 3 == 0 ? 1 : random_() >> (random_() % 64);
    std::vector<std::int64_t> integers(kPackedBlockRows);
    UnpackIntegers(packed.block, base, multiplier, integers.data());
    for (std::uint32_t i = 0; i < kPackedBlockRows; ++i) {
      ASSERT_EQ(UnpackOne(packed.block, i), packed.values[i]) << width << " bits, value " << i;
      ASSERT_EQ(static_cast<std::uint64_t>(integers[i]), base + multiplier * packed.values[i])
          << width << " bits, value " << i;
    }
  }
}

TEST_P(BitPacking, CodesAreShiftedAndLimited) {
  for (std::uint32_t width = 0; width <= 32; ++width) {
    const Packed packed = AnyPacked(kPackedBlockRows, width, true, random_);
    for (const std::uint32_t limit : {kNoLimit, 1000U, 0U}) {
      std::vector<std::uint32_t> codes(kPackedBlockRows);
      UnpackCodes(packed.block, 17, limit, codes.data());
      for (std::uint32_t i = 0; i < kPackedBlockRows; ++i) {
        const auto sum = static_cast<std::uint32_t>(packed.values[i] + 17);
        ASSERT_EQ(codes[i], std::min(sum, limit)) << width << " bits, value " << i;
      }
    }
  }
}

TEST_P(BitPacking, OffsetsAreWhatIsPacked) {
  for (std::uint32_t width = 0; width <= 32; ++width) {
    for (const std::uint32_t count : {1U, 65U, 1023U, kPackedBlockRows}) {
      const Packed packed = AnyPacked(count, width, count == kPackedBlockRows, random_);
      std::vector<std::uint32_t> offsets(kPackedBlockRows);
      UnpackOffsets(packed.block, offsets.data());
      ASSERT_TRUE(std::equal(packed.values.begin(), packed.values.end(), offsets.begin()))
          << width << " bits, " << count << " values";
    }
  }
}

TEST_P(BitPacking, ContiguousBlocksOfOddLengths) {
  for (std::uint32_t width = 0; width <= 64; ++width) {
    for (const std::uint32_t count : {1U, 2U, 7U, 10U, 63U, 65U, 1000U, 1023U}) {
      const Packed packed = AnyPacked(count, width, false, random_);
      std::vector<std::int64_t> integers(count);
      UnpackIntegers(packed.block, 5, 3, integers.data());
      std::vector<std::uint32_t> codes(count);
      if (width <= 32) UnpackCodes(packed.block, 5, kNoLimit, codes.data());
      for (std::uint32_t i = 0; i < count; ++i) {
        ASSERT_EQ(UnpackOne(packed.block, i), packed.values[i]);
        ASSERT_EQ(static_cast<std::uint64_t>(integers[i]), 5 + 3 * packed.values[i]);
        if (width <= 32) {
          ASSERT_EQ(codes[i], static_cast<std::uint32_t>(packed.values[i] + 5));
        }
      }
    }
  }
}

TEST_P(BitPacking, APaddedBlockGivesZerosBehindItsValues) {
  const Packed packed = AnyPacked(100, 12, true, random_);
  std::vector<std::uint32_t> codes(kPackedBlockRows, 7);
  UnpackCodes(packed.block, 0, kNoLimit, codes.data());
  EXPECT_TRUE(std::equal(packed.values.begin(), packed.values.end(), codes.begin()));
  EXPECT_TRUE(std::all_of(codes.begin() + 100, codes.end(), [](auto code) { return code == 0; }));
}

COSTDB_FOR_EACH_INSTRUCTION_SET(BitPacking);

}  // namespace
}  // namespace costdb::engine::kernels
