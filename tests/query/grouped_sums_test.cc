// Grouped sums over encoded row groups against a plain loop over the rows: codes in runs and by
// row, NULLs, deleted rows, filters, buckets of time, sums beyond 64 bits, and any number of
// threads.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "rows_snapshot.h"
#include "run_query.h"

namespace costdb::query {
namespace {

constexpr std::int64_t kHour = 3'600'000'000'000;
constexpr std::int64_t kFirstHour = 490'000 * kHour;
constexpr std::uint32_t kUsers = 3000;
constexpr std::uint32_t kSessions = 5000;

std::string NameOf(const char* kind, std::uint32_t code) {
  return code == 0 ? std::string() : kind + std::to_string(code);
}

std::vector<std::string> Names(const char* kind, std::uint32_t count) {
  std::vector<std::string> names;
  for (std::uint32_t code = 1; code <= count; ++code) names.push_back(NameOf(kind, code));
  return names;
}

struct Shape {
  std::string name;
  std::uint32_t models = 9;
  std::uint32_t mean_run = 4;  ///< Rows of a trace, which share user, session and feature.
  std::uint32_t null_percent = 0;
  std::uint32_t deleted_percent = 0;
  std::int64_t largest_cost = 20'000'000'000;
  bool has_late_nulls = false;  ///< Only the last two row groups have NULLs.
};

std::vector<CallRow> MakeRows(const Shape& shape, std::size_t count, std::int64_t* time,
                              std::mt19937_64& random) {
  const auto below = [&](std::uint64_t limit) {
    return static_cast<std::uint32_t>(random() % limit);
  };
  std::vector<CallRow> rows;
  CallRow trace;
  std::uint32_t left = 0;
  while (rows.size() < count) {
    if (left == 0) {
      left = 1 + below(2 * shape.mean_run - 1);
      *time += below(2'000'000'000);
      trace.user = below(kUsers + 1);
      trace.session = below(kSessions + 1);
      trace.feature = below(6);
    }
    --left;
    CallRow row = trace;
    row.time = *time + below(60) * 1'000'000'000;
    row.model = below(shape.models + 1);
    const bool is_null = below(100) < shape.null_percent;
    row.cost =
        is_null ? engine::kNullInteger
                : static_cast<std::int64_t>(random() % shape.largest_cost) - shape.largest_cost / 8;
    row.input_tokens = below(100) < shape.null_percent ? engine::kNullInteger : below(20'000);
    row.is_deleted = below(100) < shape.deleted_percent;
    rows.push_back(row);
  }
  return rows;
}

struct Sums {
  std::int64_t rows = 0;
  std::int64_t costs = 0;
  Int128 cost = 0;
  std::int64_t tokens_counted = 0;
  Int128 tokens = 0;
};

using Key = std::vector<std::string>;

class GroupedSums : public testing::TestWithParam<Shape> {
 protected:
  void SetUp() override {
    NamesDictionaries dictionaries;
    dictionaries.Add(engine::ColumnId::kModel, Names("m", GetParam().models));
    dictionaries.Add(engine::ColumnId::kUser, Names("u", kUsers));
    dictionaries.Add(engine::ColumnId::kSession, Names("s", kSessions));
    dictionaries.Add(engine::ColumnId::kFeature, Names("f", 5));
    snapshot_ = std::make_unique<RowsSnapshot>(std::move(dictionaries));
    std::mt19937_64 random(20261126);
    std::int64_t time = kFirstHour + kHour / 2;
    const std::vector<std::size_t> counts = {1, 1023, 1024, 1025, 20'000, 5'003};
    for (std::size_t i = 0; i < counts.size(); ++i) {
      Shape shape = GetParam();
      if (shape.has_late_nulls && i + 2 < counts.size()) shape.null_percent = 0;
      const auto rows = MakeRows(shape, counts[i], &time, random);
      snapshot_->AddRowGroup(rows);
      for (const CallRow& row : rows) {
        if (!row.is_deleted) rows_.push_back(row);
      }
    }
  }

  QueryResult Run(const std::string& text, std::uint32_t threads) {
    return RunQuery(*snapshot_, text, threads);
  }

  std::map<Key, Sums> Reference(const std::function<Key(const CallRow&)>& key_of,
                                const std::function<bool(const CallRow&)>& passes = nullptr) {
    std::map<Key, Sums> groups;
    for (const CallRow& row : rows_) {
      if (passes && !passes(row)) continue;
      Sums& sums = groups[key_of(row)];
      ++sums.rows;
      if (row.cost != engine::kNullInteger) {
        ++sums.costs;
        sums.cost += row.cost;
      }
      if (row.input_tokens != engine::kNullInteger) {
        ++sums.tokens_counted;
        sums.tokens += row.input_tokens;
      }
    }
    return groups;
  }

  /// The query's columns are so many keys, and then count(*), count(cost), sum(cost),
  /// sum(input_tokens).
  void Expect(const std::string& keys, const std::string& rest, std::size_t key_count,
              const std::map<Key, Sums>& expected) {
    const std::string text = "SELECT " + keys + (key_count == 0 ? "" : ", ") +
                             "count(*), count(cost), sum(cost), sum(input_tokens) FROM calls " +
                             rest;
    for (const std::uint32_t threads : {1U, 2U, 5U}) {
      const QueryResult result = Run(text, threads);
      std::map<Key, Sums> got;
      for (std::size_t row = 0; row < result.row_count(); ++row) {
        const auto value = [&](std::size_t column) { return result.columns[column].values[row]; };
        Key key;
        for (std::size_t i = 0; i < key_count; ++i) {
          const Value& part = value(i);
          key.push_back(part.type == Type::kTime
                            ? std::to_string(static_cast<std::int64_t>(part.integer))
                            : part.text);
        }
        Sums& sums = got[key];
        sums.rows = static_cast<std::int64_t>(value(key_count).integer);
        sums.costs = static_cast<std::int64_t>(value(key_count + 1).integer);
        sums.cost = value(key_count + 2).integer;
        EXPECT_EQ(value(key_count + 2).is_null(), sums.costs == 0) << text;
        sums.tokens = value(key_count + 3).integer;
      }
      ASSERT_EQ(got.size(), expected.size()) << text;
      for (const auto& [key, sums] : expected) {
        const Sums& other = got[key];
        EXPECT_TRUE(std::tie(sums.rows, sums.costs, sums.cost, sums.tokens) ==
                    std::tie(other.rows, other.costs, other.cost, other.tokens))
            << text << ", threads " << threads << ", group " << testing::PrintToString(key);
      }
    }
  }

  std::unique_ptr<RowsSnapshot> snapshot_;
  std::vector<CallRow> rows_;  ///< Those that are not deleted.
};

std::string BucketOf(std::int64_t time, std::int64_t width) {
  return std::to_string(time / width * width);
}

TEST_P(GroupedSums, WithoutKeys) {
  Expect("", "", 0, Reference([](const CallRow&) { return Key(); }));
}

TEST_P(GroupedSums, ByOneKey) {
  Expect("model", "GROUP BY model", 1,
         Reference([](const CallRow& row) { return Key{NameOf("m", row.model)}; }));
  Expect("user", "GROUP BY user", 1,
         Reference([](const CallRow& row) { return Key{NameOf("u", row.user)}; }));
}

TEST_P(GroupedSums, BySeveralKeys) {
  Expect("feature, model", "GROUP BY feature, model", 2, Reference([](const CallRow& row) {
           return Key{NameOf("f", row.feature), NameOf("m", row.model)};
         }));
  Expect("user, session, model", "GROUP BY user, session, model", 3,
         Reference([](const CallRow& row) {
           return Key{NameOf("u", row.user), NameOf("s", row.session), NameOf("m", row.model)};
         }));
}

TEST_P(GroupedSums, ByBucketsOfTime) {
  Expect("time_bucket(1h, time), model", "GROUP BY 1, 2", 2, Reference([](const CallRow& row) {
           return Key{BucketOf(row.time, kHour), NameOf("m", row.model)};
         }));
  Expect("user, time_bucket(1h, time)", "GROUP BY 1, 2", 2, Reference([](const CallRow& row) {
           return Key{NameOf("u", row.user), BucketOf(row.time, kHour)};
         }));
  Expect("calendar_bucket('day', 1, 'UTC', time)", "GROUP BY 1", 1,
         Reference([](const CallRow& row) { return Key{BucketOf(row.time, 24 * kHour)}; }));
}

TEST_P(GroupedSums, OfFilteredRows) {
  const std::int64_t from = kFirstHour + kHour;
  const std::int64_t until = kFirstHour + 2 * kHour;
  const auto in_hour = [=](const CallRow& row) { return row.time >= from && row.time < until; };
  ASSERT_EQ(BucketOf(from, kHour), "1764003600000000000");
  const std::string range = "time >= '2025-11-24 17:00:00' AND time < '2025-11-24 18:00:00'";
  Expect("feature", "WHERE model = 'm2' AND " + range + " GROUP BY feature", 1,
         Reference([](const CallRow& row) { return Key{NameOf("f", row.feature)}; },
                   [=](const CallRow& row) { return row.model == 2 && in_hour(row); }));
  Expect("user", "WHERE " + range + " GROUP BY user", 1,
         Reference([](const CallRow& row) { return Key{NameOf("u", row.user)}; }, in_hour));
  Expect("model", "WHERE user = 'u17' GROUP BY model", 1,
         Reference([](const CallRow& row) { return Key{NameOf("m", row.model)}; },
                   [](const CallRow& row) { return row.user == 17; }));
  Expect("model", "WHERE user = 'nobody' GROUP BY model", 1, {});
  Expect("", "WHERE input_tokens BETWEEN 100 AND 9000", 0,
         Reference([](const CallRow&) { return Key(); },
                   [](const CallRow& row) {
                     return row.input_tokens >= 100 && row.input_tokens <= 9000;
                   }));
}

TEST_P(GroupedSums, TopShareOfSessions) {
  const auto by_session =
      Reference([](const CallRow& row) { return Key{NameOf("s", row.session)}; });
  std::vector<Int128> sums;
  Int128 total = 0;
  for (const auto& [key, group] : by_session) {
    sums.push_back(group.cost);
    total += group.cost;
  }
  std::sort(sums.begin(), sums.end(), std::greater<>());
  Int128 of_top = 0;
  for (std::size_t i = 0; i < (sums.size() + 99) / 100; ++i) of_top += sums[i];
  for (const std::uint32_t threads : {1U, 3U}) {
    const QueryResult result = Run("SELECT top_share(cost, session, 1%) FROM calls", threads);
    ASSERT_EQ(result.row_count(), 1U);
    EXPECT_EQ(result.columns[0].values[0].real,
              static_cast<double>(of_top) / static_cast<double>(total));
  }
}

TEST_P(GroupedSums, DistinctUsers) {
  const auto expect = [&](const std::string& key, const std::function<Key(const CallRow&)>& of) {
    std::map<Key, std::set<std::uint32_t>> users;
    for (const CallRow& row : rows_) {
      auto& of_group = users[of(row)];
      if (row.user != 0) of_group.insert(row.user);
    }
    for (const std::uint32_t threads : {1U, 2U, 5U}) {
      const QueryResult result = Run(
          "SELECT " + key + ", count(DISTINCT user), count(user) FROM calls GROUP BY 1", threads);
      const QueryResult alone =
          Run("SELECT " + key + ", count(DISTINCT user) FROM calls GROUP BY 1", threads);
      ASSERT_EQ(result.row_count(), users.size()) << key;
      ASSERT_EQ(alone.row_count(), users.size()) << key;
      for (std::size_t row = 0; row < result.row_count(); ++row) {
        for (const QueryResult* each : {&result, &alone}) {
          const Value& group = each->columns[0].values[row];
          const Key name = {group.type == Type::kTime
                                ? std::to_string(static_cast<std::int64_t>(group.integer))
                                : group.text};
          EXPECT_EQ(static_cast<std::size_t>(each->columns[1].values[row].integer),
                    users.at(name).size())
              << key << ", threads " << threads;
        }
      }
    }
  };
  expect("'all'", [](const CallRow&) { return Key{"all"}; });
  expect("time_bucket(24h, time)",
         [](const CallRow& row) { return Key{BucketOf(row.time, 24 * kHour)}; });
  expect("time_bucket(1h, time)",
         [](const CallRow& row) { return Key{BucketOf(row.time, kHour)}; });
  expect("model", [](const CallRow& row) { return Key{NameOf("m", row.model)}; });
  expect("user", [](const CallRow& row) { return Key{NameOf("u", row.user)}; });
}

TEST_P(GroupedSums, WithoutCountsOfRows) {
  const auto by_user = Reference([](const CallRow& row) { return Key{NameOf("u", row.user)}; });
  for (const std::uint32_t threads : {1U, 2U, 5U}) {
    const QueryResult result =
        Run("SELECT user, sum(cost), sum(input_tokens) FROM calls GROUP BY user", threads);
    ASSERT_EQ(result.row_count(), by_user.size());
    for (std::size_t row = 0; row < result.row_count(); ++row) {
      const Sums& sums = by_user.at(Key{result.columns[0].values[row].text});
      EXPECT_EQ(result.columns[1].values[row].is_null(), sums.costs == 0);
      EXPECT_TRUE(result.columns[1].values[row].integer == sums.cost);
      EXPECT_EQ(result.columns[2].values[row].is_null(), sums.tokens_counted == 0);
      EXPECT_TRUE(result.columns[2].values[row].integer == sums.tokens);
    }
  }
}

TEST_P(GroupedSums, TheTopOfManyGroups) {
  auto by_user = Reference([](const CallRow& row) { return Key{NameOf("u", row.user)}; });
  std::vector<Int128> sums;
  for (const auto& [key, group] : by_user) {
    if (group.costs != 0) sums.push_back(group.cost);
  }
  std::sort(sums.begin(), sums.end(), std::greater<>());
  for (const std::uint32_t threads : {1U, 3U}) {
    const QueryResult result = Run(
        "SELECT user, sum(cost) AS dollars FROM calls GROUP BY user ORDER BY dollars DESC LIMIT 20",
        threads);
    ASSERT_EQ(result.row_count(), 20U);
    for (std::size_t row = 0; row < 20; ++row) {
      EXPECT_TRUE(result.columns[1].values[row].integer == sums[row]) << row;
      EXPECT_TRUE(by_user[Key{result.columns[0].values[row].text}].cost == sums[row]) << row;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, GroupedSums,
    testing::Values(Shape{.name = "Plain"}, Shape{.name = "Nulls", .null_percent = 30},
                    Shape{.name = "Deleted", .deleted_percent = 10},
                    Shape{.name = "NullsAndDeleted", .null_percent = 50, .deleted_percent = 50},
                    Shape{.name = "LateNulls", .null_percent = 60, .has_late_nulls = true},
                    Shape{.name = "NarrowCosts", .largest_cost = std::int64_t{1} << 20},
                    Shape{.name = "NarrowCostsInLongRuns",
                          .mean_run = 300,
                          .largest_cost = std::int64_t{1} << 25},
                    Shape{.name = "ManyModels", .models = 200},
                    Shape{.name = "LongRuns", .mean_run = 700},
                    Shape{.name = "NoRuns", .mean_run = 1, .null_percent = 1},
                    Shape{.name = "SumsBeyond64Bits", .largest_cost = INT64_MAX},
                    Shape{.name = "NearlyBeyond64Bits", .largest_cost = std::int64_t{1} << 45}),
    [](const auto& shape) { return shape.param.name; });

}  // namespace
}  // namespace costdb::query
