#include "query/exec/aggregate/repeated_quantile_accumulator.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "engine/kernels/magnitude.h"
#include "query/functions/function_support.h"
#include "query/plan/share_of_count.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

constexpr std::size_t kBuckets = engine::kernels::kMagnitudeBuckets;

bool IsShare(double quantile) {
  return quantile >= 0 && quantile <= 1;
}

}  // namespace

RepeatedQuantileAccumulator::RepeatedQuantileAccumulator(Type type)
    : type_(type), groups_(std::make_shared<Groups>()) {}

void RepeatedQuantileAccumulator::FindBuckets(const Vector& values, std::size_t rows) {
  buckets_.resize(rows);
  if (!is_real() && values.layout == Layout::kInt64) {
    const Vector& numbers = Flatten(values, rows, &flat_);
    engine::kernels::BucketIntegers(numbers.int64s.data(), rows, buckets_.data());
    return;
  }
  if (is_real()) {
    ToDoubles(values, rows, &reals_);
  } else {
    const WideReader numbers(values);
    reals_.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) reals_[i] = static_cast<double>(numbers[i]);
  }
  engine::kernels::BucketDoubles(reals_.data(), rows, buckets_.data());
}

Status RepeatedQuantileAccumulator::Update(std::span<const Vector* const> arguments,
                                           const GroupedRows& grouped, std::size_t group_count) {
  const std::uint32_t* groups = grouped.groups;
  const std::size_t rows = grouped.rows;
  const Vector& values = *arguments[0];
  if (values.type == Type::kNull || IsConstantNull(values)) return Status::Ok();
  FindBuckets(values, rows);
  if (is_second_pass_) {
    kept_.resize(groups_->size());
    Keep(values, groups, rows);
  } else {
    if (groups_->size() < group_count) groups_->resize(group_count);
    Count(values, groups, rows);
  }
  return Status::Ok();
}

void RepeatedQuantileAccumulator::Count(const Vector& values, const std::uint32_t* groups,
                                        std::size_t rows) {
  counts_.resize(groups_->size());
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    std::vector<std::uint64_t>& counts = (*groups_)[i].counts;
    counts_[i] = counts.empty() ? nullptr : counts.data();
  }
  const bool has_nulls = HasNulls(values, rows);
  for (std::size_t i = 0; i < rows; ++i) {
    if (has_nulls && IsNullAt(values, i)) continue;
    const std::size_t group = groups == nullptr ? 0 : groups[i];
    if (counts_[group] == nullptr) {
      (*groups_)[group].counts.assign(kBuckets, 0);
      counts_[group] = (*groups_)[group].counts.data();
    }
    ++counts_[group][buckets_[i]];
  }
}

void RepeatedQuantileAccumulator::Keep(const Vector& values, const std::uint32_t* groups,
                                       std::size_t rows) {
  // A group without wanted buckets has no values; what it has here is NULL.
  static constexpr std::array<std::uint8_t, kBuckets> kNoneWanted{};
  wanted_.resize(groups_->size());
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    const std::vector<std::uint8_t>& wanted = (*groups_)[i].wanted;
    wanted_[i] = wanted.empty() ? kNoneWanted.data() : wanted.data();
  }
  // Few rows are wanted, and which ones is not to be foretold.
  chosen_.resize(rows);
  std::size_t chosen = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    chosen_[chosen] = static_cast<std::uint32_t>(i);
    chosen += wanted_[groups == nullptr ? 0 : groups[i]][buckets_[i]];
  }
  const bool has_nulls = HasNulls(values, rows);
  for (const std::uint32_t i : std::span(chosen_).first(chosen)) {
    const std::size_t group = groups == nullptr ? 0 : groups[i];
    if (has_nulls && IsNullAt(values, i)) continue;
    if (is_real()) {
      kept_[group].reals.push_back(reals_[i]);
    } else {
      kept_[group].numbers.push_back(WideReader(values)[i]);
    }
  }
}

