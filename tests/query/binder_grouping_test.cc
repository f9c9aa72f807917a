// GROUP BY, EVERY, HAVING and aggregates.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "plan_text.h"

namespace costdb::query {
namespace {

std::string Explain(std::string_view text) {
  return PlanText().Explain(text);
}

TEST(BinderGrouping, KeysByColumnAliasPositionAndAll) {
  const std::string by_user_and_day = R"(
Aggregate by user, date_trunc('day', time): sum(cost)
└─ Scan calls: user, time, cost)";
  const std::string select = "SELECT user, date_trunc('day', time) AS day, sum(cost) FROM calls ";
  EXPECT_EQ(Explain(select + "GROUP BY user, day"), by_user_and_day);
  EXPECT_EQ(Explain(select + "GROUP BY 1, 2"), by_user_and_day);
  EXPECT_EQ(Explain(select + "GROUP BY ALL"), by_user_and_day);
  EXPECT_EQ(Explain(select + "GROUP BY user, date_trunc('day', time), 1, day"),
            R"(
Project user, date_trunc('day', time) AS day, sum(cost)
└─ Aggregate by user, date_trunc('day', time): sum(cost)
   └─ Scan calls: user, time, cost)");
}

TEST(BinderGrouping, ExpressionsAboveUseKeysAndAggregates) {
  EXPECT_EQ(Explain("SELECT upper(user) || '!', sum(cost) / count(*), sum(cost) FROM calls "
                    "GROUP BY user"),
            R"(
Project upper(user) || '!', sum(cost) / count(*), sum(cost)
└─ Aggregate by user: sum(cost), count(*)
   └─ Scan calls: user, cost)");
}

TEST(BinderGrouping, ColumnsOutsideOfKeysAndAggregates) {
  EXPECT_EQ(Explain("SELECT user, cost FROM calls GROUP BY user"),
            "cost must appear in GROUP BY or inside an aggregate such as max(cost)\n"
            "line 1: SELECT user, cost FROM calls GROUP BY user\n"
            "                     ^^^^");
  EXPECT_EQ(Explain("SELECT lower(model), count(*) FROM calls"),
            "model must appear in GROUP BY or inside an aggregate such as max(model)\n"
            "line 1: SELECT lower(model), count(*) FROM calls\n"
            "                     ^^^^^");
  EXPECT_EQ(Explain("SELECT * FROM calls GROUP BY user"),
            "* goes with rows, not with groups: name the columns\n"
            "line 1: SELECT * FROM calls GROUP BY user\n"
            "               ^");
}

TEST(BinderGrouping, AggregatesStandWhereGroupsAre) {
  EXPECT_EQ(Explain("SELECT user FROM calls WHERE sum(cost) > 1"),
            "sum(cost) is an aggregate, which WHERE cannot have; conditions on groups go into "
            "HAVING\n"
            "line 1: SELECT user FROM calls WHERE sum(cost) > 1\n"
            "                                     ^^^^^^^^^");
  EXPECT_EQ(Explain("SELECT sum(sum(cost)) FROM calls"),
            "sum(cost) is an aggregate, which an argument of sum cannot have\n"
            "line 1: SELECT sum(sum(cost)) FROM calls\n"
            "                   ^^^^^^^^^");
  EXPECT_EQ(Explain("SELECT user FROM calls GROUP BY count(*)"),
            "count(*) is an aggregate, which GROUP BY cannot have\n"
            "line 1: SELECT user FROM calls GROUP BY count(*)\n"
            "                                        ^^^^^^^^");
}

TEST(BinderGrouping, ParametersOfAggregates) {
  EXPECT_EQ(Explain("SELECT quantile(cost, 0.95), quantile(cost, 95%), top_share(cost, user, 1%) "
                    "FROM calls"),
            R"(
Project quantile(cost, 0.95), quantile(cost, 0.95) AS quantile(cost, 95%), top_share(cost, user, 1%)
└─ Aggregate: quantile(cost, 0.95), top_share(cost, user, 1%)
   └─ Scan calls: cost, user)");
  EXPECT_EQ(Explain("SELECT quantile(cost, 95) FROM calls"),
            "quantile takes a constant from 0 to 1, such as 0.95 or 1%, here\n"
            "line 1: SELECT quantile(cost, 95) FROM calls\n"
            "                              ^^");
  EXPECT_EQ(Explain("SELECT quantile(cost) FROM calls"),
            "quantile is called as quantile(x, q) -> value\n"
            "line 1: SELECT quantile(cost) FROM calls\n"
            "               ^^^^^^^^^^^^^^");
  EXPECT_EQ(Explain("SELECT sum(DISTINCT cost) FROM calls"),
            "DISTINCT goes with count, not with sum\n"
            "line 1: SELECT sum(DISTINCT cost) FROM calls\n"
            "               ^^^^^^^^^^^^^^^^^^");
}

TEST(BinderGrouping, EveryAddsTheBucketInFrontAndSortsByIt) {
  EXPECT_EQ(Explain("SELECT model, sum(cost) FROM calls GROUP BY model EVERY 1h"), R"(
Sort time, model
└─ Aggregate by time_bucket(1h, time), model: sum(cost)
   └─ Scan calls: time, model, cost)");
  EXPECT_EQ(PlanText().Columns("SELECT sum(cost) FROM calls EVERY 5m"),
            "time time, sum(cost) money");
}

TEST(BinderGrouping, TimeIsTheBucketUnderEvery) {
  EXPECT_EQ(Explain("SELECT count(*), time AS t, hour(time), max(time) FROM calls "
                    "EVERY 1h GROUP BY time ORDER BY time DESC"),
            R"(
Sort t DESC
└─ Project count(*), time AS t, hour(time), max(time)
   └─ Aggregate by time_bucket(1h, time): count(*), max(time)
      └─ Scan calls: time)");
}

TEST(BinderGrouping, CalendarUnitsHaveAZone) {
  EXPECT_EQ(Explain("SELECT count(*) FROM calls EVERY 1d IN 'Europe/Berlin'"), R"(
Sort time
└─ Aggregate by calendar_bucket('day', 1, 'Europe/Berlin', time): count(*)
   └─ Scan calls: time)");
  EXPECT_EQ(Explain("SELECT count(*) FROM calls EVERY 3mo"), R"(
Sort time
└─ Aggregate by calendar_bucket('month', 3, 'UTC', time): count(*)
   └─ Scan calls: time)");
  EXPECT_EQ(Explain("SELECT count(*) FROM calls EVERY 1d IN 'Europe/Berln'"),
            "unknown time zone 'Europe/Berln'; zones are named like 'Europe/Berlin'\n"
            "line 1: SELECT count(*) FROM calls EVERY 1d IN 'Europe/Berln'\n"
            "                                               ^^^^^^^^^^^^^^");
  EXPECT_EQ(Explain("SELECT count(*) FROM calls EVERY 0d"),
            "EVERY takes a duration longer than zero\n"
            "line 1: SELECT count(*) FROM calls EVERY 0d\n"
            "                                         ^^");
}

TEST(BinderGrouping, HavingAndHiddenSortColumns) {
  EXPECT_EQ(Explain("SELECT user FROM calls GROUP BY user HAVING sum(cost) > $0.02 "
                    "ORDER BY max(time) DESC"),
            R"(
Project user
└─ Sort max(time) DESC
   └─ Project user, max(time)
      └─ Filter sum(cost) > $0.02
         └─ Aggregate by user: sum(cost), max(time)
            └─ Scan calls: user, cost, time)");
}

TEST(BinderGrouping, DistinctGroupsByTheResult) {
  EXPECT_EQ(Explain("SELECT DISTINCT user, hour(time) AS h FROM calls ORDER BY h"), R"(
Sort h
└─ Aggregate by user, h
   └─ Project user, hour(time) AS h
      └─ Scan calls: user, time)");
  EXPECT_EQ(Explain("SELECT DISTINCT user FROM calls ORDER BY cost"),
            "with DISTINCT, ORDER BY takes selected columns, and cost is none\n"
            "line 1: SELECT DISTINCT user FROM calls ORDER BY cost\n"
            "                                                 ^^^^");
}

TEST(BinderGrouping, LimitTakesRowsOrAShare) {
  EXPECT_EQ(Explain("SELECT user FROM calls ORDER BY user LIMIT 10 OFFSET 5"), R"(
Limit 10 offset 5
└─ Sort user
   └─ Scan calls: user)");
  EXPECT_EQ(Explain("SELECT user FROM calls LIMIT 2.5%"), R"(
Limit 2.5%
└─ Scan calls: user)");
  EXPECT_EQ(Explain("SELECT user FROM calls LIMIT 200%"),
            "LIMIT takes a percentage above 0% and up to 100%\n"
            "line 1: SELECT user FROM calls LIMIT 200%\n"
            "                                     ^^^^");
  EXPECT_EQ(Explain("SELECT user FROM calls LIMIT 1.5"),
            "LIMIT takes a whole number of rows\n"
            "line 1: SELECT user FROM calls LIMIT 1.5\n"
            "                                     ^^^");
}

}  // namespace
}  // namespace costdb::query
