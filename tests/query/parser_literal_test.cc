// Literals are exact: what is written is what is meant.

#include <gtest/gtest.h>

#include <string_view>

#include "query/parser/literal.h"
#include "query/plan/expression_tools.h"

namespace costdb::query {
namespace {

using syntax::CalendarUnit;

std::string Number(std::string_view text) {
  const Result<Value> value = ParseNumber(text);
  if (!value.ok()) return value.status().message();
  constexpr std::string_view kTypes[] = {"null", "bool", "int", "double", "decimal"};
  return std::string(kTypes[static_cast<std::size_t>(value->type)]) + " " + ConstantText(*value);
}

TEST(ParserLiteral, Numbers) {
  EXPECT_EQ(Number("12"), "int 12");
  EXPECT_EQ(Number("007"), "int 7");
  EXPECT_EQ(Number("200K"), "int 200000");
  EXPECT_EQ(Number("1.5M"), "int 1500000");
  EXPECT_EQ(Number("2B"), "int 2000000000");
  EXPECT_EQ(Number("1e6"), "int 1000000");
  EXPECT_EQ(Number("0.25"), "decimal 0.25");
  EXPECT_EQ(Number(".5"), "decimal 0.5");
  EXPECT_EQ(Number("2.50"), "decimal 2.5");
  EXPECT_EQ(Number("3.0"), "int 3");
  EXPECT_EQ(Number("25e-4"), "decimal 0.0025");
  EXPECT_EQ(Number("170141183460469231731687303715884105"),
            "int 170141183460469231731687303715884105");
  EXPECT_EQ(Number("1e300"), "double 1e+300");
  EXPECT_EQ(Number("1e999"), "1e999 is not a number");
  EXPECT_EQ(Number("x"), "x is not a number");
  EXPECT_EQ(Number(""), " is not a number");
}

std::string Percent(std::string_view text) {
  const Result<Value> value = ParsePercent(text);
  return value.ok() ? ConstantText(*value) : value.status().message();
}

TEST(ParserLiteral, APercentageIsAHundredth) {
  EXPECT_EQ(Percent("1%"), "0.01");
  EXPECT_EQ(Percent("100%"), "1");
  EXPECT_EQ(Percent("2.5%"), "0.025");
}

std::string Money(std::string_view text) {
  const Result<Value> value = ParseMoney(text);
  return value.ok() ? ConstantText(*value) : value.status().message();
}

TEST(ParserLiteral, MoneyIsExactToThePicodollar) {
  EXPECT_EQ(Money("$0.40"), "$0.4");
  EXPECT_EQ(Money("$.5"), "$0.5");
  EXPECT_EQ(Money("$5K"), "$5000");
  EXPECT_EQ(Money("$1.25M"), "$1250000");
  EXPECT_EQ(Money("$0.000000000001"), "$0.000000000001");
  EXPECT_EQ(Money("$0.0000000000001"),
            "$0.0000000000001 has more than 12 decimals: money is exact to a picodollar");
  EXPECT_EQ(ParseMoney("$0.40")->integer, 400'000'000'000);
}

constexpr std::int64_t kSecond = 1'000'000'000;

TEST(ParserLiteral, Durations) {
  EXPECT_EQ(ParseDuration("90s")->nanoseconds, 90 * kSecond);
  EXPECT_EQ(ParseDuration("1h30m")->nanoseconds, 5400 * kSecond);
  EXPECT_EQ(ParseDuration("1.5h")->nanoseconds, 5400 * kSecond);
  EXPECT_EQ(ParseDuration("250ms")->nanoseconds, kSecond / 4);
  EXPECT_EQ(ParseDuration("3us")->nanoseconds, 3'000);
  EXPECT_EQ(ParseDuration("5m")->nanoseconds, 300 * kSecond);
  EXPECT_EQ(ParseDuration("1w")->nanoseconds, 7 * 86400 * kSecond);
}

TEST(ParserLiteral, CalendarUnitsAreToldApart) {
  EXPECT_EQ(ParseDuration("7d")->calendar_unit, CalendarUnit::kDay);
  EXPECT_EQ(ParseDuration("7d")->calendar_count, 7);
  EXPECT_EQ(ParseDuration("1w")->calendar_unit, CalendarUnit::kWeek);
  EXPECT_EQ(ParseDuration("3mo")->calendar_unit, CalendarUnit::kMonth);
  EXPECT_EQ(ParseDuration("3mo")->nanoseconds, 0);
  EXPECT_EQ(ParseDuration("1y")->calendar_unit, CalendarUnit::kYear);
  EXPECT_EQ(ParseDuration("24h")->calendar_unit, CalendarUnit::kNone);
  EXPECT_EQ(ParseDuration("1d12h")->calendar_unit, CalendarUnit::kNone);
}

TEST(ParserLiteral, DurationsThatAreNone) {
  for (const std::string_view text : {"", "1", "s", "1x", "1mo2d", "0.5mo", "1h1", "400000000000d",
                                      "99999999999999999999999999999999999999999s"}) {
    EXPECT_FALSE(ParseDuration(text).ok()) << text;
  }
}

TEST(ParserLiteral, DoubledQuotesAreOne) {
  EXPECT_EQ(UnquoteText("'it''s'"), "it's");
  EXPECT_EQ(UnquoteText("\"a\"\"b\""), "a\"b");
  EXPECT_EQ(UnquoteText("''"), "");
}

}  // namespace
}  // namespace costdb::query
