// Sorting with a limit keeps what sorting everything and cutting keeps.

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "query/exec/operators/sort.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

constexpr std::size_t kBatches = 12;

struct Case {
  Layout layout = Layout::kInt64;
  std::int64_t distinct = 0;  // Values of the first key are below it: ties.
  int nulls_in_ten = 0;
  bool has_second_key = false;
};

Vector MakeColumn(const Case& kind, std::size_t rows, std::mt19937_64& random) {
  Vector column;
  const Type type = kind.layout == Layout::kDouble ? Type::kDouble : Type::kInt;
  ResetVector(type, kind.layout, rows, &column);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto value =
        static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(kind.distinct)) -
        kind.distinct / 2;
    if (kind.layout == Layout::kInt64) column.int64s[i] = value;
    if (kind.layout == Layout::kDouble) column.doubles[i] = static_cast<double>(value) / 8;
    // Some values leave 64 bits, on both sides.
    if (kind.layout == Layout::kInt128) column.int128s[i] = Int128{value} << (random() % 2 * 60);
    if (random() % 10 < static_cast<unsigned>(kind.nulls_in_ten)) SetNull(i, rows, &column);
  }
  return column;
}

std::vector<Batch> MakeBatches(const Case& kind, std::mt19937_64& random) {
  std::vector<Batch> batches;
  std::int64_t row = 0;
  for (std::size_t i = 0; i < kBatches; ++i) {
    Batch& batch = batches.emplace_back();
    batch.rows = 1 + random() % 2500;
    batch.columns.push_back(MakeColumn(kind, batch.rows, random));
    batch.columns.push_back(MakeColumn({.distinct = 3}, batch.rows, random));
    Vector& place = batch.columns.emplace_back();
    ResetVector(Type::kInt, Layout::kInt64, batch.rows, &place);
    for (std::size_t j = 0; j < batch.rows; ++j) place.int64s[j] = row++;
  }
  return batches;
}

// The numbers of the rows, in order. Morsels alternate between the workers.
std::vector<std::int64_t> Sorted(std::vector<Batch> batches, const std::vector<SortKey>& keys,
                                 std::uint64_t limit, std::size_t worker_count) {
  Sort sort(keys, limit, {});
  std::vector<SinkWorker*> workers;
  for (std::size_t i = 0; i < worker_count; ++i) workers.push_back(*sort.AddWorker(0));
  for (std::uint32_t morsel = 0; morsel < batches.size(); ++morsel) {
    EXPECT_TRUE(workers[morsel % worker_count]->Consume(morsel, &batches[morsel]).ok());
  }
  const Result<Batch> result = sort.Finish();
  EXPECT_TRUE(result.ok());
  if (!result.ok() || result->rows == 0) return {};
  const auto& numbers = result->columns[2].int64s;
  return {numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(result->rows)};
}

TEST(SortLimit, KeepsTheFirstRowsOfTheWholeOrder) {
  std::mt19937_64 random(7);
  for (const Layout layout : {Layout::kInt64, Layout::kInt128, Layout::kDouble}) {
    for (const std::int64_t distinct : {1, 3, 1'000, 1'000'000'000}) {
      for (const int nulls_in_ten : {0, 3, 10}) {
        const Case kind{layout, distinct, nulls_in_ten, random() % 2 == 0};
        const std::vector<Batch> batches = MakeBatches(kind, random);
        std::vector<SortKey> keys = {{0, random() % 2 == 0, random() % 2 == 0}};
        if (kind.has_second_key) keys.push_back({1, random() % 2 == 0, false});
        const std::vector<std::int64_t> all = Sorted(batches, keys, UINT64_MAX, 1);
        for (const std::uint64_t limit : {0, 1, 20, 777, 5'000, 1'000'000}) {
          std::vector<std::int64_t> wanted = all;
          wanted.resize(std::min<std::size_t>(limit, all.size()));
          EXPECT_EQ(Sorted(batches, keys, limit, 1), wanted) << limit;
          EXPECT_EQ(Sorted(batches, keys, limit, 3), wanted) << limit;
        }
      }
    }
  }
}

TEST(SortLimit, ExtremesAreNoNulls) {
  Batch batch;
  batch.rows = 5;
  batch.columns.resize(3);
  ResetVector(Type::kInt, Layout::kInt64, 5, &batch.columns[0]);
  batch.columns[0].int64s = {INT64_MAX, INT64_MIN, 0, INT64_MIN, INT64_MAX};
  ResetVector(Type::kInt, Layout::kInt64, 5, &batch.columns[1]);
  ResetVector(Type::kInt, Layout::kInt64, 5, &batch.columns[2]);
  batch.columns[2].int64s = {0, 1, 2, 3, 4};
  SetNull(1, 5, &batch.columns[0]);
  SetNull(4, 5, &batch.columns[0]);
  for (const bool descending : {false, true}) {
    for (const bool nulls_first : {false, true}) {
      const std::vector<SortKey> keys = {{0, descending, nulls_first}};
      const std::vector<std::int64_t> all = Sorted({batch}, keys, UINT64_MAX, 1);
      for (std::uint64_t limit = 1; limit <= 5; ++limit) {
        const std::vector<std::int64_t> wanted(all.begin(),
                                               all.begin() + static_cast<std::ptrdiff_t>(limit));
        EXPECT_EQ(Sorted({batch}, keys, limit, 1), wanted);
      }
    }
  }
}

}  // namespace
}  // namespace costdb::query
