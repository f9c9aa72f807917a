#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <vector>

#include "query/exec/aggregate/number_sets.h"

namespace costdb::query {
namespace {

// What NumberSets should hold.
class Reference {
 public:
  explicit Reference(std::size_t groups) : sets_(groups) {}
  void Add(std::uint32_t group, std::uint32_t number) { sets_[group].insert(number); }
  std::vector<std::int64_t> Count(std::uint32_t ignored) const {
    std::vector<std::int64_t> counts;
    for (const auto& set : sets_) {
      counts.push_back(static_cast<std::int64_t>(set.size() - set.count(ignored)));
    }
    return counts;
  }

 private:
  std::vector<std::set<std::uint32_t>> sets_;
};

struct Rows {
  std::vector<std::uint32_t> groups;
  std::vector<std::uint32_t> numbers;
};

// Groups have from one to nearly all numbers.
Rows RandomRows(std::size_t rows, std::size_t groups, std::size_t numbers,
                std::mt19937_64& random) {
  Rows result;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto group = static_cast<std::uint32_t>(random() % groups);
    const std::size_t own = 1 + numbers * (group + 1) / (groups + 1) / (1 + group % 3 * 50);
    result.groups.push_back(group);
    result.numbers.push_back(static_cast<std::uint32_t>(random() % std::min(own, numbers)));
  }
  return result;
}

TEST(NumberSets, CountWhatIsDistinct) {
  std::mt19937_64 random(3);
  for (const std::size_t numbers : {1, 50, 64, 65, 5'000, 300'000}) {
    for (const bool is_known : {false, true}) {
      const std::size_t groups = 13;
      NumberSets sets(is_known ? std::optional(numbers) : std::nullopt);
      Reference reference(groups);
      for (int batch = 0; batch < 40; ++batch) {
        // Numbers become known little by little where their count is not.
        const std::size_t so_far =
            is_known ? numbers : std::max<std::size_t>(1, numbers * (batch + 1) / 40);
        const Rows rows = RandomRows(1024 - batch, groups, so_far, random);
        sets.Add(rows.groups.data(), rows.numbers.data(), rows.numbers.size(), groups, so_far);
        for (std::size_t i = 0; i < rows.numbers.size(); ++i) {
          reference.Add(rows.groups[i], rows.numbers[i]);
        }
        ASSERT_EQ(sets.Count(groups, 0), reference.Count(0)) << numbers << " " << batch;
      }
      EXPECT_EQ(sets.Count(groups, UINT32_MAX), reference.Count(UINT32_MAX));
      sets.Clear();
      EXPECT_EQ(sets.Count(groups, 0), std::vector<std::int64_t>(groups, 0));
    }
  }
}

TEST(NumberSets, OneGroupNeedsNoGroups) {
  NumberSets sets(1000);
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t i = 0; i < 3000; ++i) numbers.push_back(i * 7 % 500);
  sets.Add(nullptr, numbers.data(), numbers.size(), 1, 1000);
  EXPECT_EQ(sets.Count(1, UINT32_MAX), std::vector<std::int64_t>{500});
}

TEST(NumberSets, MergeMapsGroupsAndNumbers) {
  std::mt19937_64 random(4);
  for (const std::size_t numbers : {60, 4'000, 200'000}) {
    for (const bool is_mapped : {false, true}) {
      const std::size_t groups = 7;
      const auto known = is_mapped ? std::nullopt : std::optional(numbers);
      NumberSets left(known);
      NumberSets right(known);
      Reference reference(groups);
      std::vector<std::uint32_t> group_map;
      std::vector<std::uint32_t> number_map;
      if (is_mapped) {
        for (std::uint32_t i = 0; i < groups; ++i) group_map.push_back((i + 3) % groups);
        for (std::uint32_t i = 0; i < numbers; ++i) {
          number_map.push_back(static_cast<std::uint32_t>(numbers) - 1 - i);
        }
      }
      const Rows here = RandomRows(60'000, groups, numbers, random);
      left.Add(here.groups.data(), here.numbers.data(), here.groups.size(), groups, numbers);
      for (std::size_t i = 0; i < here.groups.size(); ++i) {
        reference.Add(here.groups[i], here.numbers[i]);
      }
      const Rows there = RandomRows(60'000, groups, numbers, random);
      right.Add(there.groups.data(), there.numbers.data(), there.groups.size(), groups, numbers);
      for (std::size_t i = 0; i < there.groups.size(); ++i) {
        reference.Add(is_mapped ? group_map[there.groups[i]] : there.groups[i],
                      is_mapped ? number_map[there.numbers[i]] : there.numbers[i]);
      }
      left.Merge(right, group_map, number_map, groups, numbers);
      EXPECT_EQ(left.Count(groups, 1), reference.Count(1)) << numbers;
    }
  }
}

}  // namespace
}  // namespace costdb::query
