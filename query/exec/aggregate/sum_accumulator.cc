#include "query/exec/aggregate/sum_accumulator.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "engine/error/propagate.h"
#include "engine/kernels/affine.h"
#include "engine/kernels/group_sum.h"
#include "engine/kernels/min_max.h"
#include "engine/kernels/offset_sum.h"
#include "engine/kernels/prefix_sum.h"
#include "engine/kernels/sum.h"
#include "query/functions/function_support.h"
#include "query/functions/number_arithmetic.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

/// Binary decimals of a double in a fixed-point sum.
constexpr int kFractionBits = 64;
/// Doubles at or above it do not go into a fixed-point sum: 2^20 of them must not overflow.
constexpr double kLargestDouble = 4398046511104.0;  // 2^42

bool HasSum(Type type) {
  switch (type) {
    case Type::kInt:
    case Type::kMoney:
    case Type::kDuration:
    case Type::kDouble:
    case Type::kDecimal:
      return true;
    default:
      return false;
  }
}

/// No |v| within the bounds is larger.
std::uint64_t MagnitudeOf(engine::kernels::ValueBounds bounds) {
  const auto lowest = static_cast<std::uint64_t>(bounds.minimum);
  const auto highest = static_cast<std::uint64_t>(bounds.maximum);
  return std::max(bounds.minimum < 0 ? 0 - lowest : lowest,
                  bounds.maximum < 0 ? 0 - highest : highest);
}

/// What is known of the values of a vector, or else what they are.
engine::kernels::ValueBounds BoundsOf(const Vector& values, std::size_t rows) {
  const engine::kernels::ValueBounds unknown;
  const bool is_known =
      values.bounds.minimum != unknown.minimum && values.bounds.maximum != unknown.maximum;
  if (is_known || rows == 0) return values.bounds;
  const auto range = engine::kernels::MinMaxIntegers(values.int64s.data(), rows);
  return {range.minimum, range.maximum};
}

/// Sums within a bound wrap at no time; values that break it must not be undefined behaviour.
void AddTo(std::uint64_t value, std::int64_t* sum) {
  *sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(*sum) + value);
}

void AddTo(std::int64_t value, std::int64_t* sum) {
  AddTo(static_cast<std::uint64_t>(value), sum);
}

/// What `rows` values are together, whose offsets are `offsets` together.
std::uint64_t SumOfFramed(engine::kernels::Frame frame, std::uint64_t rows, std::uint64_t offsets) {
  return frame.base * rows + frame.multiplier * offsets;
}

double RealOfFixedPoint(Int128 fixed_point) {
  return std::ldexp(static_cast<double>(fixed_point), -kFractionBits);
}

}  // namespace

void SumAccumulator::Resize(std::size_t group_count) {
  if (narrow_.size() < group_count) narrow_.resize(group_count, 0);
  if (!wide_.empty() && wide_.size() < group_count) wide_.resize(group_count, 0);
  if (!nulls_.empty() && nulls_.size() < group_count) nulls_.resize(group_count, 0);
}

void SumAccumulator::CountNulls(const Vector& values, const GroupedRows& grouped) {
  if (!HasNulls(values, grouped.rows)) return;
  nulls_.resize(narrow_.size(), 0);
  ForEachPiece(grouped, [&](std::uint32_t group, std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) nulls_[group] += IsNullAt(values, i) ? 1 : 0;
  });
}

Status SumAccumulator::Update(std::span<const Vector* const> arguments, const GroupedRows& grouped,
                              std::size_t group_count) {
  Resize(group_count);
  const std::size_t rows = grouped.rows;
  const Vector& values = Flatten(*arguments[0], rows, &flat_);
  CountNulls(values, grouped);
  if (!HasSum(type_) || values.type == Type::kNull) return Status::Ok();
  if (is_real()) return AddReal(values, grouped);
  if (values.layout == Layout::kOffsets) {
    AddOffsets(values, grouped);
    return Status::Ok();
  }
  const bool has_nulls = !values.nulls.empty();
  if (values.layout == Layout::kInt128) {
    const Int128* wide = values.int128s.data();
    if (has_nulls) {
      wide_values_.resize(rows);
      for (std::size_t i = 0; i < rows; ++i) wide_values_[i] = values.nulls[i] != 0 ? 0 : wide[i];
      wide = wide_values_.data();
    }
    return AddWide(wide, grouped);
  }
  const std::int64_t* narrow = values.int64s.data();
  if (has_nulls) {
    masked_.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      masked_[i] = narrow[i] & (std::int64_t{values.nulls[i] != 0} - 1);
    }
    narrow = masked_.data();
  }
  AddNarrow(narrow, MagnitudeOf(BoundsOf(values, rows)), grouped);
  return Status::Ok();
}

