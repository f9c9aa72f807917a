// IS NULL: right whatever row groups hold, and of those that have no NULL nothing is read.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "rows_snapshot.h"
#include "run_query.h"

namespace costdb::query {
namespace {

// Calls whose i-th has the i-th cost and model; -1 and 0 are NULL.
std::vector<CallRow> Calls(const std::vector<std::int64_t>& costs,
                           const std::vector<std::uint32_t>& models) {
  std::vector<CallRow> rows;
  for (std::size_t i = 0; i < costs.size(); ++i) {
    CallRow row;
    row.time = static_cast<std::int64_t>(i);
    row.cost = costs[i] == -1 ? engine::kNullInteger : costs[i];
    row.model = models[i];
    rows.push_back(row);
  }
  return rows;
}

class NullTestScan : public testing::Test {
 protected:
  void SetUp() override {
    NamesDictionaries dictionaries;
    dictionaries.Add(engine::ColumnId::kModel, {"m1", "m2"});
    snapshot_ = std::make_unique<RowsSnapshot>(std::move(dictionaries));
  }

  std::int64_t Count(const std::string& condition) {
    const std::string text = "SELECT count(*) FROM calls WHERE " + condition;
    const QueryResult result = RunQuery(*snapshot_, text);
    return static_cast<std::int64_t>(result.columns[0].values[0].integer);
  }

  std::unique_ptr<RowsSnapshot> snapshot_;
};

TEST_F(NullTestScan, ReadsNothingWhereNothingIsNull) {
  snapshot_->AddRowGroup(Calls({1, 2, 3}, {1, 2, 1}));
  snapshot_->AddRowGroup(Calls({0, 5}, {2, 2}));
  EXPECT_EQ(Count("cost IS NULL"), 0);
  EXPECT_EQ(Count("model IS NULL"), 0);
  EXPECT_EQ(Count("cost IS NULL AND model = 'm1'"), 0);
  EXPECT_EQ(snapshot_->columns_opened(), 0U);
  EXPECT_EQ(Count("cost IS NULL OR model = 'm1'"), 2);
  EXPECT_EQ(Count("(cost IS NULL) = false"), 5);
}

TEST_F(NullTestScan, FindsWhatIsNull) {
  snapshot_->AddRowGroup(Calls({1, 2, 3}, {1, 2, 1}));
  snapshot_->AddRowGroup(Calls({1, -1, 3}, {1, 0, 0}));
  snapshot_->AddRowGroup(Calls({-1, -1}, {0, 0}));
  snapshot_->AddRowGroup(Calls({-1, -1}, {1, 1}));
  EXPECT_EQ(Count("cost IS NULL"), 5);
  EXPECT_EQ(Count("model IS NULL"), 4);
  EXPECT_EQ(Count("cost IS NULL AND model IS NULL"), 3);
  EXPECT_EQ(Count("cost IS NULL AND model IS NOT NULL"), 2);
  EXPECT_EQ(Count("NOT (cost IS NULL)"), 5);
  EXPECT_EQ(Count("user IS NULL"), 10);
}

}  // namespace
}  // namespace costdb::query
