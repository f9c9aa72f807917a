// Names: relations, columns, attributes, aliases, positions, parameters; and what is said of
// unknown ones.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "plan_text.h"

namespace costdb::query {
namespace {

std::string Columns(std::string_view text) {
  return PlanText().Columns(text);
}

TEST(BinderNames, ColumnsHaveTheTypesOfTheSchema) {
  EXPECT_EQ(
      Columns("SELECT time, duration, trace_id, span_id, user, input_tokens, cost FROM calls"),
      "time time, duration duration, trace_id trace id, span_id span id, user text, "
      "input_tokens int, cost money");
  EXPECT_EQ(Columns("SELECT attr['team'], resource['k8s.pod.name'] AS pod FROM spans"),
            "attr['team'] text, pod text");
  EXPECT_EQ(Columns("SELECT calls, spans, unpriced_calls FROM traces"),
            "calls int, spans int, unpriced_calls int");
}

TEST(BinderNames, NamesKnowNoCase) {
  EXPECT_EQ(Columns("SELECT USER, c.Cost FROM Calls C"), "USER text, Cost money");
}

TEST(BinderNames, SessionsAreAQueryOverCalls) {
  EXPECT_EQ(Columns("SELECT * FROM sessions"),
            "session text, user text, first time, last time, calls int, turns int, "
            "input_tokens int, output_tokens int, cost money, errors int");
}

TEST(BinderNames, UnnamedColumnsAreCalledAsTheyAreWritten) {
  EXPECT_EQ(Columns("SELECT sum( cost ), count(*) n, 2*input_tokens FROM calls GROUP BY ALL"),
            "sum(cost) money, n int, 2 * input_tokens int");
}

TEST(BinderNames, UnknownNamesOfferTheNearest) {
  EXPECT_EQ(Columns("SELECT usr FROM calls"),
            "there is no column usr in calls; did you mean user?\n"
            "line 1: SELECT usr FROM calls\n"
            "               ^^^");
  EXPECT_EQ(Columns("SELECT sum(cost) FROM call"),
            "there is no relation call; did you mean calls?\n"
            "line 1: SELECT sum(cost) FROM call\n"
            "                              ^^^^");
  EXPECT_EQ(Columns("SELECT averge(cost) FROM calls"),
            "there is no function averge; did you mean avg?\n"
            "line 1: SELECT averge(cost) FROM calls\n"
            "               ^^^^^^");
  EXPECT_EQ(Columns("SELECT lowr(user) FROM calls"),
            "there is no function lowr; did you mean lower?\n"
            "line 1: SELECT lowr(user) FROM calls\n"
            "               ^^^^");
  EXPECT_EQ(Columns("SELECT 1 FROM calls WHERE attr['tem'] = 'x'"),
            "no span has had attr['tem'] yet; did you mean attr['team']?\n"
            "line 1: SELECT 1 FROM calls WHERE attr['tem'] = 'x'\n"
            "                                  ^^^^^^^^^^^");
  EXPECT_EQ(Columns("SELECT zzz FROM calls"),
            "there is no column zzz in calls\n"
            "line 1: SELECT zzz FROM calls\n"
            "               ^^^");
  EXPECT_EQ(Columns("SELECT x.user FROM calls c"),
            "x is not in FROM; columns are written c.user, or user alone\n"
            "line 1: SELECT x.user FROM calls c\n"
            "               ^");
}

TEST(BinderNames, ColumnsOfOneRelationAreNotThoseOfAnother) {
  EXPECT_EQ(Columns("SELECT inclusive_cost FROM calls"),
            "there is no column inclusive_cost in calls\n"
            "line 1: SELECT inclusive_cost FROM calls\n"
            "               ^^^^^^^^^^^^^^");
  EXPECT_EQ(Columns("SELECT inclusive_cost FROM spans"), "inclusive_cost money");
}

TEST(BinderNames, AQueryInFromHasItsResultColumns) {
  EXPECT_EQ(Columns("SELECT who, max(dollars) FROM (SELECT user AS who, sum(cost) AS dollars "
                    "FROM calls GROUP BY user) GROUP BY who"),
            "who text, max(dollars) money");
  EXPECT_EQ(Columns("SELECT cost FROM (SELECT user FROM calls)"),
            "there is no column cost in the query in FROM\n"
            "line 1: SELECT cost FROM (SELECT user FROM calls)\n"
            "               ^^^^");
}

TEST(BinderNames, WithNamesAreSeenByLaterQueriesOnly) {
  EXPECT_EQ(Columns("WITH a AS (SELECT user FROM calls), b AS (SELECT user u FROM a) "
                    "SELECT u FROM b"),
            "u text");
  EXPECT_EQ(
      Columns("WITH b AS (SELECT user FROM a), a AS (SELECT user FROM calls) "
              "SELECT user FROM b"),
      "there is no relation a\n"
      "line 1: WITH b AS (SELECT user FROM a), a AS (SELECT user FROM calls) SELECT user FROM b\n"
      "                                    ^");
  // A WITH name hides the relation of that name, but not from itself.
  EXPECT_EQ(Columns("WITH calls AS (SELECT user AS u FROM calls) SELECT u FROM calls"), "u text");
}

TEST(BinderNames, AliasesWhereNoColumnHasTheName) {
  EXPECT_EQ(Columns("SELECT lower(user) AS who, count(*) FROM calls WHERE who = 'ann' GROUP BY who "
                    "HAVING who > 'a' ORDER BY who"),
            "who text, count(*) int");
  EXPECT_EQ(Columns("SELECT sum(cost) AS dollars FROM calls WHERE dollars > $1.00"),
            "dollars is the aggregate sum(cost), which WHERE cannot have\n"
            "line 1: SELECT sum(cost) AS dollars FROM calls WHERE dollars > $1.00\n"
            "                                                     ^^^^^^^");
}

TEST(BinderNames, PositionsCountFromOne) {
  EXPECT_EQ(Columns("SELECT user, sum(cost) FROM calls GROUP BY 1 ORDER BY 2 DESC"),
            "user text, sum(cost) money");
  EXPECT_EQ(Columns("SELECT user, sum(cost) FROM calls GROUP BY 3"),
            "GROUP BY 3 names no column: the SELECT list has 2\n"
            "line 1: SELECT user, sum(cost) FROM calls GROUP BY 3\n"
            "                                                   ^");
  EXPECT_EQ(Columns("SELECT user, sum(cost) FROM calls GROUP BY 2"),
            "GROUP BY 2 is sum(cost), which is no key\n"
            "line 1: SELECT user, sum(cost) FROM calls GROUP BY 2\n"
            "                                                   ^");
  EXPECT_EQ(Columns("SELECT user FROM calls ORDER BY 0"),
            "ORDER BY 0 names no column: the result has 1\n"
            "line 1: SELECT user FROM calls ORDER BY 0\n"
            "                                        ^");
}

TEST(BinderNames, Parameters) {
  PlanText plan;
  plan.parameters["1"] = Value::Text("ann");
  plan.parameters["floor"] = Value::Money(500'000'000'000);
  EXPECT_EQ(plan.Explain("SELECT cost FROM calls WHERE user = $1 AND cost > :floor"), R"(
Project cost
└─ Scan calls: user, cost
   where user = 'ann' AND cost > $0.5
   row groups with code of user = 1, cost >= $0.500000000001)");
  EXPECT_EQ(plan.Explain("SELECT $2"),
            "the parameter $2 has no value (money is written $2.00)\n"
            "line 1: SELECT $2\n"
            "               ^^");
}

}  // namespace
}  // namespace costdb::query