/// Makes room for `rows` values of which none is larger in narrow_; false when they are so large
/// that Flush, which goes through all groups, would be needed often.
bool SumAccumulator::StaysWithinBound(std::uint64_t largest, std::size_t rows) {
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 62;
  constexpr std::uint64_t kBatchesBetweenFlushes = 64;
  if (largest > kLimit / kBatchesBetweenFlushes / std::max<std::size_t>(rows, 1024)) return false;
  const std::uint64_t more = largest * rows;
  if (bound_ + more > kLimit) Flush();
  bound_ += more;
  return true;
}

/// Half as wide as values, offsets are added up twice as fast.
void SumAccumulator::AddOffsets(const Vector& values, const GroupedRows& grouped) {
  namespace kernels = engine::kernels;
  const std::size_t rows = grouped.rows;
  const std::uint64_t largest = MagnitudeOf(values.bounds);
  const bool is_by_run = !grouped.run_ends.empty() && rows <= kernels::kRunSumRowsMax;
  const bool is_by_row = grouped.groups != nullptr && grouped.masks.empty() && !is_by_run;
  if (is_by_row || !StaysWithinBound(largest, rows)) {
    masked_.resize(rows);
    kernels::WidenAffine(values.codes.data(), rows, values.frame.base, values.frame.multiplier,
                         masked_.data());
    AddNarrow(masked_.data(), largest, grouped);
  } else if (grouped.groups == nullptr) {
    const std::uint64_t sum = kernels::SumOffsets(values.codes.data(), rows);
    AddTo(SumOfFramed(values.frame, rows, sum), narrow_.data());
  } else if (!grouped.masks.empty()) {
    AddOffsetsByMask(values, grouped);
  } else {
    AddOffsetsByRun(values, grouped);
  }
}

void SumAccumulator::AddOffsetsByMask(const Vector& values, const GroupedRows& grouped) {
  const std::size_t groups = grouped.mask_rows.size();
  const auto column =
      std::find(grouped.offset_columns.begin(), grouped.offset_columns.end(), values.codes.data());
  assert(column != grouped.offset_columns.end());
  const std::uint64_t* const sums =
      grouped.offset_sums + (column - grouped.offset_columns.begin()) * groups;
  for (std::size_t i = 0; i < groups; ++i) {
    AddTo(SumOfFramed(values.frame, grouped.mask_rows[i], sums[i]),
          &narrow_[grouped.first_group + i]);
  }
}

/// The sum of a run is a difference of sums from the first row on. They wrap at 32 bits, and so do
/// differences: those of short runs are right, and long runs are added up.
void SumAccumulator::AddOffsetsByRun(const Vector& values, const GroupedRows& grouped) {
  namespace kernels = engine::kernels;
  const std::uint32_t* const offsets = values.codes.data();
  // Sums of many groups are far away: they come while offsets are added up.
  const std::size_t runs = grouped.run_ends.size();
  std::int64_t* const sums = narrow_.data();
  for (std::size_t run = 0; run < runs; ++run) __builtin_prefetch(&sums[grouped.groups[run]], 1);
  offset_sums_.resize(1 + kernels::kRunSumRowsMax);
  std::uint32_t* const up_to = offset_sums_.data();
  up_to[0] = 0;
  kernels::SumOffsetsUpToEach(offsets, grouped.rows, up_to + 1);
  const std::uint32_t* const ends = grouped.run_ends.data();
  const kernels::Frame frame = values.frame;
  std::uint32_t first = 0;
  for (std::size_t run = 0; run < runs; ++run) {
    const std::uint32_t end = ends[run];
    const std::uint32_t rows = end - first;
    const std::uint64_t sum = rows <= kernels::kOffsetsIn32Bits
                                  ? std::uint64_t{up_to[end] - up_to[first]}
                                  : kernels::SumOffsets(offsets + first, rows);
    AddTo(SumOfFramed(frame, rows, sum), &sums[grouped.groups[run]]);
    first = end;
  }
}

