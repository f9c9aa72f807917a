// Types: what operators make of them, and what constants become beside a column.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "plan_text.h"

namespace costdb::query {
namespace {

// The type of one expression over calls.
std::string TypeOf(const std::string& expression) {
  const std::string columns = PlanText().Columns("SELECT " + expression + " AS x FROM calls");
  return columns.rfind("x ", 0) == 0 ? columns.substr(2) : columns;
}

// The condition of a scan over calls, as EXPLAIN prints it.
std::string Condition(const std::string& condition) {
  const std::string plan = PlanText().Explain("SELECT count(*) FROM calls WHERE " + condition);
  const std::size_t where = plan.find("where ");
  if (where == std::string::npos) return plan;
  return plan.substr(where + 6, plan.find('\n', where) - where - 6);
}

TEST(BinderTypes, MoneyStaysMoney) {
  EXPECT_EQ(TypeOf("cost * 2"), "money");
  EXPECT_EQ(TypeOf("1.19 * cost"), "money");
  EXPECT_EQ(TypeOf("cost / 4"), "money");
  EXPECT_EQ(TypeOf("cost / input_tokens"), "money");
  EXPECT_EQ(TypeOf("cost / input_cost"), "double");
  EXPECT_EQ(TypeOf("cost + $0.40"), "money");
  EXPECT_EQ(TypeOf("-cost"), "money");
  EXPECT_EQ(TypeOf("sum(cost)"), "money");
  EXPECT_EQ(TypeOf("avg(cost)"), "money");
  EXPECT_EQ(TypeOf("p99(cost)"), "money");
  EXPECT_EQ(TypeOf("share(cost)"), "double");
}

TEST(BinderTypes, TimesAndDurations) {
  EXPECT_EQ(TypeOf("time - time"), "duration");
  EXPECT_EQ(TypeOf("time + 1h"), "time");
  EXPECT_EQ(TypeOf("time - duration"), "time");
  EXPECT_EQ(TypeOf("now() - time"), "duration");
  EXPECT_EQ(TypeOf("duration / 1s"), "double");
  EXPECT_EQ(TypeOf("hour(time)"), "int");
  EXPECT_EQ(TypeOf("date_trunc('day', time)"), "time");
}

TEST(BinderTypes, Numbers) {
  EXPECT_EQ(TypeOf("input_tokens + output_tokens"), "int");
  EXPECT_EQ(TypeOf("input_tokens / output_tokens"), "double");
  EXPECT_EQ(TypeOf("sum(input_tokens)"), "int");
  EXPECT_EQ(TypeOf("0.5"), "double");
  EXPECT_EQ(TypeOf("count(DISTINCT user)"), "int");
}

TEST(BinderTypes, ConstantsTakeTheTypeOfTheOtherSide) {
  EXPECT_EQ(Condition("time >= '2026-04-01'"), "time >= '2026-04-01T00:00:00Z'");
  EXPECT_EQ(Condition("'2026-04-01 12:30' < time"), "'2026-04-01T12:30:00Z' < time");
  EXPECT_EQ(Condition("time > '2026-04-01T12:30:00.5+02:00'"), "time > '2026-04-01T10:30:00.5Z'");
  EXPECT_EQ(Condition("time > 'today'"), "time > '2026-04-30T00:00:00Z'");
  EXPECT_EQ(Condition("time > 'Yesterday'"), "time > '2026-04-29T00:00:00Z'");
  EXPECT_EQ(Condition("duration > '90s'"), "duration > 1m30s");
  EXPECT_EQ(Condition("cost > 1"), "cost > $1");
  EXPECT_EQ(Condition("cost BETWEEN 0.005 AND $0.02"), "cost BETWEEN $0.005 AND $0.02");
  EXPECT_EQ(Condition("input_tokens = '200K'"), "input_tokens = 200000");
  EXPECT_EQ(Condition("cost + 1 > $2.00"), "cost + $1 > $2");
  EXPECT_EQ(Condition("time - '2026-04-01' > 1h"), "time - '2026-04-01T00:00:00Z' > 1h");
}

TEST(BinderTypes, ConstantsAreComputedOnce) {
  EXPECT_EQ(Condition("cost > 2 * $1.50"), "cost > $3");
  EXPECT_EQ(Condition("time > now() - 1h30m"), "time > '2026-04-30T10:30:00Z'");
  EXPECT_EQ(Condition("input_tokens > -(3 + 4)"), "input_tokens > -7");
  EXPECT_EQ(Condition("user = lower('ANN')"), "user = 'ann'");
}

TEST(BinderTypes, TimesWithoutAnOffsetAreInTheSessionsZone) {
  PlanText berlin;
  berlin.time_zone = "Europe/Berlin";
  EXPECT_EQ(berlin.Explain("SELECT count(*) FROM calls WHERE time >= '2026-04-01'"), R"(
Aggregate: count(*)
└─ Scan calls: time
   where time >= '2026-03-31T22:00:00Z'
   row groups with time >= '2026-03-31T22:00:00Z')");
  EXPECT_EQ(berlin.Explain("SELECT hour(time) FROM calls"), R"(
Project hour(time, 'Europe/Berlin') AS hour(time)
└─ Scan calls: time)");
}

TEST(BinderTypes, MismatchesPointAtTheOperatorOrTheValue) {
  EXPECT_EQ(Condition("user = 5"),
            "= expects values that can be compared, not (text, int)\n"
            "line 1: SELECT count(*) FROM calls WHERE user = 5\n"
            "                                              ^");
  EXPECT_EQ(Condition("time > 'yesterdy'"),
            "'yesterdy' is not a time; times are written '2026-04-01' or "
            "'2026-04-01T12:30:00Z'\n"
            "line 1: SELECT count(*) FROM calls WHERE time > 'yesterdy'\n"
            "                                                ^^^^^^^^^^");
  EXPECT_EQ(Condition("cost"),
            "WHERE takes a condition, and this is money\n"
            "line 1: SELECT count(*) FROM calls WHERE cost\n"
            "                                         ^^^^");
  EXPECT_EQ(TypeOf("sum(user)"),
            "sum expects a number, money or a duration, not (text)\n"
            "line 1: SELECT sum(user) AS x FROM calls\n"
            "               ^^^^^^^^^");
  EXPECT_EQ(TypeOf("time + 1mo"),
            "1mo has no fixed length; months and years go with SINCE, UNTIL and EVERY\n"
            "line 1: SELECT time + 1mo AS x FROM calls\n"
            "                      ^^^");
  EXPECT_EQ(TypeOf("length(user, 1)"),
            "length expects 1 argument, not 2\n"
            "line 1: SELECT length(user, 1) AS x FROM calls\n"
            "               ^^^^^^");
}

}  // namespace
}  // namespace costdb::query
