// Both ways to exact quantiles against sorting.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include "query/exec/aggregate/quantile_accumulator.h"
#include "query/exec/aggregate/repeated_quantile_accumulator.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

constexpr std::size_t kGroups = 5;
constexpr double kQuantiles[] = {0, 0.001, 0.25, 0.5, 0.95, 0.99, 1};

// What a batch's values are made of.
enum class Shape { kSmall, kSigned, kHuge, kWide, kReal, kTinyReal, kEqual };

struct Rows {
  Vector values;
  std::vector<std::uint32_t> groups;
};

Rows MakeRows(Shape shape, std::size_t rows, std::mt19937_64& random) {
  Rows result;
  const bool is_real = shape == Shape::kReal || shape == Shape::kTinyReal;
  const bool is_wide = shape == Shape::kWide && random() % 2 == 0;
  const Layout layout = is_real ? Layout::kDouble : is_wide ? Layout::kInt128 : Layout::kInt64;
  ResetVector(is_real ? Type::kDouble : Type::kMoney, layout, rows, &result.values);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto bits = static_cast<std::int64_t>(random());
    const double spread = std::exp(static_cast<double>(bits % 2000) / 100);
    std::int64_t value = 7;
    if (shape == Shape::kSmall) value = (bits & 0xFFFF) * 25;
    if (shape == Shape::kSigned)
      value = static_cast<std::int64_t>(spread * (bits % 2 == 0 ? 1 : -1));
    if (shape == Shape::kHuge || shape == Shape::kWide) value = bits;
    if (layout == Layout::kInt64) result.values.int64s[i] = value;
    if (is_wide) result.values.int128s[i] = Int128{value} << (random() % 3 * 30);
    if (shape == Shape::kReal) result.values.doubles[i] = spread * (bits % 3 == 0 ? -1 : 1);
    if (shape == Shape::kTinyReal) result.values.doubles[i] = spread * 1e-20;
    if (random() % 9 == 0) SetNull(i, rows, &result.values);
    // The last group has only NULLs.
    result.groups.push_back(static_cast<std::uint32_t>(random() % kGroups));
    if (result.groups.back() == kGroups - 1) SetNull(i, rows, &result.values);
  }
  return result;
}

std::vector<std::optional<Int128>> Numbers(const Vector& vector, std::size_t rows) {
  std::vector<std::optional<Int128>> numbers;
  for (std::size_t i = 0; i < rows; ++i) {
    if (IsNullAt(vector, i)) {
      numbers.push_back(std::nullopt);
    } else if (vector.layout == Layout::kDouble) {
      // Doubles in order, as whole numbers.
      const auto bits = std::bit_cast<std::int64_t>(vector.doubles[i]);
      numbers.push_back(bits < 0 ? INT64_MIN - bits : bits);
    } else {
      numbers.push_back(WideReader(vector)[i]);
    }
  }
  return numbers;
}

// Shows all batches to three workers and merges them.
void Show(const std::vector<Rows>& batches, bool has_groups,
          std::vector<std::unique_ptr<Accumulator>> workers, Accumulator* all) {
  for (std::size_t i = 0; i < batches.size(); ++i) {
    const Vector* values = &batches[i].values;
    ASSERT_TRUE(workers[i % workers.size()]
                    ->Update({&values, 1}, has_groups ? batches[i].groups.data() : nullptr,
                             batches[i].groups.size(), has_groups ? kGroups : 1)
                    .ok());
  }
  for (const auto& worker : workers) {
    ASSERT_TRUE(all->Merge(*worker, {}, has_groups ? kGroups : 1).ok());
  }
}

template <typename Kind>
std::vector<std::optional<Int128>> Quantiles(const std::vector<Rows>& batches, bool has_groups,
                                             Type type) {
  Kind all(type);
  std::vector<std::unique_ptr<Accumulator>> workers;
  for (int i = 0; i < 3; ++i) workers.push_back(std::make_unique<Kind>(type));
  Show(batches, has_groups, std::move(workers), &all);
  std::vector<AggregateWish> wishes;
  for (const double quantile : kQuantiles) wishes.push_back({AggregateKind::kQuantile, quantile});
  std::vector<std::unique_ptr<Accumulator>> next;
  for (int i = 0; i < 3; ++i) next.push_back(all.NextPass(wishes));
  if (next.front() != nullptr) Show(batches, has_groups, std::move(next), &all);
  const std::vector<std::uint32_t> groups = {4, 0, 1, 2, 3};
  const std::vector<std::int64_t> rows(kGroups, 1);
  const std::size_t count = has_groups ? kGroups : 1;
  const FinishedGroups finished{std::span(groups).last(has_groups ? count : 4).first(count),
                                std::span(rows).first(count)};
  std::vector<std::optional<Int128>> answers;
  for (const AggregateWish& wish : wishes) {
    Vector result;
    EXPECT_TRUE(all.Finish(wish, finished, &result).ok());
    for (const auto& number : Numbers(result, count)) answers.push_back(number);
  }
  return answers;
}

std::vector<std::optional<Int128>> Reference(const std::vector<Rows>& batches, bool has_groups) {
  std::vector<std::vector<Int128>> sorted(kGroups);
  for (const Rows& batch : batches) {
    const auto numbers = Numbers(batch.values, batch.groups.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (numbers[i].has_value()) sorted[has_groups ? batch.groups[i] : 0].push_back(*numbers[i]);
    }
  }
  for (auto& values : sorted) std::sort(values.begin(), values.end());
  std::vector<std::size_t> order = {0};
  if (has_groups) order = {4, 0, 1, 2, 3};
  std::vector<std::optional<Int128>> answers;
  for (const double quantile : kQuantiles) {
    for (const std::size_t group : order) {
      const auto& values = sorted[group];
      const auto rank =
          static_cast<std::size_t>(std::ceil(quantile * static_cast<double>(values.size()) - 1e-9));
      answers.push_back(values.empty() ? std::optional<Int128>()
                                       : std::optional(values[std::max<std::size_t>(rank, 1) - 1]));
    }
  }
  return answers;
}

TEST(Quantiles, AreTheValuesAtTheirRanks) {
  std::mt19937_64 random(5);
  for (const Shape shape : {Shape::kSmall, Shape::kSigned, Shape::kHuge, Shape::kWide, Shape::kReal,
                            Shape::kTinyReal, Shape::kEqual}) {
    const Type type =
        shape == Shape::kReal || shape == Shape::kTinyReal ? Type::kDouble : Type::kMoney;
    for (const std::size_t batch_count : {1, 3, 20}) {
      std::vector<Rows> batches;
      for (std::size_t i = 0; i < batch_count; ++i) {
        batches.push_back(MakeRows(shape, 1 + random() % 1024, random));
      }
      for (const bool has_groups : {true, false}) {
        const auto wanted = Reference(batches, has_groups);
        EXPECT_TRUE(Quantiles<QuantileAccumulator>(batches, has_groups, type) == wanted)
            << static_cast<int>(shape) << " " << batch_count;
        EXPECT_TRUE(Quantiles<RepeatedQuantileAccumulator>(batches, has_groups, type) == wanted)
            << static_cast<int>(shape) << " " << batch_count;
      }
    }
  }
}

}  // namespace
}  // namespace costdb::query
