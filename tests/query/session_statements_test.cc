// Statements one after the other: SET, EXPLAIN, SHOW, DESCRIBE, parameters, cancellation.

#include "query/session.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "names_snapshot.h"
#include "query/plan/expression_tools.h"

namespace costdb::query {
namespace {

/// A database without spans.
class EmptyDatabase : public engine::Database {
 public:
  Result<engine::AppendReport> Append(const engine::SpanBatch& /*batch*/) override {
    return engine::AppendReport();
  }
  Result<engine::SealReport> SealAll(const std::function<void(double)>& /*progress*/) override {
    return engine::SealReport();
  }
  Result<std::unique_ptr<const engine::Snapshot>> OpenSnapshot() const override {
    return std::unique_ptr<const engine::Snapshot>(std::make_unique<NamesSnapshot>());
  }
  Result<engine::StorageReport> ReportStorage() const override { return engine::StorageReport(); }
  Result<engine::IntegrityReport> CheckIntegrity(
      const std::function<void(double)>&) const override {
    return engine::IntegrityReport();
  }
};

class SessionStatements : public testing::Test {
 protected:
  // Rows as "a | b", a line each, for every result; or the error's message.
  std::string Run(std::string_view text) {
    std::string shown;
    const Status status = session_.Run(text, [&](QueryResult result) {
      for (std::size_t row = 0; row < result.row_count(); ++row) {
        for (std::size_t column = 0; column < result.columns.size(); ++column) {
          if (column != 0) shown += " | ";
          shown += ConstantText(result.columns[column].values[row]);
        }
        shown += "\n";
      }
      return Status::Ok();
    });
    return status.ok() ? shown : shown + status.message();
  }

  EmptyDatabase database_;
  Session session_{database_};
};

TEST_F(SessionStatements, EveryStatementWithAResultHandsItOver) {
  EXPECT_EQ(Run("SELECT 1 + 2, 'a'; SET threads = 2; SELECT count(*), sum(cost) FROM calls"),
            "3 | 'a'\n0 | NULL\n");
}

TEST_F(SessionStatements, StopsAtTheFirstError) {
  EXPECT_EQ(Run("SELECT 1; SELECT usr FROM calls; SELECT 2"),
            "1\n"
            "statement 2 of 3: there is no column usr in calls; did you mean user?\n"
            "line 1: SELECT 1; SELECT usr FROM calls; SELECT 2\n"
            "                         ^^^");
}

TEST_F(SessionStatements, SetChangesTheStatementsAfterIt) {
  EXPECT_EQ(Run("SET now = '2026-04-30T12:00:00Z'; SELECT now(), now() - 1d"),
            "'2026-04-30T12:00:00Z' | '2026-04-29T12:00:00Z'\n");
  EXPECT_EQ(Run("SET time_zone = 'Europe/Berlin'; SET now = '2026-04-30 12:00'; SELECT now(), "
                "hour(now())"),
            "'2026-04-30T10:00:00Z' | 12\n");
  EXPECT_EQ(Run("SET preaggregates = off; SET threads TO 7"), "");
  EXPECT_FALSE(session_.settings().preaggregates);
  EXPECT_EQ(session_.settings().threads, 7U);
  EXPECT_EQ(Run("SET preaggregates = true; SET threads = default; SET now = default"), "");
  EXPECT_TRUE(session_.settings().preaggregates);
  EXPECT_EQ(session_.settings().threads, 0U);
  EXPECT_EQ(session_.settings().now_unix_ns, 0);
}

TEST_F(SessionStatements, SettingsThatDoNotExistOrDoNotFit) {
  EXPECT_EQ(Run("SET thread = 4"),
            "there is no setting thread; did you mean threads?\n"
            "line 1: SET thread = 4\n"
            "            ^^^^^^");
  EXPECT_EQ(Run("SET threads = -1"),
            "threads takes a whole number up to 1024; 0 is as many as the machine has cores\n"
            "line 1: SET threads = -1\n"
            "                      ^^");
  EXPECT_EQ(Run("SET preaggregates = maybe"),
            "preaggregates takes on or off\n"
            "line 1: SET preaggregates = maybe\n"
            "                            ^^^^^");
  EXPECT_EQ(Run("SET time_zone = 'Mars'"),
            "unknown time zone 'Mars'; zones are named like 'Europe/Berlin'\n"
            "line 1: SET time_zone = 'Mars'\n"
            "                        ^^^^^^");
  EXPECT_EQ(session_.settings().time_zone, "UTC");
}

TEST_F(SessionStatements, ExplainShowsThePlan) {
  EXPECT_EQ(Run("EXPLAIN SELECT user, sum(cost) FROM calls WHERE user = 'ann' GROUP BY user"),
            "'Aggregate by user: sum(cost)'\n"
            "'└─ Scan calls: user, cost'\n"
            "'   where user = ''ann'''\n"
            "'   row groups with code of user = 1'\n");
}

TEST_F(SessionStatements, ShowAndDescribe) {
  EXPECT_NE(Run("SHOW TABLES").find("'calls' | 'one billable LLM call'\n"), std::string::npos);
  EXPECT_NE(Run("SHOW FUNCTIONS").find("'lower' | 'lower(text) -> text'"), std::string::npos);
  EXPECT_NE(Run("SHOW SETTINGS").find("'time_zone' | 'UTC'"), std::string::npos);
  const std::string calls = Run("DESCRIBE calls");
  EXPECT_NE(calls.find("'output_tokens' | 'int' | 'all output tokens, reasoning included'\n"),
            std::string::npos);
  EXPECT_NE(calls.find("'attr[''team'']' | 'text'"), std::string::npos);
  EXPECT_NE(Run("DESCRIBE sessions").find("'turns' | 'int' | 'traces"), std::string::npos);
  EXPECT_EQ(Run("SHOW table"),
            "SHOW takes TABLES, FUNCTIONS or SETTINGS; did you mean TABLES?\n"
            "line 1: SHOW table\n"
            "             ^^^^^");
  EXPECT_EQ(Run("DESCRIBE cals"),
            "there is no relation cals; did you mean calls?\n"
            "line 1: DESCRIBE cals\n"
            "                 ^^^^");
}

TEST_F(SessionStatements, Parameters) {
  session_.SetParameter("1", Value::Int(41));
  session_.SetParameter("who", Value::Text("ann"));
  EXPECT_EQ(Run("SELECT $1 + 1, upper(:who)"), "42 | 'ANN'\n");
}

TEST_F(SessionStatements, RunOneTakesExactlyOneResult) {
  const Result<QueryResult> one = session_.RunOne("SET threads = 1; SELECT 7 AS seven");
  ASSERT_TRUE(one.ok()) << one.status().message();
  EXPECT_EQ(one->columns[0].name, "seven");
  EXPECT_EQ(one->columns[0].values[0].integer, 7);
  EXPECT_FALSE(session_.RunOne("SELECT 1; SELECT 2").ok());
  EXPECT_FALSE(session_.RunOne("SET threads = 1").ok());
  EXPECT_FALSE(session_.RunOne("").ok());
}

TEST_F(SessionStatements, AnErrorOfTheConsumerEndsTheRun) {
  int results = 0;
  const Status status = session_.Run("SELECT 1; SELECT 2", [&](QueryResult) {
    ++results;
    return Status::Io("the pipe is closed");
  });
  EXPECT_EQ(status.code(), StatusCode::kIo);
  EXPECT_EQ(results, 1);
}

}  // namespace
}  // namespace costdb::query
