#include "query/exec/aggregate/group_table.h"

#include <algorithm>

#include "engine/encoding/encoded_column.h"
#include "engine/error/propagate.h"
#include "engine/kernels/group_sum.h"
#include "engine/kernels/min_max.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

/// Arrays of up to this many groups are made whatever the number of rows.
constexpr std::uint64_t kSmallGroups = std::uint64_t{1} << 16;
/// No array is larger.
constexpr std::uint64_t kMostGroups = std::uint64_t{1} << 24;
/// A batch whose groups span no more numbers is summed by masks: beyond, adding row by row is as
/// fast.
constexpr std::int64_t kMaskedGroups = 12;
/// The counts of no more groups stay in the first-level cache beside their sums.
constexpr std::uint64_t kCountedGroups = 1024;

bool CanMask(engine::kernels::ValueBounds groups) {
  return groups.minimum >= 0 && groups.maximum >= groups.minimum &&
         groups.maximum - groups.minimum < kMaskedGroups;
}

}  // namespace

GroupTable::GroupTable(std::span<const BoundExpressionPtr> keys, std::uint64_t rows,
                       bool counts_rows, const FunctionContext& context) {
  if (keys.empty()) {
    row_counts_.assign(1, 0);
    return;
  }
  std::uint64_t product = 1;
  is_direct_ = true;
  for (const BoundExpressionPtr& key : keys) {
    coders_.push_back(KeyCoder::Make(*key, context));
    is_direct_ = is_direct_ && coders_.back()->is_fixed();
    if (is_direct_) {
      strides_.push_back(product);
      product = std::min<std::uint64_t>(product * coders_.back()->size(), kMostGroups + 1);
    }
  }
  is_direct_ = is_direct_ && product <= kMostGroups && product <= std::max(kSmallGroups, rows);
  if (is_direct_ && !counts_rows && product > kCountedGroups) {
    met_.assign((product + 63) / 64, 0);
    met_groups_ = product;
  } else if (is_direct_) {
    row_counts_.assign(product, 0);
  }
  numbers_.resize(keys.size());
  by_row_.resize(keys.size());
  is_lone_fixed_ = !is_direct_ && keys.size() == 1 && coders_[0]->is_fixed();
  if (is_direct_) return;
  const auto fixed_size = [this](std::size_t key) {
    return coders_[key]->is_fixed() ? std::optional(coders_[key]->size()) : std::nullopt;
  };
  if (is_lone_fixed_) folds_.emplace_back(std::nullopt, std::nullopt);
  for (std::size_t key = 1; key < keys.size(); ++key) {
    folds_.emplace_back(key == 1 ? fixed_size(0) : std::nullopt, fixed_size(key));
  }
}

Result<GroupedRows> GroupTable::Assign(std::uint32_t morsel, std::span<const Vector* const> keys,
                                       std::size_t rows) {
  GroupedRows grouped = OneGroup(rows);
  if (!coders_.empty() && rows != 0) {
    COSTDB_RETURN_IF_ERROR(NumberKeys(keys, rows));
    grouped = Combine(morsel, rows);
    FindMasks(&grouped);
  }
  CountRows(grouped);
  return grouped;
}

/// A lone key may keep its runs; several keep only those of all rows.
Status GroupTable::NumberKeys(std::span<const Vector* const> keys, std::size_t rows) {
  for (std::size_t key = 0; key < coders_.size(); ++key) {
    COSTDB_ASSIGN_OR_RETURN(numbers_[key], coders_[key]->Number(*keys[key], rows));
    if (coders_.size() > 1 && numbers_[key].run_ends.size() > 1) {
      numbers_[key] = SpreadRuns(numbers_[key], &by_row_[key]);
    }
  }
  return Status::Ok();
}

void GroupTable::Weigh(const Vector& weights, const GroupedRows& grouped) {
  const RowReader<std::int64_t> weight = Int64sOf(weights);
  ForEachPiece(grouped, [&](std::uint32_t group, std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) row_counts_[group] += weight[i] - 1;
  });
}

GroupedRows GroupTable::Combine(std::uint32_t morsel, std::size_t rows) {
  const bool is_lone = coders_.size() == 1 && !is_lone_fixed_;
  GroupedRows grouped = numbers_[0];
  if (!is_lone) {
    groups_.resize(rows);
    if (is_direct_) CombineDirectly(rows);
    if (!is_direct_) CombineByTables(rows);
    grouped = GroupedByRow(groups_.data(), rows);
  }
  if (!is_direct_) NoteFirstSeen(morsel);
  return grouped;
}

