#include "query/exec/aggregate/number_sets.h"

#include <algorithm>
#include <bit>

#include "engine/kernels/mask.h"

namespace costdb::query {
namespace {

/// A page takes a word at least, and at most so much that few of its bits would be spent on sets
/// that end in it.
constexpr std::size_t kSmallestPageBits = 6;
constexpr std::size_t kLargestPageBits = 18;
/// Where it is not known how many numbers there will be.
constexpr std::size_t kUsualPageBits = 16;
/// About what a pair takes in the table.
constexpr std::size_t kPairBytes = 40;

std::uint32_t PageBits(std::optional<std::size_t> number_count) {
  if (!number_count.has_value()) return kUsualPageBits;
  const auto bits = static_cast<std::size_t>(std::bit_width(*number_count));
  return static_cast<std::uint32_t>(std::clamp(bits, kSmallestPageBits, kLargestPageBits));
}

std::uint32_t Mapped(std::span<const std::uint32_t> map, std::uint32_t number) {
  return map.empty() ? number : map[number];
}

}  // namespace

NumberSets::NumberSets(std::optional<std::size_t> number_count)
    : page_bits_(PageBits(number_count)) {}

void NumberSets::MakeRoom(std::size_t group_count, std::size_t number_count) {
  const std::size_t pages = (number_count >> page_bits_) + 1;
  if (pages > pages_) {
    // Numbers grow little by little; pages grow by half at least, so that moving is rare.
    const std::size_t now = std::max(pages, pages_ + pages_ / 2);
    std::vector<std::uint32_t> moved(cells_.size() / pages_ * now, 0);
    for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
      moved[cell / pages_ * now + cell % pages_] = cells_[cell];
    }
    cells_ = std::move(moved);
    pages_ = now;
  }
  if (cells_.size() < group_count * pages_) cells_.resize(group_count * pages_, 0);
}

void NumberSets::GiveBits(std::uint32_t* cell) {
  *cell = kHasBits | static_cast<std::uint32_t>(bits_.size() / page_words());
  bits_.resize(bits_.size() + page_words(), 0);
}

void NumberSets::Add(const std::uint32_t* groups, const std::uint32_t* numbers, std::size_t rows,
                     std::size_t group_count, std::size_t number_count) {
  MakeRoom(group_count, number_count);
  rows_.clear();
  const std::uint32_t* const cells = cells_.data();
  std::uint64_t* const bits = bits_.data();
  const std::uint32_t page_bits = page_bits_;
  const std::size_t pages = pages_;
  const std::uint32_t in_page = (std::uint32_t{1} << page_bits) - 1;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint32_t number = numbers[i];
    const std::size_t group = groups == nullptr ? 0 : groups[i];
    const std::uint32_t cell = cells[group * pages + (number >> page_bits)];
    if ((cell & kHasBits) == 0) {
      rows_.push_back(static_cast<std::uint32_t>(i));
    } else {
      const std::size_t first_word = std::size_t{cell & ~kHasBits} << (page_bits - 6);
      bits[first_word + (number & in_page) / 64] |= std::uint64_t{1} << (number % 64);
    }
  }
  if (!rows_.empty()) AddPairs(groups, numbers);
}

void NumberSets::AddPairs(const std::uint32_t* groups, const std::uint32_t* numbers) {
  keys_.resize(rows_.size());
  ids_.resize(rows_.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const std::uint64_t group = groups == nullptr ? 0 : groups[rows_[i]];
    keys_[i] = group << 32 | numbers[rows_[i]];
  }
  const std::size_t before = pairs_.size();
  pairs_.FindOrAdd(keys_.data(), keys_.size(), ids_.data());
  for (std::size_t pair = before; pair < pairs_.size(); ++pair) {
    const std::uint64_t key = pairs_.keys()[pair];
    std::uint32_t& cell =
        CellOf(static_cast<std::uint32_t>(key >> 32), static_cast<std::uint32_t>(key));
    if ((cell & kHasBits) != 0) continue;
    // The pairs stay where they are, and count where no bit says the same.
    if (++cell * kPairBytes >= page_words() * 8) GiveBits(&cell);
  }
}

