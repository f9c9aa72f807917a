// Dictionary: few distinct values that are far apart. Payload: u32 entries, u32 0, the distinct
// values, ascending, as a framed list, then packed blocks of indexes, at most 32 bits wide.
//
// Indexes are not checked when the column is opened, which would cost as much as reading it: they
// are clamped to the last entry while they are unpacked, so that no index leaves the list.

#include <absl/container/flat_hash_map.h>

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

struct Distinct {
  std::vector<std::int64_t> entries;   // Ascending.
  std::vector<std::uint64_t> indexes;  // One a row.
};

// True when nearly every value so far was a new one: ids, for which hashing the rest is in vain.
bool HardlyRepeats(const Distinct& distinct) {
  constexpr std::size_t kSampleRows = 8192;
  const std::size_t seen = distinct.indexes.size();
  return seen % kSampleRows == 0 && seen != 0 && distinct.entries.size() > seen / 8 * 7;
}

// Numbers values in the order of their appearance and gives up as soon as there are too many.
std::optional<Distinct> Number(Integers values, std::size_t entries_max) {
  absl::flat_hash_map<std::int64_t, std::uint32_t> numbers;
  Distinct distinct;
  distinct.indexes.reserve(values.size());
  for (const std::int64_t value : values) {
    const auto [entry, is_new] = numbers.try_emplace(value, distinct.entries.size());
    if (is_new) {
      if (distinct.entries.size() == entries_max) return std::nullopt;
      distinct.entries.push_back(value);
    }
    distinct.indexes.push_back(entry->second);
    if (HardlyRepeats(distinct)) return std::nullopt;
  }
  return distinct;
}

void Sort(Distinct* distinct) {
  std::vector<std::int64_t> sorted = distinct->entries;
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::uint64_t> ranks(sorted.size());
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    ranks[i] = static_cast<std::uint64_t>(
        std::lower_bound(sorted.begin(), sorted.end(), distinct->entries[i]) - sorted.begin());
  }
  for (std::uint64_t& index : distinct->indexes) index = ranks[index];
  distinct->entries = std::move(sorted);
}

class DictionaryPlan final : public EncodingPlan {
 public:
  explicit DictionaryPlan(Distinct distinct)
      : distinct_(std::move(distinct)), entries_(distinct_.entries) {}

  std::uint64_t payload_bytes() const override {
    return 2 * sizeof(std::uint32_t) + entries_.bytes() +
           PackedBlocksBytes(BlockWidths(distinct_.indexes),
                             static_cast<std::uint32_t>(distinct_.indexes.size()));
  }

  void Write(std::string* payload) const override {
    AppendFixed(static_cast<std::uint32_t>(distinct_.entries.size()), payload);
    AppendFixed(std::uint32_t{0}, payload);
    entries_.Append(payload);
    AppendPackedBlocks(distinct_.indexes, payload);
  }

 private:
  Distinct distinct_;
  FramedListPlan entries_;
};

// How many entries a dictionary may have to be worth it: indexes must take fewer bits than the
// budget leaves a row, give or take the bit that narrower blocks save; and a value that is used
// once is better packed where it is used.
std::size_t EntriesMax(std::size_t rows, std::uint64_t budget) {
  if (budget == kUnlimited) return kEntriesMax;
  const std::uint64_t bits_a_row = std::min<std::uint64_t>(budget * 8 / rows + 1, 16);
  return std::min<std::size_t>(std::size_t{1} << bits_a_row, rows / 2 + 1);
}

std::unique_ptr<EncodingPlan> Plan(Integers values, std::uint64_t budget) {
  auto distinct = Number(values, std::min(EntriesMax(values.size(), budget), kEntriesMax));
  if (!distinct.has_value()) return nullptr;
  Sort(&*distinct);
  return std::make_unique<DictionaryPlan>(std::move(*distinct));
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