void GroupTable::CombineDirectly(std::size_t rows) {
  std::fill_n(groups_.data(), rows, 0U);
  for (std::size_t key = 0; key < coders_.size(); ++key) {
    const auto stride = static_cast<std::uint32_t>(strides_[key]);
    const RowReader<std::uint32_t> numbers(numbers_[key].groups, !numbers_[key].run_ends.empty());
    for (std::size_t i = 0; i < rows; ++i) groups_[i] += numbers[i] * stride;
  }
}

void GroupTable::CombineByTables(std::size_t rows) {
  if (is_lone_fixed_) {
    if (!numbers_[0].run_ends.empty()) numbers_[0] = SpreadRuns(numbers_[0], &by_row_[0]);
    static constexpr std::uint32_t kZero = 0;
    const auto end = static_cast<std::uint32_t>(rows);
    folds_[0].FindOrAdd(numbers_[0], GroupedByRun(&kZero, {&end, 1}), groups_.data());
    return;
  }
  GroupedRows left = numbers_[0];
  for (std::size_t fold = 0; fold < folds_.size(); ++fold) {
    folds_[fold].FindOrAdd(left, numbers_[fold + 1], groups_.data());
    if (fold + 1 == folds_.size()) break;
    std::swap(groups_, left_);
    groups_.resize(rows);
    left = GroupedByRow(left_.data(), rows);
  }
}

void GroupTable::NoteFirstSeen(std::uint32_t morsel) {
  const std::size_t before = row_counts_.size();
  const std::size_t now = folds_.empty() ? coders_[0]->size() : folds_.back().size();
  row_counts_.resize(now, 0);
  first_seen_.resize(now);
  for (std::size_t group = before; group < now; ++group) {
    first_seen_[group] = std::uint64_t{morsel} << 32 | group;
  }
}

void GroupTable::FindMasks(GroupedRows* grouped) {
  namespace kernels = engine::kernels;
  if (!grouped->run_ends.empty() || grouped->rows > engine::kBlockRows) return;
  kernels::ValueBounds bounds = grouped->bounds;
  if (!CanMask(bounds)) {
    const kernels::MinMax range = kernels::MinMaxCodes(grouped->groups, grouped->rows);
    bounds = {range.minimum, range.maximum};
  }
  if (!CanMask(bounds)) return;
  const auto groups = static_cast<std::size_t>(bounds.maximum - bounds.minimum + 1);
  masks_.resize(groups * kernels::MaskWords(grouped->rows));
  grouped->first_group = static_cast<std::uint32_t>(bounds.minimum);
  kernels::MaskGroups(grouped->groups, grouped->rows, grouped->first_group, groups, masks_.data());
  const std::size_t words = kernels::MaskWords(grouped->rows);
  mask_rows_.resize(groups);
  for (std::size_t group = 0; group < groups; ++group) {
    mask_rows_[group] =
        static_cast<std::uint32_t>(kernels::CountMask(masks_.data() + group * words, words));
  }
  grouped->masks = masks_;
  grouped->mask_rows = mask_rows_;
}

void GroupTable::StartCounting() {
  if (met_.empty()) return;
  row_counts_.resize(met_groups_);
  for (std::size_t group = 0; group < row_counts_.size(); ++group) {
    row_counts_[group] = HasMet(group);
  }
  met_.clear();
}

void GroupTable::Meet(const GroupedRows& grouped) {
  std::uint64_t* const words = met_.data();
  ForEachPiece(grouped, [words](std::uint32_t group, std::size_t, std::size_t) {
    words[group / 64] |= std::uint64_t{1} << (group % 64);
  });
}

void GroupTable::CountRows(const GroupedRows& grouped) {
  if (!met_.empty()) return Meet(grouped);
  if (!grouped.masks.empty()) {
    for (std::size_t group = 0; group < grouped.mask_rows.size(); ++group) {
      row_counts_[grouped.first_group + group] += grouped.mask_rows[group];
    }
    return;
  }
  std::int64_t* counts = row_counts_.data();
  ForEachPiece(grouped, [counts](std::uint32_t group, std::size_t first, std::size_t end) {
    counts[group] += static_cast<std::int64_t>(end - first);
  });
}

void GroupTable::MergeDirectly(const GroupTable& other) {
  if (!met_.empty() && !other.met_.empty()) {
    for (std::size_t word = 0; word < met_.size(); ++word) met_[word] |= other.met_[word];
    return;
  }
  StartCounting();
  for (std::size_t group = 0; group < row_counts_.size(); ++group) {
    row_counts_[group] += other.met_.empty() ? other.row_counts_[group] : other.HasMet(group);
  }
}

