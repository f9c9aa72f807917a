// Dictionary: few distinct values that are far apart. Payload: u32 entries, u32 0, the distinct
// values, ascending, as a framed list, then packed blocks of indexes, at most 32 bits wide.
//
// Indexes are not checked when the column is opened, which would cost as much as reading it: they
// are clamped to the last entry while they are unpacked, so that no index leaves the list.

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "engine/encoding/framed_list.h"
#include "engine/encoding/integer_encoding.h"
#include "engine/encoding/packed_blocks.h"
#include "engine/encoding/payload_reader.h"
#include "engine/kernels/affine.h"
#include "engine/kernels/translate.h"

namespace costdb::engine {
namespace {

// A list that stays in the second-level cache.
constexpr std::size_t kEntriesMax = std::size_t{1} << 16;

// Values that lie this close together, in steps of their divisor, are numbered by a table.
constexpr std::uint64_t kDenseWords = std::uint64_t{1} << 18;

bool IsDense(const IntegerProfile& profile) {
  return profile.largest_word() < kDenseWords;
}

// True when nearly every value so far was a new one: ids, for which hashing the rest is in vain.
constexpr std::size_t kSampleRows = 8192;
bool HardlyRepeats(std::size_t seen, std::size_t entries) {
  return seen % kSampleRows == 0 && seen != 0 && entries > seen / 8 * 7;
}

// The distinct values, ascending; or nothing when there are more than `entries_max`.
std::optional<std::vector<std::int64_t>> FindDenseEntries(const IntegerProfile& profile,
                                                          std::size_t entries_max) {
  std::vector<char> is_there(profile.largest_word() + 1);  // Bytes do not wait for each other.
  for (const std::int64_t value : profile.values()) is_there[profile.WordOf(value)] = 1;
  std::vector<std::int64_t> entries;
  for (std::uint64_t word = 0; word < is_there.size(); ++word) {
    if (is_there[word] == 0) continue;
    if (entries.size() == entries_max) return std::nullopt;
    entries.push_back(static_cast<std::int64_t>(static_cast<std::uint64_t>(profile.minimum()) +
                                                word * profile.divisor().divisor()));
  }
  return entries;
}

std::optional<std::vector<std::int64_t>> FindFarEntries(const IntegerProfile& profile,
                                                        std::size_t entries_max) {
  const Integers values = profile.values();
  absl::flat_hash_set<std::int64_t> known;
  known.reserve(std::min({entries_max, values.size(), kSampleRows}));
  std::vector<std::int64_t> entries;
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (HardlyRepeats(row, entries.size())) return std::nullopt;
    if (row != 0 && values[row] == values[row - 1]) continue;
    if (!known.insert(values[row]).second) continue;
    if (entries.size() == entries_max) return std::nullopt;
    entries.push_back(values[row]);
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

/// The place of each value among the entries.
class Ranks {
 public:
  Ranks(const IntegerProfile& profile, std::span<const std::int64_t> entries)
      : profile_(profile), dense_(IsDense(profile) ? profile.largest_word() + 1 : 0) {
    for (std::size_t rank = 0; rank < entries.size(); ++rank) {
      const auto narrow = static_cast<std::uint32_t>(rank);
      if (dense_.empty()) {
        far_.emplace(entries[rank], narrow);
      } else {
        dense_[profile.WordOf(entries[rank])] = narrow;
      }
    }
  }

  std::uint32_t Of(std::int64_t value) const {
    return dense_.empty() ? far_.at(value) : dense_[profile_.WordOf(value)];
  }

 private:
  const IntegerProfile& profile_;
  std::vector<std::uint32_t> dense_;  // By word; empty when values are far apart.
  absl::flat_hash_map<std::int64_t, std::uint32_t> far_;
};

class DictionaryPlan final : public EncodingPlan {
 public:
  DictionaryPlan(const IntegerProfile& profile, std::vector<std::int64_t> entries)
      : profile_(profile), entries_(std::move(entries)), list_(entries_) {
    for (const kernels::MinMax& range : profile.block_ranges()) {
      const auto largest = std::lower_bound(entries_.begin(), entries_.end(), range.maximum);
      widths_.push_back(BitWidth(static_cast<std::uint64_t>(largest - entries_.begin())));
    }
  }

  std::uint64_t payload_bytes() const override {
    return 2 * sizeof(std::uint32_t) + list_.bytes() + PackedBlocksBytes(widths_, rows());
  }

  void Write(std::string* payload) const override {
    AppendFixed(static_cast<std::uint32_t>(entries_.size()), payload);
    AppendFixed(std::uint32_t{0}, payload);
    list_.Append(payload);
    const Ranks ranks(profile_, entries_);
    const auto fill = [&](std::uint32_t block, std::uint64_t* indexes) {
      for (const std::int64_t value : profile_.Block(block)) *indexes++ = ranks.Of(value);
    };
    AppendPackedBlocks(rows(), widths_, fill, payload);
  }

 private:
  std::uint32_t rows() const { return static_cast<std::uint32_t>(profile_.values().size()); }

  const IntegerProfile& profile_;
  std::vector<std::int64_t> entries_;  // Ascending.
  FramedListPlan list_;
  std::vector<std::uint8_t> widths_;  // Of the indexes.
};

// How many entries a dictionary may have to be worth it: the list and the indexes must fit the
// budget, give or take a bit each that narrower blocks save; and a value that is used once is
// better packed where it is used.
std::size_t EntriesMax(const IntegerProfile& profile, std::uint64_t budget) {
  if (budget == kUnlimited) return kEntriesMax;
  const std::uint64_t rows = profile.values().size();
  const std::uint64_t entry_bits = std::max<int>(BitWidth(profile.largest_word()) - 1, 1);
  std::uint64_t most = 1;
  for (std::uint64_t index_bits = 1; std::size_t{1} << index_bits <= kEntriesMax; ++index_bits) {
    const std::uint64_t index_bytes = rows * (index_bits - 1) / 8;
    if (index_bytes >= budget) break;
    const std::uint64_t that_fit = (budget - index_bytes) * 8 / entry_bits;
    most = std::max(most, std::min(that_fit, std::uint64_t{1} << index_bits));
  }
  return std::min(most, rows / 2 + 1);
}

std::unique_ptr<EncodingPlan> Plan(const IntegerProfile& profile, std::uint64_t budget) {
  const std::size_t entries_max = EntriesMax(profile, budget);
  auto entries = IsDense(profile) ? FindDenseEntries(profile, entries_max)
                                  : FindFarEntries(profile, entries_max);
  if (!entries.has_value()) return nullptr;
  return std::make_unique<DictionaryPlan>(profile, std::move(*entries));
}

class DictionaryColumn final : public IntegerColumn {
 public:
  explicit DictionaryColumn(ColumnParts parts) : IntegerColumn(std::move(parts)) {}

  Status Load(std::string_view payload) {
    PayloadReader reader(payload);
    const auto entries = reader.Take<std::uint32_t>();
    reader.Take<std::uint32_t>();
    if (entries == 0 || entries > statistics().rows) return Malformed();
    auto values = TakeFramedList(entries, &reader);
    auto indexes = PackedBlocks::Take(statistics().rows, 32, &reader);
    if (!values.has_value() || !indexes.has_value() || !reader.AtEnd()) return Malformed();
    integers_ = std::move(*values);
    indexes_ = std::move(*indexes);
    if (statistics().minimum >= 0 &&
        statistics().maximum <= std::numeric_limits<std::uint32_t>::max()) {
      codes_.resize(integers_.size());
      kernels::NarrowToCodes(integers_.data(), integers_.size(), code_limit(), codes_.data());
    }
    return Status::Ok();
  }

 private:
  static Status Malformed() { return Status::Corruption("a dictionary column is malformed"); }

  std::uint32_t last_entry() const { return static_cast<std::uint32_t>(integers_.size() - 1); }

  void DecodeIntegers(std::uint32_t block, std::int64_t* values) const override {
    alignas(64) std::uint32_t indexes[kBlockRows];
    kernels::UnpackCodes(indexes_[block], 0, last_entry(), indexes);
    kernels::TranslateIntegers(indexes, indexes_[block].count, integers_.data(), integers_.size(),
                               values);
  }

  void DecodeCodes(std::uint32_t block, std::uint32_t* codes) const override {
    if (codes_.empty()) return DecodeCodesFromIntegers(block, codes);
    kernels::UnpackCodes(indexes_[block], 0, last_entry(), codes);
    kernels::TranslateCodes(codes, indexes_[block].count, codes_.data(), codes_.size(), codes);
  }

  std::int64_t ValueAt(std::uint32_t row) const override {
    return integers_[std::min<std::uint64_t>(indexes_.At(row), last_entry())];
  }

  PackedBlocks indexes_;
  std::vector<std::int64_t> integers_;
  std::vector<std::uint32_t> codes_;  ///< The same entries; empty when they are no codes.
};

}  // namespace

const IntegerEncoding kDictionaryEncoding = {Encoding::kDictionary, 110, &Plan,
                                             &OpenAs<DictionaryColumn>};

}  // namespace costdb::engine
