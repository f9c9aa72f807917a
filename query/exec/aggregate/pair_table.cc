#include "query/exec/aggregate/pair_table.h"

#include <algorithm>

#include "engine/kernels/min_max.h"
#include "engine/kernels/translate.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

constexpr std::uint32_t kMissing = UINT32_MAX;
/// A side of up to this size is small.
constexpr std::size_t kSmallSize = 1024;
/// The array of pairs has no more cells: 16 MB.
constexpr std::size_t kMostCells = std::size_t{1} << 22;

bool IsOneRun(const GroupedRows& rows) {
  return rows.run_ends.size() == 1;
}

std::uint32_t LargestOf(const GroupedRows& rows) {
  return static_cast<std::uint32_t>(
      engine::kernels::MinMaxCodes(rows.groups, IsOneRun(rows) ? 1 : rows.rows).maximum);
}

/// Calls take(row, left, right) for every row.
template <typename Take>
void ForEachPair(const GroupedRows& left, const GroupedRows& right, const Take& take) {
  const RowReader<std::uint32_t> lefts(left.groups, IsOneRun(left));
  const RowReader<std::uint32_t> rights(right.groups, IsOneRun(right));
  for (std::size_t row = 0; row < left.rows; ++row) take(row, lefts[row], rights[row]);
}

}  // namespace

PairTable::PairTable(std::optional<std::size_t> left_size, std::optional<std::size_t> right_size) {
  const bool right_is_small = right_size.has_value() && *right_size <= kSmallSize;
  const bool left_is_small = left_size.has_value() && *left_size <= kSmallSize;
  small_is_left_ = !right_is_small && left_is_small;
  if (right_is_small) small_size_ = *right_size;
  if (small_is_left_) small_size_ = *left_size;
}

void PairTable::Clear() {
  std::fill(cells_.begin(), cells_.end(), kMissing);
  pairs_.clear();
  hashed_.Clear();
}

std::uint64_t PairTable::PairOf(std::uint32_t large, std::uint32_t small) const {
  return small_is_left_ ? std::uint64_t{small} << 32 | large : std::uint64_t{large} << 32 | small;
}

void PairTable::FindOrAdd(const GroupedRows& left, const GroupedRows& right,
                          std::uint32_t* numbers) {
  if (left.rows == 0) return;
  const GroupedRows& large = small_is_left_ ? right : left;
  const GroupedRows& small = small_is_left_ ? left : right;
  if (is_dense()) MakeRoom(LargestOf(large));
  if (is_dense()) {
    FindDensely(large, small, numbers);
  } else {
    FindHashed(left, right, numbers);
  }
}

void PairTable::MakeRoom(std::uint32_t largest) {
  const std::size_t needed = (std::size_t{largest} + 1) * small_size_;
  if (needed > kMostCells) return BecomeHashed();
  if (needed <= cells_.size()) return;
  cells_.resize(std::max(needed, std::min(cells_.size() * 2, kMostCells)), kMissing);
}

void PairTable::BecomeHashed() {
  std::vector<std::uint32_t> numbers(pairs_.size());
  hashed_.FindOrAdd(pairs_.data(), pairs_.size(), numbers.data());
  small_size_ = 0;
  cells_ = {};
  pairs_ = {};
}

void PairTable::FindDensely(const GroupedRows& large, const GroupedRows& small,
                            std::uint32_t* numbers) {
  if (IsOneRun(large) && !IsOneRun(small)) {
    engine::kernels::TranslateCodes(small.groups, small.rows,
                                    cells_.data() + large.groups[0] * small_size_, small_size_,
                                    numbers);
  } else {
    ForEachPair(large, small, [&](std::size_t row, std::uint32_t high, std::uint32_t low) {
      numbers[row] = cells_[high * small_size_ + low];
    });
  }
  if (engine::kernels::MinMaxCodes(numbers, large.rows).maximum == kMissing) {
    AddMissing(large, small, numbers);
  }
}

void PairTable::AddMissing(const GroupedRows& large, const GroupedRows& small,
                           std::uint32_t* numbers) {
  ForEachPair(large, small, [&](std::size_t row, std::uint32_t high, std::uint32_t low) {
    std::uint32_t& cell = cells_[high * small_size_ + low];
    if (cell == kMissing) {
      cell = static_cast<std::uint32_t>(pairs_.size());
      pairs_.push_back(PairOf(high, low));
    }
    numbers[row] = cell;
  });
}

void PairTable::FindHashed(const GroupedRows& left, const GroupedRows& right,
                           std::uint32_t* numbers) {
  keys_.resize(left.rows);
  ForEachPair(left, right, [&](std::size_t row, std::uint32_t high, std::uint32_t low) {
    keys_[row] = std::uint64_t{high} << 32 | low;
  });
  hashed_.FindOrAdd(keys_.data(), left.rows, numbers);
}

}  // namespace costdb::query
