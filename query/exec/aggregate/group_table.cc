#include "query/exec/aggregate/group_table.h"

#include <algorithm>

#include "engine/error/propagate.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

/// Arrays of up to this many groups are made whatever the number of rows.
constexpr std::uint64_t kSmallGroups = std::uint64_t{1} << 16;
/// No array is larger.
constexpr std::uint64_t kMostGroups = std::uint64_t{1} << 24;

}  // namespace

GroupTable::GroupTable(std::span<const BoundExpressionPtr> keys, std::uint64_t rows,
                       const FunctionContext& context) {
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
  if (is_direct_) row_counts_.assign(product, 0);
  codes_.resize(keys.size());
  is_lone_fixed_ = !is_direct_ && keys.size() == 1 && coders_[0]->is_fixed();
  if (!is_direct_) folds_.resize(is_lone_fixed_ ? 1 : keys.size() - 1);
}

Status GroupTable::Assign(std::uint32_t morsel, std::span<const Vector* const> keys,
                          std::size_t rows, std::uint32_t* groups) {
  if (coders_.empty()) {
    row_counts_[0] += static_cast<std::int64_t>(rows);
    return Status::Ok();
  }
  const bool single = coders_.size() == 1 && !is_lone_fixed_;
  for (std::size_t key = 0; key < coders_.size(); ++key) {
    if (!single) codes_[key].resize(rows);
    COSTDB_RETURN_IF_ERROR(
        coders_[key]->Encode(*keys[key], rows, single ? groups : codes_[key].data()));
  }
  if (is_direct_) {
    if (!single) AssignDirectly(rows, groups);
  } else {
    AssignByTables(morsel, rows, groups);
  }
  std::int64_t* counts = row_counts_.data();
  for (std::size_t i = 0; i < rows; ++i) ++counts[groups[i]];
  return Status::Ok();
}

void GroupTable::Weigh(const Vector& weights, const std::uint32_t* groups, std::size_t rows) {
  const RowReader<std::int64_t> weight = Int64sOf(weights);
  for (std::size_t i = 0; i < rows; ++i) {
    row_counts_[groups == nullptr ? 0 : groups[i]] += weight[i] - 1;
  }
}

void GroupTable::AssignDirectly(std::size_t rows, std::uint32_t* groups) {
  std::copy_n(codes_[0].data(), rows, groups);
  for (std::size_t key = 1; key < codes_.size(); ++key) {
    const auto stride = static_cast<std::uint32_t>(strides_[key]);
    const std::uint32_t* codes = codes_[key].data();
    for (std::size_t i = 0; i < rows; ++i) groups[i] += codes[i] * stride;
  }
}

void GroupTable::Combine(std::size_t fold, const std::uint32_t* left, const std::uint32_t* right,
                         std::size_t rows, std::uint32_t* out) {
  pairs_.resize(rows);
  for (std::size_t i = 0; i < rows; ++i) pairs_[i] = std::uint64_t{left[i]} << 32 | right[i];
  folds_[fold].FindOrAdd(pairs_.data(), rows, out);
}

void GroupTable::AssignByTables(std::uint32_t morsel, std::size_t rows, std::uint32_t* groups) {
  for (std::size_t fold = 0; fold < folds_.size(); ++fold) {
    const std::uint32_t* left = fold == 0 ? codes_[0].data() : groups;
    if (is_lone_fixed_) zeros_.resize(rows, 0);
    const std::uint32_t* right = is_lone_fixed_ ? zeros_.data() : codes_[fold + 1].data();
    Combine(fold, left, right, rows, groups);
  }
  const std::size_t before = row_counts_.size();
  const std::size_t now = folds_.empty() ? coders_[0]->size() : folds_.back().size();
  row_counts_.resize(now, 0);
  first_seen_.resize(now);
  for (std::size_t group = before; group < now; ++group) {
    first_seen_[group] = std::uint64_t{morsel} << 32 | group;
  }
}

Status GroupTable::Merge(const GroupTable& other, std::vector<std::uint32_t>* map) {
  map->clear();
  if (coders_.empty() || is_direct_) {
    for (std::size_t i = 0; i < row_counts_.size(); ++i) row_counts_[i] += other.row_counts_[i];
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
    std::vector<std::uint64_t> pairs = other.folds_[fold].keys();
    for (std::uint64_t& pair : pairs) {
      pair = std::uint64_t{mapped(*map, pair >> 32)} << 32 |
             (is_lone_fixed_ ? 0U : mapped(key_maps[fold + 1], pair & UINT32_MAX));
    }
    map->resize(pairs.size());
    folds_[fold].FindOrAdd(pairs.data(), pairs.size(), map->data());
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
    const std::uint64_t pair = folds_[fold - 1].keys()[group];
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
  } else {
    row_counts_.clear();
  }
  first_seen_.clear();
  for (const auto& coder : coders_) coder->Clear();
  for (IdTable& fold : folds_) fold.Clear();
}

std::size_t GroupTable::memory() const {
  std::size_t bytes = row_counts_.capacity() * 8 + first_seen_.capacity() * 8;
  for (const auto& coder : coders_) bytes += coder->memory();
  for (const IdTable& fold : folds_) bytes += fold.memory();
  return bytes;
}

}  // namespace costdb::query
