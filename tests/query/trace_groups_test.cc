// Grouping by trace finishes the groups of a row group by themselves; grouping by the id as text
// does not, and must give the same groups.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "../engine/temporary_database.h"
#include "query/session.h"

namespace costdb::query {
namespace {

using engine::Database;
using engine::SpanBatch;
using engine::SpanRecord;
using engine::SpanText;

// What the golden files' prices know, and what they do not.
constexpr const char* kModels[] = {"gpt-5.4", "claude-haiku-4.5", "no-such-model"};

void AddSpan(std::uint64_t trace, std::uint64_t span, SpanBatch* batch) {
  SpanRecord& record = batch->spans.emplace_back();
  record.trace_id = {1, trace};
  record.span_id = trace << 20 | span;
  const std::int64_t start = 1'775'000'000'000'000'000 + static_cast<std::int64_t>(trace) * 1000;
  record.start_unix_ns = start + static_cast<std::int64_t>(span);
  record.end_unix_ns = record.start_unix_ns + 10;
  const bool is_call = (trace + span) % 4 != 0;
  record.role = is_call ? engine::SpanRole::kInference : engine::SpanRole::kOther;
  if (!is_call) return;
  record[SpanText::kUser] = "user-" + std::to_string(trace % 17);
  record[SpanText::kRequestModel] = kModels[(trace + span) % 3];
  record.usage.input = static_cast<std::int64_t>((trace * 7 + span) % 50);
  record.usage.output = static_cast<std::int64_t>((trace + span * 3) % 20);
}

// Sealed row groups, one of a trace that is larger than a row group, some traces with rows deleted
// and moved to the head by late spans, and new ones there.
class TraceGroups : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<engine::TemporaryFolder>();
    database_ = engine::OpenOrDie(folder_->File("a.costdb"));
    const auto append = [](const SpanBatch& batch) {
      const auto report = database_->Append(batch);
      ASSERT_TRUE(report.ok()) << report.status().message();
    };
    std::mt19937_64 random(11);
    SpanBatch sealed;
    for (std::uint64_t trace = 1; trace <= 30'000; ++trace) {
      const std::uint64_t spans = trace == 15'000 ? 70'000 : 1 + random() % 5;
      for (std::uint64_t span = 1; span <= spans; ++span) AddSpan(trace, span, &sealed);
    }
    append(sealed);
    ASSERT_TRUE(database_->SealAll({}).ok());
    SpanBatch late;
    for (std::uint64_t trace = 5; trace <= 30'000; trace += 997) AddSpan(trace, 99'999, &late);
    for (std::uint64_t trace = 40'000; trace < 40'321; ++trace) AddSpan(trace, 1, &late);
    append(late);
  }
  static void TearDownTestSuite() {
    database_.reset();
    folder_.reset();
  }

  // One line a row, values by their text.
  static std::vector<std::string> Rows(const std::string& query, std::uint32_t threads = 1) {
    Session session(*database_);
    session.settings().threads = threads;
    session.settings().preaggregates = false;
    const Result<QueryResult> result = session.RunOne(query);
    EXPECT_TRUE(result.ok()) << query << ": " << result.status().message();
    std::vector<std::string> rows;
    if (!result.ok()) return rows;
    for (std::size_t row = 0; row < result->row_count(); ++row) {
      std::string& line = rows.emplace_back();
      for (const ResultColumn& column : result->columns)
        line += ValueText(column.values[row]) + "|";
    }
    return rows;
  }

  static std::string ValueText(const Value& value);

  static inline std::unique_ptr<engine::TemporaryFolder> folder_;
  static inline std::unique_ptr<Database> database_;
};

std::string TraceGroups::ValueText(const Value& value) {
  if (value.is_null()) return "NULL";
  if (!value.text.empty()) return value.text;
  if (value.type == Type::kDouble) return std::to_string(value.real);
  return std::to_string(static_cast<std::int64_t>(value.integer));
}

// The text with every occurrence of a word replaced.
std::string With(std::string text, const std::string& word, const std::string& replacement) {
  for (std::size_t at = text.find(word); at != std::string::npos;
       at = text.find(word, at + replacement.size())) {
    text.replace(at, word.size(), replacement);
  }
  return text;
}

// KEY stands for the trace id, and FROM for the relation.
std::string Query(const std::string& key, const std::string& relation, const std::string& text) {
  return With(With("SELECT KEY AS trace, " + text, "KEY", key), "FROM", " FROM " + relation);
}

