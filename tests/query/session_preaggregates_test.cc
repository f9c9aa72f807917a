// EXPLAIN tells when pre-aggregates answer; which queries they can answer.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "../engine/temporary_database.h"
#include "query/session.h"

namespace costdb::query {
namespace {

constexpr std::int64_t kStart = 1'775'001'600'000'000'000;  // 2026-04-01
constexpr std::int64_t kMinute = std::int64_t{60} * 1'000'000'000;

class SessionPreaggregates : public testing::Test {
 protected:
  // A call every 20 minutes for two days.
  void SetUp() override {
    engine::SpanBatch batch;
    for (std::uint64_t i = 1; i <= 144; ++i) batch.spans.push_back(Call(i));
    ASSERT_TRUE(database_->Append(batch).ok());
    ASSERT_TRUE(database_->SealAll({}).ok());
  }

  static engine::SpanRecord Call(std::uint64_t number) {
    engine::SpanRecord span;
    span.trace_id = {number, 1};
    span.span_id = number;
    span.start_unix_ns = kStart + static_cast<std::int64_t>(number - 1) * 20 * kMinute;
    span.end_unix_ns = span.start_unix_ns + 500;
    span.role = engine::SpanRole::kInference;
    span[engine::SpanText::kRequestModel] = number % 3 == 0 ? "gpt-5" : "o3";
    span[engine::SpanText::kUser] = "ann";
    span.usage.input = static_cast<std::int64_t>(1000 + number);
    span.usage.output = 10;
    return span;
  }

  // What EXPLAIN says beneath the aggregate about pre-aggregates; "" when nothing.
  std::string Explain(std::string_view costql) {
    const auto result = session_.RunOne("EXPLAIN " + std::string(costql));
    if (!result.ok()) return result.status().message();
    std::string lines;
    for (const Value& line : result->columns[0].values) {
      const std::size_t text = line.text.find_first_not_of(' ');
      const std::string_view plain = std::string_view(line.text).substr(text);
      if (plain.starts_with("pre-aggregates") || plain.starts_with("and ")) {
        lines += std::string(plain) + "\n";
      }
    }
    return lines;
  }

  engine::TemporaryFolder folder_;
  std::unique_ptr<engine::Database> database_ = engine::OpenOrDie(folder_.File("a.costdb"));
  Session session_{*database_};
};

TEST_F(SessionPreaggregates, AnswerSumsByTheirDimensions) {
  const std::string by_model = "pre-aggregates by hour, provider, model\n";
  const std::string by_all =
      "pre-aggregates by hour, provider, model, service, environment, operation\n";
  EXPECT_EQ(Explain("SELECT count(*), sum(cost) FROM calls"), by_model);
  EXPECT_EQ(Explain("SELECT model, avg(cost) FROM calls GROUP BY model EVERY 6h"), by_model);
  EXPECT_EQ(Explain("SELECT upper(model), share(cost) FROM calls GROUP BY 1"), by_model);
  EXPECT_EQ(Explain("SELECT service, count(cost) FROM calls WHERE model LIKE 'gpt%' GROUP BY "
                    "service EVERY 1mo IN 'America/New_York'"),
            by_all);
}

TEST_F(SessionPreaggregates, LeaveOtherQueriesToTheRows) {
  for (const std::string_view costql :
       {"SELECT user, sum(cost) FROM calls GROUP BY user",
        "SELECT sum(cost) FROM calls WHERE user = 'ann'",
        "SELECT max(cost) FROM calls GROUP BY model",
        "SELECT sum(cost + $1.00) FROM calls GROUP BY model",
        "SELECT sum(cost) FROM calls EVERY 30m",
        "SELECT sum(cost) FROM calls EVERY 1d IN 'Asia/Kolkata'",
        "SELECT sum(cost) FROM calls GROUP BY hour(time)", "SELECT count(*) FROM spans",
        "SELECT count(DISTINCT model) FROM calls",
        "SELECT sum(cost) FROM calls SINCE '2026-04-01 00:10' UNTIL '2026-04-01 00:50'"}) {
    EXPECT_EQ(Explain(costql), "") << costql;
  }
  session_.settings().preaggregates = false;
  EXPECT_EQ(Explain("SELECT sum(cost) FROM calls"), "");
}

TEST_F(SessionPreaggregates, LeaveCutHoursAndTheHeadToTheRows) {
  const std::string cut =
      "SELECT model, count(*) FROM calls SINCE '2026-04-01 00:10' UNTIL '2026-04-02 12:30' GROUP "
      "BY "
      "model";
  const std::string line = "pre-aggregates by hour, provider, model\n";
  EXPECT_EQ(Explain(cut), line + "and 288 rows that are not in them\n");
  engine::SpanBatch batch;
  batch.spans = {Call(150), Call(151)};
  ASSERT_TRUE(database_->Append(batch).ok());
  const std::string whole = "SELECT count(*), sum(input_tokens) FROM calls";
  EXPECT_EQ(Explain(whole), line + "and 2 rows that are not in them\n");
  const auto result = session_.RunOne(whole);
  ASSERT_TRUE(result.ok()) << result.status().message();
  EXPECT_TRUE(result->columns[0].values[0].integer == 146);
  EXPECT_TRUE(result->columns[1].values[0].integer == 146'000 + 144 * 145 / 2 + 150 + 151);
}

}  // namespace
}  // namespace costdb::query