void SumAccumulator::AddNarrow(const std::int64_t* values, std::uint64_t largest,
                               const GroupedRows& grouped) {
  if (!StaysWithinBound(largest, grouped.rows)) {
    // Sums of 64-bit values cannot overflow 128 bits within any number of rows that exists.
    if (wide_.empty()) wide_.resize(narrow_.size(), 0);
    ForEachPiece(grouped, [&](std::uint32_t group, std::size_t first, std::size_t end) {
      for (std::size_t i = first; i < end; ++i) wide_[group] += values[i];
    });
    return;
  }
  AddWithinBound(values, grouped);
}

void SumAccumulator::AddWithinBound(const std::int64_t* values, const GroupedRows& grouped) {
  namespace kernels = engine::kernels;
  std::int64_t* sums = narrow_.data();
  if (!grouped.masks.empty()) {
    std::int64_t parts[kernels::kMaskedGroupsMax];
    kernels::SumByMask(values, grouped.rows, grouped.masks.data(), grouped.mask_rows.size(), parts);
    for (std::size_t i = 0; i < grouped.mask_rows.size(); ++i) {
      AddTo(parts[i], &sums[grouped.first_group + i]);
    }
    return;
  }
  if (grouped.run_ends.size() > 1 && grouped.rows <= kernels::kRunSumRowsMax) {
    run_sums_.resize(grouped.run_ends.size());
    kernels::SumByRun(values, grouped.run_ends.data(), run_sums_.size(), run_sums_.data());
    for (std::size_t run = 0; run < run_sums_.size(); ++run) {
      AddTo(run_sums_[run], &sums[grouped.groups[run]]);
    }
    return;
  }
  if (grouped.groups != nullptr && grouped.run_ends.empty()) {
    for (std::size_t i = 0; i < grouped.rows; ++i) AddTo(values[i], &sums[grouped.groups[i]]);
    return;
  }
  ForEachPiece(grouped, [&](std::uint32_t group, std::size_t first, std::size_t end) {
    AddTo(static_cast<std::int64_t>(
              kernels::SumIntegers(values + first, end - first, kernels::kKnownToFit)),
          &sums[group]);
  });
}

Status SumAccumulator::AddWide(const Int128* values, const GroupedRows& grouped) {
  if (wide_.empty()) wide_.resize(narrow_.size(), 0);
  bool overflows = false;
  ForEachPiece(grouped, [&](std::uint32_t group, std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) {
      overflows |= __builtin_add_overflow(wide_[group], values[i], &wide_[group]);
    }
  });
  return overflows ? OverflowError("sum") : Status::Ok();
}

Status SumAccumulator::AddReal(const Vector& values, const GroupedRows& grouped) {
  const std::size_t rows = grouped.rows;
  ToDoubles(values, rows, &doubles_);
  wide_values_.resize(rows);
  bool has_large = false;
  for (std::size_t i = 0; i < rows; ++i) {
    wide_values_[i] = 0;
    if (IsNullAt(values, i)) {
      doubles_[i] = 0;
      continue;
    }
    if (!std::isfinite(doubles_[i])) return OverflowError("a sum of doubles");
    const bool is_large = std::fabs(doubles_[i]) >= kLargestDouble;
    has_large |= is_large;
    if (!is_large) wide_values_[i] = static_cast<Int128>(std::ldexp(doubles_[i], kFractionBits));
  }
  if (has_large) AddLarge(grouped);
  return AddWide(wide_values_.data(), grouped);
}