TEST_F(TraceGroups, GroupsAreThoseOfAnyOtherGrouping) {
  for (const std::string relation : {"calls", "spans", "traces"}) {
    const std::string tokens = relation == "traces" ? "calls" : "input_tokens";
    for (const std::string text : {
             "sum(cost) AS a, count(*), count(cost) FROM GROUP BY trace",
             "min(user), max(TOKENS), avg(TOKENS) FROM GROUP BY trace",
             "p50(TOKENS), p95(TOKENS) FROM WHERE user <> 'user-3' GROUP BY trace",
             "user, count(DISTINCT TOKENS) AS a FROM GROUP BY trace, user",
             "sum(TOKENS) AS a FROM GROUP BY trace HAVING sum(TOKENS) > 40",
             "share(cost) FROM GROUP BY trace",
             "top_share(cost, user, 50%) FROM WHERE cost IS NOT NULL GROUP BY trace",
         }) {
      const std::string rest = With(text, "TOKENS", tokens);
      auto got = Rows(Query("trace_id", relation, rest));
      auto wanted = Rows(Query("to_text(trace_id)", relation, rest));
      EXPECT_FALSE(got.empty()) << rest;
      EXPECT_EQ(Rows(Query("trace_id", relation, rest), 4), got) << rest;
      std::sort(got.begin(), got.end());
      std::sort(wanted.begin(), wanted.end());
      EXPECT_EQ(got, wanted) << relation << ": " << rest;
    }
  }
}

TEST_F(TraceGroups, OrderAndLimitDoNotDependOnThreads) {
  for (const std::string relation : {"calls", "spans"}) {
    for (const std::string rest : {
             "sum(cost) AS a FROM GROUP BY trace ORDER BY a DESC, trace LIMIT 20",
             "sum(cost) AS a FROM GROUP BY trace ORDER BY a NULLS FIRST, trace LIMIT 33",
             "count(*) AS a FROM GROUP BY trace ORDER BY a DESC, trace LIMIT 1%",
             "count(*) AS a, user FROM GROUP BY trace, user ORDER BY a DESC, trace, user LIMIT 5 ",
         }) {
      const auto got = Rows(Query("trace_id", relation, rest));
      EXPECT_FALSE(got.empty());
      EXPECT_EQ(Rows(Query("trace_id", relation, rest), 4), got) << rest;
      EXPECT_EQ(got, Rows(Query("to_text(trace_id)", relation, rest))) << rest;
    }
    // Ties at the limit: whatever row stands there, it is the same one.
    for (const std::string rest : {
             "count(*) AS a FROM GROUP BY trace ORDER BY a DESC LIMIT 50",
             "count(*) AS a FROM GROUP BY trace ORDER BY a LIMIT 50",
             "count(*) AS a FROM GROUP BY trace LIMIT 50",
         }) {
      const auto got = Rows(Query("trace_id", relation, rest));
      EXPECT_EQ(got.size(), 50U);
      EXPECT_EQ(Rows(Query("trace_id", relation, rest), 4), got) << rest;
    }
  }
}

TEST_F(TraceGroups, WhatIsMadeOfGroupsSeesAllOfThem) {
  const std::string by_id =
      "(SELECT trace_id AS t, user AS u, sum(cost) AS c FROM calls GROUP BY trace_id, user)";
  const std::string by_text =
      With(With(by_id, "trace_id AS", "to_text(trace_id) AS"), "BY trace_id", "BY t");
  for (const std::string query : {
           "SELECT count(*), sum(c), p50(c), min(c), count(DISTINCT t) FROM GROUPS",
           "SELECT u, max(c), count(*) FROM GROUPS GROUP BY u ORDER BY u",
           "SELECT count(*), sum(c) FROM GROUPS WHERE c > $0.001",
           // Grouped by trace once more.
           "SELECT t, count(*), sum(c) FROM GROUPS GROUP BY t ORDER BY 3 DESC, t LIMIT 7",
       }) {
    const auto got = Rows(With(query, "GROUPS", by_id));
    EXPECT_FALSE(got.empty());
    EXPECT_EQ(got, Rows(With(query, "GROUPS", by_text))) << query;
    EXPECT_EQ(Rows(With(query, "GROUPS", by_id), 4), got) << query;
  }
}

}  // namespace
}  // namespace costdb::query