Status RepeatedQuantileAccumulator::Merge(Accumulator& other, std::span<const std::uint32_t> map,
                                          std::size_t group_count) {
  auto& from = static_cast<RepeatedQuantileAccumulator&>(other);
  if (from.is_second_pass_) {
    kept_.resize(groups_->size());
    for (std::size_t group = 0; group < from.kept_.size(); ++group) {
      const auto append = [](const auto& there, auto* here) {
        here->insert(here->end(), there.begin(), there.end());
      };
      append(from.kept_[group].numbers, &kept_[group].numbers);
      append(from.kept_[group].reals, &kept_[group].reals);
    }
    return Status::Ok();
  }
  if (groups_->size() < group_count) groups_->resize(group_count);
  for (std::size_t group = 0; group < from.groups_->size(); ++group) {
    std::vector<std::uint64_t>& there = (*from.groups_)[group].counts;
    std::vector<std::uint64_t>& here = (*groups_)[MappedGroup(map, group)].counts;
    if (here.empty()) {
      here = std::move(there);
    } else {
      for (std::size_t bucket = 0; bucket < there.size(); ++bucket) here[bucket] += there[bucket];
    }
  }
  return Status::Ok();
}

std::optional<RepeatedQuantileAccumulator::Place> RepeatedQuantileAccumulator::PlaceOf(
    const Group& group, double quantile) {
  std::uint64_t count = 0;
  for (const std::uint64_t in_bucket : group.counts) count += in_bucket;
  if (count == 0) return std::nullopt;
  // ceil(q * n), from 1.
  const std::uint64_t rank = std::max<std::uint64_t>(1, ShareOfCount(quantile, count));
  Place place;
  std::uint64_t below = 0;
  for (; below + group.counts[place.bucket] < rank; ++place.bucket) {
    below += group.counts[place.bucket];
    if (!group.wanted.empty() && group.wanted[place.bucket] != 0) {
      place.index += group.counts[place.bucket];
    }
  }
  place.index += rank - 1 - below;
  return place;
}

std::unique_ptr<Accumulator> RepeatedQuantileAccumulator::NextPass(
    std::span<const AggregateWish> wishes) {
  if (is_second_pass_) return nullptr;
  for (Group& group : *groups_) {
    for (const AggregateWish& wish : wishes) {
      if (!IsShare(wish.parameter)) continue;  // Finish says so.
      const std::optional<Place> place = PlaceOf(group, wish.parameter);
      if (!place.has_value()) continue;
      group.wanted.resize(kBuckets, 0);
      group.wanted[place->bucket] = 1;
    }
  }
  auto next = std::make_unique<RepeatedQuantileAccumulator>(type_);
  next->groups_ = groups_;
  next->is_second_pass_ = true;
  return next;
}

template <typename T>
Status RepeatedQuantileAccumulator::Select(const AggregateWish& wish,
                                           const FinishedGroups& finished,
                                           std::vector<T> Kept::*values, std::vector<T>* out,
                                           Vector* result) {
  const std::size_t rows = finished.groups.size();
  for (std::size_t i = 0; i < rows; ++i) {
    (*out)[i] = T{};
    const std::size_t group = finished.groups[i];
    const std::optional<Place> place =
        group < groups_->size() ? PlaceOf((*groups_)[group], wish.parameter) : std::nullopt;
    if (!place.has_value()) {
      SetNull(i, rows, result);
      continue;
    }
    if (group >= kept_.size() || place->index >= (kept_[group].*values).size()) {
      return Status::Internal("a second look at the rows of a quantile that found other rows");
    }
    std::vector<T>& kept = kept_[group].*values;
    const auto found = kept.begin() + static_cast<std::ptrdiff_t>(place->index);
    std::nth_element(kept.begin(), found, kept.end());
    (*out)[i] = *found;
  }
  return Status::Ok();
}

Status RepeatedQuantileAccumulator::Finish(const AggregateWish& wish,
                                           const FinishedGroups& finished, Vector* result) {
  if (!IsShare(wish.parameter)) {
    return Status::InvalidArgument("quantile expects a number between 0 and 1");
  }
  if (is_real()) {
    ResetVector(Type::kDouble, Layout::kDouble, finished.groups.size(), result);
    return Select(wish, finished, &Kept::reals, &result->doubles, result);
  }
  ResetVector(type_, Layout::kInt128, finished.groups.size(), result);
  Status status = Select(wish, finished, &Kept::numbers, &result->int128s, result);
  NarrowIfPossible(finished.groups.size(), result);
  return status;
}

void RepeatedQuantileAccumulator::Clear() {
  groups_ = std::make_shared<Groups>();
  kept_.clear();
}

std::size_t RepeatedQuantileAccumulator::memory() const {
  std::size_t bytes = 0;
  if (!is_second_pass_) {
    for (const Group& group : *groups_) bytes += group.counts.size() * 8 + group.wanted.size();
  }
  for (const Kept& kept : kept_) {
    bytes += kept.numbers.capacity() * sizeof(Int128) + kept.reals.capacity() * sizeof(double);
  }
  return bytes;
}

}  // namespace costdb::query
