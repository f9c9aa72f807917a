// What each output format writes, byte for byte, for one small result with every kind of value.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "costdb/query_result.h"
#include "tools/output/display_text.h"
#include "tools/output/result_writer.h"
#include "tools/output/utf8.h"
#include "tools/output/value_text.h"

namespace costdb::tools {
namespace {

constexpr Int128 kDollar = 1'000'000'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kApril1 = 1'775'001'600 * kSecond;  // 2026-04-01T00:00:00Z

std::string Written(const QueryResult& result, OutputFormat format, std::size_t width = 0) {
  std::string text;
  const Status status = WriteResult(result, {format, width}, [&text](std::string_view piece) {
    text += piece;
    return Status::Ok();
  });
  EXPECT_TRUE(status.ok()) << status.message();
  return text;
}

ResultColumn Column(std::string name, Type type, std::vector<Value> values) {
  ResultColumn column;
  column.name = std::move(name);
  column.type = type;
  column.values = std::move(values);
  return column;
}

// Two users: one with everything, one with NULLs.
QueryResult Users() {
  QueryResult result;
  result.columns.push_back(
      Column("user", Type::kText, {Value::Text("ann, \"A\""), Value::Text("")}));
  result.columns.push_back(Column("calls", Type::kInt, {Value::Int(1234567), Value::Int(-3)}));
  result.columns.push_back(Column("dollars", Type::kMoney,
                                  {Value::Money(kDollar * 1234 + 567'800'000'000), Value::Null()}));
  result.columns.push_back(Column("share", Type::kDouble, {Value::Double(0.25), Value::Null()}));
  result.columns.push_back(
      Column("day", Type::kTime, {Value::Time(kApril1), Value::Time(kApril1 + 86'400 * kSecond)}));
  return result;
}

TEST(Output, CsvQuotesAndKeepsMoneyExact) {
  EXPECT_EQ(Written(Users(), OutputFormat::kCsv),
            "user,calls,dollars,share,day\n"
            "\"ann, \"\"A\"\"\",1234567,1234.5678,0.25,2026-04-01T00:00:00Z\n"
            "\"\",-3,,,2026-04-02T00:00:00Z\n");
}

TEST(Output, JsonIsOneArrayWithNumbersAsTheyAre) {
  EXPECT_EQ(Written(Users(), OutputFormat::kJson),
            "[{\"user\":\"ann, \\\"A\\\"\",\"calls\":1234567,\"dollars\":1234.5678,\"share\":0.25,"
            "\"day\":\"2026-04-01T00:00:00Z\"},\n"
            " {\"user\":\"\",\"calls\":-3,\"dollars\":null,\"share\":null,"
            "\"day\":\"2026-04-02T00:00:00Z\"}]\n");
}

TEST(Output, JsonLinesHasOneObjectALine) {
  QueryResult result;
  result.columns.push_back(Column("n", Type::kInt, {Value::Int(1), Value::Int(2)}));
  EXPECT_EQ(Written(result, OutputFormat::kJsonLines), "{\"n\":1}\n{\"n\":2}\n");
}

TEST(Output, TableAlignsNumbersAndRoundsMoney) {
  EXPECT_EQ(Written(Users(), OutputFormat::kTable),
            "user        calls    dollars   share  day\n"
            "────────  ───────  ─────────  ──────  ──────────\n"
            "ann, \"A\"  1234567  $1,234.57  0.2500  2026-04-01\n"
            "               -3       NULL    NULL  2026-04-02\n"
            "(2 rows)\n");
}

TEST(Output, MarkdownEscapesBars) {
  QueryResult result;
  result.columns.push_back(Column("a|b", Type::kText, {Value::Text("x|y"), Value::Null()}));
  result.columns.push_back(Column("n", Type::kInt, {Value::Int(1), Value::Int(2)}));
  EXPECT_EQ(Written(result, OutputFormat::kMarkdown),
            "| a\\|b | n |\n"
            "| --- | ---: |\n"
            "| x\\|y | 1 |\n"
            "| NULL | 2 |\n");
}

TEST(Output, AnEmptyResultStillHasItsHeader) {
  QueryResult result;
  result.columns.push_back(Column("user", Type::kText, {}));
  EXPECT_EQ(Written(result, OutputFormat::kCsv), "user\n");
  EXPECT_EQ(Written(result, OutputFormat::kJson), "[]\n");
  EXPECT_EQ(Written(result, OutputFormat::kJsonLines), "");
  EXPECT_EQ(Written(result, OutputFormat::kTable), "user\n────\n(0 rows)\n");
}

TEST(Output, TheTableIsCutToTheTerminal) {
  QueryResult result;
  result.columns.push_back(Column("name", Type::kText, {Value::Text("a very long name indeed")}));
  result.columns.push_back(Column("n", Type::kInt, {Value::Int(7)}));
  EXPECT_EQ(Written(result, OutputFormat::kTable, 15),
            "name          n\n"
            "────────────  ─\n"
            "a very long…  7\n"
            "(1 row)\n");
}

TEST(Output, ASinkThatFailsStopsTheWriting) {
  QueryResult result;
  result.columns.push_back(
      Column("n", Type::kInt, std::vector<Value>(100'000, Value::Int(123456789))));
  int pieces = 0;
  const Status status = WriteResult(result, {OutputFormat::kCsv, 0}, [&pieces](std::string_view) {
    ++pieces;
    return Status::Io("disk full");
  });
  EXPECT_EQ(status.message(), "disk full");
  EXPECT_EQ(pieces, 1);
}

TEST(Output, ControlCharactersDoNotReachTheTerminal) {
  QueryResult result;
  result.columns.push_back(Column("t", Type::kText, {Value::Text("a\x1b[31mb\nc\xff")}));
  EXPECT_NE(Written(result, OutputFormat::kTable).find("a\\x1b[31mb\\nc\\xff\n"),
            std::string::npos);
  EXPECT_EQ(Written(result, OutputFormat::kJsonLines),
            "{\"t\":\"a\\u001b[31mb\\nc\xEF\xBF\xBD\"}\n");
}

TEST(ValueText, MoneyIsExactToThePicodollar) {
  EXPECT_EQ(ExactText(Value::Money(1)), "0.000000000001");
  EXPECT_EQ(ExactText(Value::Money(-1'350'000'000)), "-0.00135");
  EXPECT_EQ(ExactText(Value::Money(0)), "0");
  EXPECT_EQ(ExactText(Value::Money(kDollar * 3)), "3");
  const Int128 beyond_64_bits = static_cast<Int128>(INT64_MAX) * 1000;
  EXPECT_EQ(ExactText(Value::Money(beyond_64_bits)), "9223372036.854775807");
}

TEST(ValueText, WholeNumbersAreExactAt128Bits) {
  const Int128 least = static_cast<Int128>(static_cast<UInt128>(1) << 127U);
  EXPECT_EQ(ExactText(Value::Int(least)), "-170141183460469231731687303715884105728");
}

TEST(ValueText, TimeHasTheFractionItNeeds) {
  EXPECT_EQ(TimeText(kApril1), "2026-04-01T00:00:00Z");
  EXPECT_EQ(TimeText(kApril1 + 250'000'000), "2026-04-01T00:00:00.250Z");
  EXPECT_EQ(TimeText(kApril1 + 1), "2026-04-01T00:00:00.000000001Z");
  EXPECT_EQ(TimeText(-1), "1969-12-31T23:59:59.999999999Z");
}

TEST(ValueText, DurationIsSeconds) {
  EXPECT_EQ(ExactText(Value::Duration(1'500'000'000)), "1.5");
  EXPECT_EQ(ExactText(Value::Duration(90 * kSecond)), "90");
}

TEST(DisplayText, MoneyIsRoundedAndNeverVanishes) {
  EXPECT_EQ(MoneyDisplayText(kDollar * 1'234'567 + 890'000'000'000, 2), "$1,234,567.89");
  EXPECT_EQ(MoneyDisplayText(kDollar / 200, 2), "$0.01");
  EXPECT_EQ(MoneyDisplayText(kDollar / 201, 2), "<$0.01");
  EXPECT_EQ(MoneyDisplayText(-kDollar, 2), "-$1.00");
  EXPECT_EQ(MoneyDisplayText(0, 2), "$0.00");
}

TEST(DisplayText, AColumnOfSmallMoneyGetsMoreDecimals) {
  const ColumnDisplay display(
      Column("cost", Type::kMoney, {Value::Money(1'350'000'000), Value::Money(20'000'000)}));
  EXPECT_EQ(display.TextOf(Value::Money(1'350'000'000)), "$0.001350");
  EXPECT_EQ(display.TextOf(Value::Money(20'000'000)), "$0.000020");
}

TEST(DisplayText, TimesAreNoFinerThanTheColumnNeeds) {
  const ColumnDisplay hours(Column("time", Type::kTime, {Value::Time(kApril1 + 3600 * kSecond)}));
  EXPECT_EQ(hours.TextOf(Value::Time(kApril1)), "2026-04-01 00:00");
  const ColumnDisplay exact(Column("time", Type::kTime, {Value::Time(kApril1 + 1'000'000)}));
  EXPECT_EQ(exact.TextOf(Value::Time(kApril1 + 1'000'000)), "2026-04-01 00:00:00.001");
}

TEST(DisplayText, DurationsAndBytes) {
  EXPECT_EQ(DurationDisplayText(999), "999 ns");
  EXPECT_EQ(DurationDisplayText(1'250'000'000), "1.25 s");
  EXPECT_EQ(DurationDisplayText(123 * kSecond), "2m 03s");
  EXPECT_EQ(DurationDisplayText(4'500 * kSecond), "1h 15m");
  EXPECT_EQ(BytesDisplayText(1023), "1023 B");
  EXPECT_EQ(BytesDisplayText(1'572'864), "1.5 MiB");
}

TEST(Utf8, WidthCountsColumnsNotBytes) {
  EXPECT_EQ(DisplayWidth("naïve"), 5U);
  EXPECT_EQ(DisplayWidth("東京"), 4U);
  EXPECT_EQ(PrefixOfWidth("東京", 3), "東");
  EXPECT_EQ(CharacterBytes("\xC0\x80", 0), 0U);  // An overlong NUL is no character.
}

}  // namespace
}  // namespace costdb::tools