void SumAccumulator::AddLarge(const GroupedRows& grouped) {
  ForEachPiece(grouped, [&](std::uint32_t group, std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) {
      if (std::fabs(doubles_[i]) >= kLargestDouble) large_[group].Add(doubles_[i]);
    }
  });
}

void SumAccumulator::Flush() {
  if (wide_.empty()) wide_.resize(narrow_.size(), 0);
  for (std::size_t group = 0; group < narrow_.size(); ++group) {
    wide_[group] += narrow_[group];
    narrow_[group] = 0;
  }
  bound_ = 0;
}

Status SumAccumulator::Merge(Accumulator& other, std::span<const std::uint32_t> map,
                             std::size_t group_count) {
  const auto& from = static_cast<const SumAccumulator&>(other);
  Resize(group_count);
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 62;
  const bool fits = from.wide_.empty() && bound_ + from.bound_ <= kLimit;
  if (fits) {
    bound_ += from.bound_;
    for (std::size_t group = 0; group < from.narrow_.size(); ++group) {
      narrow_[MappedGroup(map, group)] += from.narrow_[group];
    }
  } else {
    if (wide_.empty()) wide_.resize(narrow_.size(), 0);
    for (std::size_t group = 0; group < from.narrow_.size(); ++group) {
      Int128& sum = wide_[MappedGroup(map, group)];
      if (__builtin_add_overflow(sum, from.SumOf(group), &sum)) return OverflowError("sum");
    }
  }
  for (const auto& [group, sum] : from.large_) large_[MappedGroup(map, group)].Merge(sum);
  if (from.nulls_.empty()) return Status::Ok();
  nulls_.resize(narrow_.size(), 0);
  for (std::size_t group = 0; group < from.nulls_.size(); ++group) {
    nulls_[MappedGroup(map, group)] += from.nulls_[group];
  }
  return Status::Ok();
}

Result<bool> SumAccumulator::UpdateFromStatistics(const engine::ColumnStatistics* statistics,
                                                  std::uint32_t rows) {
  if (is_real()) return false;
  Resize(1);
  const std::uint32_t nulls = statistics == nullptr ? rows : statistics->nulls;
  if (nulls != 0) {
    nulls_.resize(narrow_.size(), 0);
    nulls_[0] += nulls;
  }
  if (statistics == nullptr || !HasSum(type_)) return true;
  COSTDB_RETURN_IF_ERROR(AddWide(&statistics->sum, OneGroup(1)));
  return true;
}

Status SumAccumulator::UpdateFromCells(const CellArgument& argument, const GroupedRows& grouped,
                                       std::size_t group_count) {
  const Vector* sums = &argument.sums;
  COSTDB_RETURN_IF_ERROR(Update({&sums, 1}, grouped, group_count));
  const RowReader<std::int64_t> calls = Int64sOf(argument.calls);
  const RowReader<std::int64_t> known = Int64sOf(argument.known);
  nulls_.resize(narrow_.size(), 0);
  ForEachPiece(grouped, [&](std::uint32_t group, std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) {
      const bool is_null = IsNullAt(argument.sums, i);
      if (!is_null && IsNullAt(argument.known, i)) continue;
      // A NULL has been counted once.
      nulls_[group] += is_null ? calls[i] - 1 : calls[i] - known[i];
    }
  });
  return Status::Ok();
}

Status SumAccumulator::Finish(const AggregateWish& wish, const FinishedGroups& finished,
                              Vector* result) {
  if (wish.kind == AggregateKind::kCount) {
    ResetVector(Type::kInt, Layout::kInt64, finished.groups.size(), result);
    for (std::size_t i = 0; i < finished.groups.size(); ++i) {
      result->int64s[i] = ValuesIn(finished, finished.groups[i]);
    }
    return Status::Ok();
  }
  if (!HasSum(type_)) {
    SetConstantNull(type_, result);
    return Status::Ok();
  }
  const bool is_average_of_numbers = wish.kind == AggregateKind::kAverage && type_ == Type::kInt;
  if (wish.kind == AggregateKind::kShare || is_real() || is_average_of_numbers) {
    return FinishDoubles(wish, finished, result);
  }
  return FinishAmounts(wish, finished, result);
}