Status GroupTable::Merge(const GroupTable& other, std::vector<std::uint32_t>* map) {
  map->clear();
  if (coders_.empty() || is_direct_) {
    MergeDirectly(other);
    return Status::Ok();
  }
  // The other's numbers are mapped key by key, then pair by pair, in the order it gave them.
  std::vector<std::vector<std::uint32_t>> key_maps(coders_.size());
  for (std::size_t key = 0; key < coders_.size(); ++key) {
    COSTDB_RETURN_IF_ERROR(coders_[key]->Merge(*other.coders_[key], &key_maps[key]));
  }
  const auto mapped = [](const std::vector<std::uint32_t>& numbers, std::uint64_t number) {
    return numbers.empty() ? static_cast<std::uint32_t>(number) : numbers[number];
  };
  *map = std::move(key_maps[0]);
  for (std::size_t fold = 0; fold < folds_.size(); ++fold) {
    const std::vector<std::uint64_t>& pairs = other.folds_[fold].pairs();
    std::vector<std::uint32_t> lefts(pairs.size());
    std::vector<std::uint32_t> rights(pairs.size());
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      lefts[i] = mapped(*map, pairs[i] >> 32);
      rights[i] = is_lone_fixed_ ? 0U : mapped(key_maps[fold + 1], pairs[i] & UINT32_MAX);
    }
    map->resize(pairs.size());
    folds_[fold].FindOrAdd(GroupedByRow(lefts.data(), lefts.size()),
                           GroupedByRow(rights.data(), rights.size()), map->data());
  }
  const std::size_t now = folds_.empty() ? coders_[0]->size() : folds_.back().size();
  row_counts_.resize(now, 0);
  first_seen_.resize(now, UINT64_MAX);
  for (std::size_t group = 0; group < other.row_counts_.size(); ++group) {
    const std::uint32_t here = (*map)[group];
    row_counts_[here] += other.row_counts_[group];
    first_seen_[here] = std::min(first_seen_[here], other.first_seen_[group]);
  }
  return Status::Ok();
}

std::vector<std::uint32_t> GroupTable::OrderedGroups() const {
  std::vector<std::uint32_t> groups(row_counts_.size());
  std::size_t count = 0;
  for (std::size_t group = 0; group < row_counts_.size(); ++group) {
    groups[count] = static_cast<std::uint32_t>(group);
    count += row_counts_[group] != 0 || coders_.empty() ? 1 : 0;
  }
  groups.resize(count);
  if (first_seen_.empty()) return groups;
  const auto earlier = [this](std::uint32_t left, std::uint32_t right) {
    return first_seen_[left] < first_seen_[right];
  };
  if (!std::is_sorted(groups.begin(), groups.end(), earlier)) {
    std::sort(groups.begin(), groups.end(), earlier);
  }
  return groups;
}

std::uint32_t GroupTable::CodeOfKey(std::size_t key, std::uint32_t group) const {
  if (is_direct_) {
    return static_cast<std::uint32_t>(group / strides_[key] % coders_[key]->size());
  }
  for (std::size_t fold = folds_.size(); fold > 0; --fold) {
    const std::uint64_t pair = folds_[fold - 1].pairs()[group];
    if (key == fold) return static_cast<std::uint32_t>(pair & UINT32_MAX);
    group = static_cast<std::uint32_t>(pair >> 32);
  }
  return group;
}

void GroupTable::DecodeKey(std::size_t key, std::span<const std::uint32_t> groups,
                           Vector* values) const {
  if (coders_.size() == 1 && folds_.empty()) return coders_[key]->Decode(groups, values);
  std::vector<std::uint32_t> codes(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) codes[i] = CodeOfKey(key, groups[i]);
  coders_[key]->Decode(codes, values);
}

void GroupTable::Clear() {
  if (coders_.empty() || is_direct_) {
    std::fill(row_counts_.begin(), row_counts_.end(), 0);
    std::fill(met_.begin(), met_.end(), 0);
  } else {
    row_counts_.clear();
  }
  first_seen_.clear();
  for (const auto& coder : coders_) coder->Clear();
  for (PairTable& fold : folds_) fold.Clear();
}

std::size_t GroupTable::memory() const {
  std::size_t bytes = (row_counts_.capacity() + met_.capacity()) * 8 + first_seen_.capacity() * 8;
  for (const auto& coder : coders_) bytes += coder->memory();
  for (const PairTable& fold : folds_) bytes += fold.memory();
  return bytes;
}

}  // namespace costdb::query
