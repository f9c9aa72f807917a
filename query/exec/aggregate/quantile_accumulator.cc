#include "query/exec/aggregate/quantile_accumulator.h"

#include <algorithm>

#include "query/functions/function_support.h"
#include "query/plan/share_of_count.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

bool IsReal(Type type) {
  return type == Type::kDouble || type == Type::kDecimal;
}

template <typename Values, typename T>
void Keep(const Values& values, const Vector& vector, const std::uint32_t* groups, std::size_t rows,
          std::vector<T>* kept, std::vector<std::uint32_t>* kept_groups) {
  const bool has_nulls = HasNulls(vector, rows);
  for (std::size_t i = 0; i < rows; ++i) {
    if (has_nulls && IsNullAt(vector, i)) continue;
    kept->push_back(values[i]);
    if (groups != nullptr) kept_groups->push_back(groups[i]);
  }
}

/// Moves values into the order of their groups; `starts` has the place of each group's next value.
template <typename T>
void Scatter(const std::vector<std::uint32_t>& groups, std::vector<std::size_t> starts,
             std::vector<T>* values) {
  std::vector<T> arranged(values->size());
  for (std::size_t i = 0; i < values->size(); ++i) arranged[starts[groups[i]]++] = (*values)[i];
  *values = std::move(arranged);
}

/// ceil(q * n) as a rank from 1 to n.
std::size_t RankOf(double quantile, std::size_t count) {
  return std::max<std::uint64_t>(1, ShareOfCount(quantile, count));
}

}  // namespace

void QuantileAccumulator::BecomeWide() {
  if (is_wide_) return;
  is_wide_ = true;
  wide_.assign(narrow_.begin(), narrow_.end());
  narrow_.clear();
}

Status QuantileAccumulator::Update(std::span<const Vector* const> arguments,
                                   const std::uint32_t* groups, std::size_t rows,
                                   std::size_t /*group_count*/) {
  const Vector& values = *arguments[0];
  if (values.type == Type::kNull || IsConstantNull(values)) return Status::Ok();
  if (IsReal(type_)) {
    ToDoubles(values, rows, &reals_);
    Keep(reals_, values, groups, rows, &doubles_, &groups_);
    return Status::Ok();
  }
  if (values.layout == Layout::kInt128) BecomeWide();
  if (is_wide_) {
    Keep(WideReader(values), values, groups, rows, &wide_, &groups_);
  } else {
    Keep(Int64sOf(values), values, groups, rows, &narrow_, &groups_);
  }
  return Status::Ok();
}

Status QuantileAccumulator::Merge(Accumulator& other, std::span<const std::uint32_t> map,
                                  std::size_t /*group_count*/) {
  auto& from = static_cast<QuantileAccumulator&>(other);
  if (is_wide_ || from.is_wide_) {
    BecomeWide();
    from.BecomeWide();
  }
  narrow_.insert(narrow_.end(), from.narrow_.begin(), from.narrow_.end());
  wide_.insert(wide_.end(), from.wide_.begin(), from.wide_.end());
  doubles_.insert(doubles_.end(), from.doubles_.begin(), from.doubles_.end());
  groups_.reserve(groups_.size() + from.groups_.size());
  for (const std::uint32_t group : from.groups_) groups_.push_back(MappedGroup(map, group));
  return Status::Ok();
}

void QuantileAccumulator::Arrange(std::size_t group_count) {
  if (!starts_.empty()) return;
  starts_.assign(group_count + 1, 0);
  if (groups_.empty()) {
    // One group, or no value at all.
    const std::size_t count = narrow_.size() + wide_.size() + doubles_.size();
    std::fill(starts_.begin() + 1, starts_.end(), count);
    return;
  }
  for (const std::uint32_t group : groups_) ++starts_[group + 1];
  for (std::size_t group = 0; group < group_count; ++group) starts_[group + 1] += starts_[group];
  if (!narrow_.empty()) Scatter(groups_, starts_, &narrow_);
  if (!wide_.empty()) Scatter(groups_, starts_, &wide_);
  if (!doubles_.empty()) Scatter(groups_, starts_, &doubles_);
}

template <typename T>
void QuantileAccumulator::Select(const AggregateWish& wish, const FinishedGroups& finished,
                                 std::vector<T>* values, std::vector<T>* out, Vector* result) {
  const std::size_t rows = finished.groups.size();
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint32_t group = finished.groups[i];
    const std::size_t count = starts_[group + 1] - starts_[group];
    (*out)[i] = T{};
    if (count == 0) {
      SetNull(i, rows, result);
      continue;
    }
    const auto first = values->begin() + static_cast<std::ptrdiff_t>(starts_[group]);
    const auto wanted = first + static_cast<std::ptrdiff_t>(RankOf(wish.parameter, count) - 1);
    std::nth_element(first, wanted, first + static_cast<std::ptrdiff_t>(count));
    (*out)[i] = *wanted;
  }
}

Status QuantileAccumulator::Finish(const AggregateWish& wish, const FinishedGroups& finished,
                                   Vector* result) {
  if (!(wish.parameter >= 0 && wish.parameter <= 1)) {
    return Status::InvalidArgument("quantile expects a number between 0 and 1");
  }
  Arrange(finished.rows.size());
  const Type type = IsReal(type_) ? Type::kDouble : type_;
  ResetVector(type, is_wide_ ? Layout::kInt128 : DefaultLayout(type), finished.groups.size(),
              result);
  if (IsReal(type_)) {
    Select(wish, finished, &doubles_, &result->doubles, result);
  } else if (is_wide_) {
    Select(wish, finished, &wide_, &result->int128s, result);
  } else {
    Select(wish, finished, &narrow_, &result->int64s, result);
  }
  NarrowIfPossible(finished.groups.size(), result);
  return Status::Ok();
}

void QuantileAccumulator::Clear() {
  is_wide_ = false;
  narrow_.clear();
  wide_.clear();
  doubles_.clear();
  groups_.clear();
  starts_.clear();
}

std::size_t QuantileAccumulator::memory() const {
  return narrow_.capacity() * 8 + wide_.capacity() * 16 + doubles_.capacity() * 8 +
         groups_.capacity() * 4;
}

}  // namespace costdb::query