// Sums that have never left 64 bits.
void SumAccumulator::FinishNarrow(const FinishedGroups& finished, Vector* result) const {
  const std::size_t rows = finished.groups.size();
  ResetVector(type_, Layout::kInt64, rows, result);
  for (std::size_t i = 0; i < rows; ++i) result->int64s[i] = narrow_[finished.groups[i]];
  for (std::size_t i = 0; i < rows; ++i) {
    if (ValuesIn(finished, finished.groups[i]) == 0) SetNull(i, rows, result);
  }
}

Status SumAccumulator::FinishAmounts(const AggregateWish& wish, const FinishedGroups& finished,
                                     Vector* result) {
  const std::size_t rows = finished.groups.size();
  if (wish.kind == AggregateKind::kSum && wide_.empty() && narrow_.size() >= finished.rows.size()) {
    FinishNarrow(finished, result);
    return Status::Ok();
  }
  ResetVector(type_, Layout::kInt128, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint32_t group = finished.groups[i];
    const std::int64_t values = ValuesIn(finished, group);
    result->int128s[i] = SumOf(group);
    if (values == 0) {
      SetNull(i, rows, result);
    } else if (wish.kind == AggregateKind::kAverage) {
      const std::optional<Int128> mean = DivideHalfEven(result->int128s[i], values);
      result->int128s[i] = mean.value_or(0);
    }
  }
  NarrowIfPossible(rows, result);
  if (type_ == Type::kDuration && result->layout != Layout::kInt64) {
    return OverflowError("a sum of durations");
  }
  return Status::Ok();
}

// The sum of a group of doubles.
double SumAccumulator::RealOf(std::size_t group) const {
  const double real = RealOfFixedPoint(SumOf(group));
  const auto large = large_.find(group);
  return large == large_.end() ? real : real + large->second.Value();
}

// What the sums of all groups make together.
Result<double> SumAccumulator::TotalOf(const FinishedGroups& finished) const {
  Int128 total = 0;
  LargeDoubleSum large;
  for (const std::uint32_t group : finished.groups) {
    if (__builtin_add_overflow(total, SumOf(group), &total)) return OverflowError("share");
    const auto found = large_.find(group);
    if (found != large_.end()) large.Merge(found->second);
  }
  return is_real() ? RealOfFixedPoint(total) + large.Value() : static_cast<double>(total);
}

Status SumAccumulator::FinishDoubles(const AggregateWish& wish, const FinishedGroups& finished,
                                     Vector* result) {
  double total = 0;
  if (wish.kind == AggregateKind::kShare) {
    COSTDB_ASSIGN_OR_RETURN(total, TotalOf(finished));
  }
  const std::size_t rows = finished.groups.size();
  ResetVector(Type::kDouble, Layout::kDouble, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint32_t group = finished.groups[i];
    const std::int64_t values = ValuesIn(finished, group);
    result->doubles[i] = 0;
    if (values == 0 || (wish.kind == AggregateKind::kShare && total == 0)) {
      SetNull(i, rows, result);
      continue;
    }
    const double sum = is_real() ? RealOf(group) : static_cast<double>(SumOf(group));
    const double divisor = wish.kind == AggregateKind::kSum       ? 1
                           : wish.kind == AggregateKind::kAverage ? static_cast<double>(values)
                                                                  : total;
    result->doubles[i] = sum / divisor;
    if (!std::isfinite(result->doubles[i])) return OverflowError("a sum of doubles");
  }
  return Status::Ok();
}

void SumAccumulator::Clear() {
  narrow_.clear();
  bound_ = 0;
  wide_.clear();
  large_.clear();
  nulls_.clear();
}

std::size_t SumAccumulator::memory() const {
  return narrow_.capacity() * 8 + wide_.capacity() * 16 + nulls_.capacity() * 8 +
         large_.size() * (sizeof(LargeDoubleSum) + 4 * sizeof(void*));
}

}  // namespace costdb::query