void NumberSets::Merge(const NumberSets& other, std::span<const std::uint32_t> group_map,
                       std::span<const std::uint32_t> number_map, std::size_t group_count,
                       std::size_t number_count) {
  MakeRoom(group_count, number_count);
  std::vector<std::uint32_t> groups;
  std::vector<std::uint32_t> numbers;
  for (const std::uint64_t pair : other.pairs_.keys()) {
    groups.push_back(Mapped(group_map, static_cast<std::uint32_t>(pair >> 32)));
    numbers.push_back(Mapped(number_map, static_cast<std::uint32_t>(pair)));
  }
  Add(groups.data(), numbers.data(), groups.size(), group_count, number_count);
  for (std::size_t cell = 0; cell < other.cells_.size(); ++cell) {
    if ((other.cells_[cell] & kHasBits) == 0) continue;
    const auto group = static_cast<std::uint32_t>(cell / other.pages_);
    MergeBits(other, Mapped(group_map, group), cell, number_map);
  }
}

void NumberSets::MergeBits(const NumberSets& other, std::uint32_t group_here,
                           std::size_t cell_there, std::span<const std::uint32_t> number_map) {
  const std::size_t words = page_words();
  const auto first = static_cast<std::uint32_t>(cell_there % other.pages_ << page_bits_);
  const std::uint64_t* there = other.bits_.data() + (other.cells_[cell_there] & ~kHasBits) * words;
  const auto take = [&](std::uint32_t number, std::uint64_t bits) {
    std::uint32_t& cell = CellOf(group_here, number);
    if ((cell & kHasBits) == 0) GiveBits(&cell);
    bits_[WordOf(cell, number)] |= bits;
  };
  for (std::size_t word = 0; word < words; ++word) {
    const auto number = first + static_cast<std::uint32_t>(word * 64);
    if (there[word] != 0 && number_map.empty()) take(number, there[word]);
    if (number_map.empty()) continue;
    for (std::uint64_t left = there[word]; left != 0; left &= left - 1) {
      const std::uint32_t mapped =
          number_map[number + static_cast<std::uint32_t>(std::countr_zero(left))];
      take(mapped, std::uint64_t{1} << (mapped % 64));
    }
  }
}

std::vector<std::int64_t> NumberSets::Count(std::size_t group_count, std::uint32_t ignored) const {
  std::vector<std::int64_t> counts(group_count, 0);
  const auto has_bit = [&](std::uint32_t cell, std::uint32_t number) {
    return (cell & kHasBits) != 0 && (bits_[WordOf(cell, number)] >> (number % 64) & 1) != 0;
  };
  for (const std::uint64_t pair : pairs_.keys()) {
    const auto group = static_cast<std::size_t>(pair >> 32);
    const auto number = static_cast<std::uint32_t>(pair);
    const std::uint32_t cell = cells_[group * pages_ + (number >> page_bits_)];
    if (number != ignored && !has_bit(cell, number)) ++counts[group];
  }
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const std::uint32_t cell = cells_[i];
    if ((cell & kHasBits) == 0) continue;
    counts[i / pages_] += static_cast<std::int64_t>(
        engine::kernels::CountMask(bits_.data() + (cell & ~kHasBits) * page_words(), page_words()));
    const bool is_page_of_ignored = i % pages_ == ignored >> page_bits_;
    if (is_page_of_ignored && has_bit(cell, ignored)) --counts[i / pages_];
  }
  return counts;
}

void NumberSets::Clear() {
  std::fill(cells_.begin(), cells_.end(), 0);
  bits_.clear();
  pairs_.Clear();
}

}  // namespace costdb::query
