// Where conditions go, what scans read, and which row groups they may skip.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "plan_text.h"

namespace costdb::query {
namespace {

std::string Explain(std::string_view text) {
  return PlanText().Explain(text);
}

std::string Bounds(const std::string& condition) {
  const std::string plan = Explain("SELECT count(*) FROM calls WHERE " + condition);
  const std::string marker = "row groups with ";
  const std::size_t begin = plan.find(marker);
  return begin == std::string::npos ? "none" : plan.substr(begin + marker.size());
}

TEST(PlanOptimizer, ScansReadWhatIsNeededAndNoMore) {
  EXPECT_EQ(Explain("SELECT count(*) FROM calls"), R"(
Aggregate: count(*)
└─ Scan calls)");
  EXPECT_EQ(Explain("SELECT max(d) FROM (SELECT user, sum(cost) AS d, p99(duration) FROM calls "
                    "GROUP BY user)"),
            R"(
Aggregate: max(d)
└─ Project sum(cost) AS d
   └─ Aggregate by user: sum(cost)
      └─ Scan calls: user, cost)");
}

TEST(PlanOptimizer, ConditionsGoBelowProjectionsAndKeys) {
  EXPECT_EQ(Explain("SELECT n FROM (SELECT user AS who, count(*) AS n FROM calls GROUP BY user) "
                    "WHERE who = 'bob' AND n > 3"),
            R"(
Project count(*) AS n
└─ Filter count(*) > 3
   └─ Aggregate by user: count(*)
      └─ Scan calls: user
         where user = 'bob'
         row groups with code of user = 2)");
}

TEST(PlanOptimizer, ConditionsStayWhereTheyWouldChangeTheResult) {
  EXPECT_EQ(Explain("SELECT user FROM (SELECT user FROM calls LIMIT 10) WHERE user = 'bob'"), R"(
Filter user = 'bob'
└─ Limit 10
   └─ Scan calls: user)");
  EXPECT_EQ(Explain("SELECT p FROM (SELECT user, share(cost) AS p FROM calls GROUP BY user) "
                    "WHERE user = 'bob'"),
            R"(
Project share(cost) AS p
└─ Filter user = 'bob'
   └─ Aggregate by user: share(cost)
      └─ Scan calls: user, cost)");
  EXPECT_EQ(Explain("SELECT n FROM (SELECT count(*) AS n FROM calls) WHERE 1 = 2"), R"(
Project count(*) AS n
└─ Filter false
   └─ Aggregate: count(*)
      └─ Scan calls)");
}

TEST(PlanOptimizer, SortsThatNobodyReadsGo) {
  EXPECT_EQ(Explain("SELECT sum(cost) FROM (SELECT cost FROM calls ORDER BY cost)"), R"(
Aggregate: sum(cost)
└─ Scan calls: cost)");
  EXPECT_EQ(Explain("SELECT sum(cost) FROM (SELECT cost FROM calls ORDER BY cost LIMIT 3)"), R"(
Aggregate: sum(cost)
└─ Limit 3
   └─ Sort cost
      └─ Scan calls: cost)");
}

TEST(PlanOptimizer, SinceReachesTheCallsOfSessions) {
  EXPECT_EQ(Explain("SELECT session, cost FROM sessions SINCE 1d ORDER BY cost DESC LIMIT 1%"), R"(
Limit 1%
└─ Sort cost DESC
   └─ Project session, sum(cost) AS cost
      └─ Aggregate by session: sum(cost)
         └─ Scan calls: time, session, cost
            where time >= '2026-04-29T12:00:00Z' AND session IS NOT NULL
            row groups with time >= '2026-04-29T12:00:00Z')");
}

TEST(PlanOptimizer, TimeRanges) {
  EXPECT_EQ(Explain("SELECT count(*) FROM calls SINCE '2026-04-01' UNTIL '2026-04-02'"), R"(
Aggregate: count(*)
└─ Scan calls: time
   where time >= '2026-04-01T00:00:00Z' AND time < '2026-04-02T00:00:00Z'
   row groups with time from '2026-04-01T00:00:00Z' to '2026-04-01T23:59:59.999999999Z')");
  // A month before the 30th of April is the 30th of March; two before it, the last of February.
  EXPECT_NE(Explain("SELECT count(*) FROM calls SINCE 1mo").find("'2026-03-30T12:00:00Z'"),
            std::string::npos);
  EXPECT_NE(Explain("SELECT count(*) FROM calls SINCE 2mo").find("'2026-02-28T12:00:00Z'"),
            std::string::npos);
  EXPECT_EQ(Explain("SELECT count(*) FROM (SELECT user FROM calls) SINCE 1d"),
            "SINCE needs a column named time, and the query in FROM has none\n"
            "line 1: SELECT count(*) FROM (SELECT user FROM calls) SINCE 1d\n"
            "                                                            ^^");
  EXPECT_EQ(Explain("SELECT count(*) FROM calls SINCE 5"),
            "SINCE takes a duration back from now such as 7d, or a time such as '2026-04-01', not "
            "int\n"
            "line 1: SELECT count(*) FROM calls SINCE 5\n"
            "                                         ^");
}

TEST(PlanZoneBounds, ComparisonsOfNumbers) {
  EXPECT_EQ(Bounds("input_tokens > 100"), "input_tokens >= 101");
  EXPECT_EQ(Bounds("input_tokens <= 100"), "input_tokens <= 100");
  EXPECT_EQ(Bounds("100 > input_tokens"), "input_tokens <= 99");
  EXPECT_EQ(Bounds("input_tokens = 100"), "input_tokens = 100");
  EXPECT_EQ(Bounds("input_tokens BETWEEN 10 AND 20"), "input_tokens from 10 to 20");
  EXPECT_EQ(Bounds("input_tokens > 10 AND input_tokens < 20"), "input_tokens from 11 to 19");
  EXPECT_EQ(Bounds("input_tokens IN (7, 3, 5)"), "input_tokens from 3 to 7");
  EXPECT_EQ(Bounds("input_tokens > 2.5"), "input_tokens >= 3");
  EXPECT_EQ(Bounds("input_tokens >= 2.5"), "input_tokens >= 3");
  EXPECT_EQ(Bounds("input_tokens < 2.5"), "input_tokens <= 2");
  EXPECT_EQ(Bounds("input_tokens = 2.5"), "input_tokens matches nothing");
  EXPECT_EQ(Bounds("input_tokens > 20 AND input_tokens < 10"), "input_tokens matches nothing");
  EXPECT_EQ(Bounds("cost >= 1.5"), "cost >= $1.5");
  EXPECT_EQ(Bounds("duration < 2s"), "duration <= 1s999ms999us999ns");
}

TEST(PlanZoneBounds, TextsByTheirCodes) {
  EXPECT_EQ(Bounds("model = 'gpt-5.4'"), "code of model = 2");
  EXPECT_EQ(Bounds("'gpt-5.4' = model"), "code of model = 2");
  EXPECT_EQ(Bounds("model IN ('claude-haiku-4.5', 'gpt-5.4')"), "code of model from 2 to 3");
  EXPECT_EQ(Bounds("model = 'nobody has it'"), "code of model matches nothing");
  EXPECT_EQ(Bounds("model IN ('gpt-5', 'nobody has it')"), "code of model = 1");
}

TEST(PlanZoneBounds, ConditionsThatSayNothing) {
  EXPECT_EQ(Bounds("model > 'a'"), "none");
  EXPECT_EQ(Bounds("model != 'gpt-5'"), "none");
  EXPECT_EQ(Bounds("input_tokens > 1 OR user = 'ann'"), "none");
  EXPECT_EQ(Bounds("NOT input_tokens > 1"), "none");
  EXPECT_EQ(Bounds("input_tokens + 1 > 5"), "none");
  EXPECT_EQ(Bounds("input_tokens > NULL"), "none");
  EXPECT_EQ(Bounds("input_tokens > output_tokens"), "none");
  EXPECT_EQ(Bounds("trace_id = '00000000000000000000000000000005'"), "none");
}

TEST(PlanOptimizer, NestedSubstitutionStaysSmall) {
  // Every level doubles the column: written out, the condition would have 2^40 nodes.
  std::string query = "SELECT input_tokens AS a FROM calls";
  for (int i = 0; i < 40; ++i) query = "SELECT a + a AS a FROM (" + query + ")";
  const std::string plan = Explain(query + " WHERE a > 5");
  EXPECT_NE(plan.find("Scan calls: input_tokens"), std::string::npos);
  EXPECT_LT(plan.size(), 100'000U);
}

}  // namespace
}  // namespace costdb::query
