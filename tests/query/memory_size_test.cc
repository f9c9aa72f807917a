#include "query/memory_size.h"

#include <gtest/gtest.h>

namespace costdb::query {
namespace {

TEST(MemorySize, ReadsDecimalAndBinaryUnits) {
  EXPECT_EQ(ParseMemorySize("2GB"), 2'000'000'000U);
  EXPECT_EQ(ParseMemorySize("512 MiB"), 536'870'912U);
  EXPECT_EQ(ParseMemorySize("1.5gb"), 1'500'000'000U);
  EXPECT_EQ(ParseMemorySize("100b"), 100U);
  for (const char* text : {"", "2", "GB", "0GB", "-1GB", "1XB", "1e30GB", "nanGB", "2GBx"}) {
    EXPECT_FALSE(ParseMemorySize(text).has_value()) << text;
  }
}

TEST(MemorySize, WritesForPeople) {
  EXPECT_EQ(MemorySizeText(2'000'000'000), "2GB");
  EXPECT_EQ(MemorySizeText(536'870'912), "512MiB");
  EXPECT_EQ(MemorySizeText(20'221'201'612), "18.8GiB");
  EXPECT_EQ(MemorySizeText(1'000), "1KB");
  EXPECT_EQ(MemorySizeText(1), "1B");
}

TEST(MemorySize, TheDefaultIsAShareOfTheMachine) {
  EXPECT_GT(DefaultMemoryLimit(), std::uint64_t{1} << 26);
}

}  // namespace
}  // namespace costdb::query
