#include "engine/money/dollars.h"

#include <gtest/gtest.h>

#include "engine/money/checked_arithmetic.h"

namespace costdb::engine {
namespace {

Int128 Pico(std::string_view dollars) {
  const Result<Int128> value = ParseDollars(dollars);
  EXPECT_TRUE(value.ok()) << value.status().message();
  return value.ok() ? *value : 0;
}

TEST(Dollars, ReadsPicodollars) {
  EXPECT_TRUE(Pico("0.75") == 750'000'000'000);
  EXPECT_TRUE(Pico("2.5e-07") == 250'000);
  EXPECT_TRUE(Pico("0.000000000001") == 1);
  EXPECT_FALSE(ParseDollars("0.0000000000001").ok());
  EXPECT_TRUE(*ParseDollars("0.0000000000019", Excess::kRoundHalfEven) == 2);
}

TEST(Dollars, ReadsPricesAsPicodollarsPerToken) {
  // $2.50 a million tokens is 2.5 millionths of a dollar a token.
  EXPECT_EQ(*ParseDollarsPerMillion("2.50"), 2'500'000);
  EXPECT_EQ(*ParseDollarsPerMillion("0.00875"), 8'750);
  EXPECT_EQ(*ParseDollarsPerToken("2.5e-07"), 250'000);
  EXPECT_EQ(*ParseDollarsPerToken("0.0000025"), *ParseDollarsPerMillion("2.50"));
  EXPECT_FALSE(ParseDollarsPerMillion("0.0000001").ok());
  EXPECT_FALSE(ParseDollarsPerMillion("-1").ok());
  EXPECT_FALSE(ParseDollarsPerMillion("1e15").ok());
}

TEST(Dollars, ShowsExactly) {
  EXPECT_EQ(FormatDollars(0), "0");
  EXPECT_EQ(FormatDollars(1), "0.000000000001");
  EXPECT_EQ(FormatDollars(250'000), "0.00000025");
  EXPECT_EQ(FormatDollars(1'500'000'000'000), "1.5");
  EXPECT_EQ(FormatDollars(Int128{100} * kPicodollars), "100");
  EXPECT_EQ(FormatDollars(-10'000'000'000), "-0.01");
  EXPECT_EQ(FormatDollars(kMaximumInt128), "170141183460469231731687303.715884105727");
  EXPECT_EQ(FormatDollars(kMinimumInt128), "-170141183460469231731687303.715884105728");
}

TEST(Dollars, WhatIsShownExactlyReadsBackTheSame) {
  for (const Int128 value : {Int128{0}, Int128{7}, Int128{-1'234'567'890'123}, kMaximumInt128}) {
    EXPECT_TRUE(Pico(FormatDollars(value)) == value) << FormatDollars(value);
  }
}

TEST(Dollars, RoundsForTables) {
  const auto shown = [](std::string_view dollars) { return FormatDollarsRounded(Pico(dollars)); };
  EXPECT_EQ(shown("0"), "0.00");
  EXPECT_EQ(shown("1234567.891"), "1234567.89");
  EXPECT_EQ(shown("12"), "12.00");
  EXPECT_EQ(shown("1.005"), "1.00");  // A tie goes to the even cent.
  EXPECT_EQ(shown("1.015"), "1.02");
  EXPECT_EQ(shown("1.0150000001"), "1.02");
  EXPECT_EQ(shown("0.5"), "0.50");
  EXPECT_EQ(shown("0.123456"), "0.1235");
  EXPECT_EQ(shown("0.012345"), "0.01234");  // A tie.
  EXPECT_EQ(shown("0.000123456"), "0.0001235");
  EXPECT_EQ(shown("0.000000000001"), "0.000000000001");
  EXPECT_EQ(shown("0.99999"), "1.00");
  EXPECT_EQ(shown("-0.123456"), "-0.1235");
  EXPECT_EQ(shown("-2.5"), "-2.50");
  EXPECT_EQ(FormatDollarsRounded(kMinimumInt128), "-170141183460469231731687303.72");
}

}  // namespace
}  // namespace costdb::engine
