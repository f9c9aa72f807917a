#ifndef COSTDB_TESTS_ENGINE_KERNEL_INSTRUCTION_SETS_H_
#define COSTDB_TESTS_ENGINE_KERNEL_INSTRUCTION_SETS_H_

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "engine/kernels/dispatch.h"

namespace costdb::engine::kernels {

/// Runs a test once for every instruction set that this machine has.
class KernelTest : public testing::TestWithParam<InstructionSet> {
 protected:
  void SetUp() override { UseInstructionSet(GetParam()); }
  void TearDown() override { UseBestInstructionSet(); }

  std::mt19937_64 random_{20261124};
};

inline std::string InstructionSetOf(const testing::TestParamInfo<InstructionSet>& info) {
  return InstructionSetName(info.param);
}

#define COSTDB_FOR_EACH_INSTRUCTION_SET(suite)                                         \
  INSTANTIATE_TEST_SUITE_P(Each, suite, testing::ValuesIn(SupportedInstructionSets()), \
                           InstructionSetOf)

/// Lengths around every vector and word size.
inline const std::vector<std::size_t> kOddLengths = {0,  1,  2,  3,  7,  8,   15,  16,   17,
                                                     31, 33, 63, 64, 65, 127, 129, 1000, 1024};

/// Values of all magnitudes, extremes included.
inline std::int64_t AnyInteger(std::mt19937_64& random) {
  switch (random() % 8) {
    case 0:
      return INT64_MIN;
    case 1:
      return INT64_MAX;
    case 2:
      return 0;
    default:
      return static_cast<std::int64_t>(random()) >> (random() % 64);
  }
}

inline std::vector<std::int64_t> AnyIntegers(std::size_t count, std::mt19937_64& random) {
  std::vector<std::int64_t> values(count);
  for (auto& value : values) value = AnyInteger(random);
  return values;
}

/// Words of a mask, some full, some empty; bits past `rows` are clear.
inline std::vector<std::uint64_t> AnyMask(std::size_t rows, std::mt19937_64& random) {
  std::vector<std::uint64_t> words((rows + 63) / 64);
  for (auto& word : words) {
    word = random() % 4 == 0 ? 0 : random() % 4 == 0 ? ~std::uint64_t{0} : random();
  }
  if (rows % 64 != 0) words.back() &= (std::uint64_t{1} << (rows % 64)) - 1;
  return words;
}

}  // namespace costdb::engine::kernels

#endif  // COSTDB_TESTS_ENGINE_KERNEL_INSTRUCTION_SETS_H_
