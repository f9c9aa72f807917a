#include "engine/money/decimal.h"

#include <gtest/gtest.h>

#include "engine/money/checked_arithmetic.h"
#include "engine/money/int128_text.h"

namespace costdb::engine {
namespace {

constexpr std::string_view kMaximumText = "170141183460469231731687303715884105727";
constexpr std::string_view kMinimumText = "-170141183460469231731687303715884105728";

std::string Read(std::string_view text, const DecimalFormat& format) {
  const Result<Int128> value = ParseDecimal(text, format);
  return value.ok() ? Int128ToText(*value) : value.status().message();
}

TEST(Decimal, ReadsPlainAndScientificNotationExactly) {
  EXPECT_EQ(Read("0.75", {.scale = 2}), "75");
  EXPECT_EQ(Read("0.75", {.scale = 12}), "750000000000");
  EXPECT_EQ(Read("2.5e-07", {.scale = 12}), "250000");
  EXPECT_EQ(Read("2.5E+3", {.scale = 0}), "2500");
  EXPECT_EQ(Read("+.5", {.scale = 1}), "5");
  EXPECT_EQ(Read("3.", {.scale = 1}), "30");
  EXPECT_EQ(Read("-0.001", {.scale = 3}), "-1");
  EXPECT_EQ(Read("0000000000000000000000000000000000000000000000000012", {}), "12");
  EXPECT_EQ(Read("1.5000000000000000000000000000000000000000000000000", {.scale = 1}), "15");
  EXPECT_EQ(Read("0e99999999999999999999", {.scale = 12}), "0");
}

TEST(Decimal, TheSumThatFloatsGetWrongIsExact) {
  // In binary floating point 0.1 + 0.2 is not 0.3.
  const Int128 sum = *ParseDecimal("0.1", {.scale = 12}) + *ParseDecimal("0.2", {.scale = 12});
  EXPECT_TRUE(sum == *ParseDecimal("0.3", {.scale = 12}));
}

TEST(Decimal, RefusesJunkAndNamesThePlace) {
  EXPECT_EQ(Read("", {}), "expected a number, found nothing");
  EXPECT_EQ(Read("0.x5", {.scale = 2}), "character 3 of \"0.x5\": expected a digit");
  EXPECT_EQ(Read("$1", {}), "character 1 of \"$1\": expected a digit");
  EXPECT_EQ(Read("1,000", {}), "character 2 of \"1,000\": expected a digit");
  EXPECT_EQ(Read(" 1", {}), "character 1 of \" 1\": expected a digit");
  EXPECT_EQ(Read("1 ", {}), "character 2 of \"1 \": expected a digit");
  EXPECT_EQ(Read("1.2.3", {.scale = 2}), "character 4 of \"1.2.3\": expected a digit");
  EXPECT_EQ(Read("--1", {}), "character 2 of \"--1\": expected a digit");
  EXPECT_EQ(Read("1e", {}), "\"1e\" ends where a digit of the exponent was expected");
  EXPECT_EQ(Read(".", {}), "\".\" ends where a digit was expected");
  EXPECT_EQ(Read("nan", {}), "character 1 of \"nan\": expected a digit");
  EXPECT_EQ(Read("0x10", {}), "character 2 of \"0x10\": expected a digit");
  EXPECT_EQ(Read(std::string(401, '1'), {}), "expected a number, found 401 bytes of text");
}

TEST(Decimal, RefusesWhatIsTooFineUnlessTheCallerRounds) {
  EXPECT_EQ(Read("0.125", {.scale = 2}),
            "\"0.125\" is finer than 2 decimals and can't be held exactly");
  const auto rounded = [](std::string_view text) {
    return Read(text, {.scale = 2, .excess = Excess::kRoundHalfEven});
  };
  EXPECT_EQ(rounded("0.124"), "12");
  EXPECT_EQ(rounded("0.125"), "12");  // A tie goes to the even neighbour.
  EXPECT_EQ(rounded("0.135"), "14");
  EXPECT_EQ(rounded("0.1251"), "13");  // Not a tie.
  EXPECT_EQ(rounded("-0.135"), "-14");
  EXPECT_EQ(rounded("0.005"), "0");
  EXPECT_EQ(rounded("0.0051"), "1");
  EXPECT_EQ(rounded("0.0009"), "0");
  EXPECT_EQ(rounded("9e-300"), "0");
  EXPECT_EQ(rounded("0.999"), "100");
}

TEST(Decimal, HoldsTheWholeRangeOf128Bits) {
  EXPECT_EQ(Read(kMaximumText, {}), kMaximumText);
  EXPECT_EQ(Read(kMinimumText, {}), kMinimumText);
  EXPECT_EQ(Read("170141183460469231731687303715884105728", {}),
            "\"170141183460469231731687303715884105728\" is too large: 128 bits can't hold it");
  EXPECT_EQ(Read("1e27", {.scale = 12}), "\"1e27\" is too large: 128 bits can't hold it");
  EXPECT_EQ(Read("1e999999999", {}), "\"1e999999999\" is too large: 128 bits can't hold it");
}

TEST(Int128Text, IsWholeNumbersOnly) {
  EXPECT_TRUE(*ParseInt128("-42") == -42);
  EXPECT_FALSE(ParseInt128("1.0").ok());
  EXPECT_FALSE(ParseInt128("1e3").ok());
  EXPECT_EQ(Int128ToText(0), "0");
  EXPECT_EQ(Int128ToText(-7), "-7");
  EXPECT_EQ(Int128ToText(kMaximumInt128), kMaximumText);
  EXPECT_EQ(Int128ToText(kMinimumInt128), kMinimumText);
}

TEST(CheckedArithmetic, SaysNothingRatherThanWrap) {
  constexpr std::int64_t kMaximum = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(CheckedAdd<std::int64_t>(kMaximum, 0), kMaximum);
  EXPECT_EQ(CheckedAdd<std::int64_t>(kMaximum, 1), std::nullopt);
  EXPECT_EQ(CheckedMultiply<std::int64_t>(3'000'000'000, 3'000'000'000), 9'000'000'000'000'000'000);
  EXPECT_EQ(CheckedMultiply<std::int64_t>(4'000'000'000, 4'000'000'000), std::nullopt);
  EXPECT_FALSE(CheckedAdd<Int128>(kMaximumInt128, 1).has_value());
  EXPECT_FALSE(CheckedAdd<Int128>(kMinimumInt128, -1).has_value());
  EXPECT_FALSE(CheckedMultiply<Int128>(kMinimumInt128, -1).has_value());
  EXPECT_TRUE(*CheckedMultiply<Int128>(kMaximumInt128, -1) == kMinimumInt128 + 1);
  EXPECT_EQ(NarrowToInt64(Int128{kMaximum}), kMaximum);
  EXPECT_EQ(NarrowToInt64(Int128{kMaximum} + 1), std::nullopt);
  EXPECT_EQ(NarrowToInt64(-Int128{kMaximum} - 2), std::nullopt);
}

}  // namespace
}  // namespace costdb::engine
