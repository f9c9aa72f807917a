#include "query/exec/aggregate/sum_accumulator.h"

#include <algorithm>
#include <cmath>

#include "engine/error/propagate.h"
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

/// A bound on |v| of all values: the bits that any of them has below its sign. Never below the
/// largest |v|, at most twice that.
std::uint64_t MagnitudeBound(const std::int64_t* values, std::size_t rows) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    bits |= static_cast<std::uint64_t>(values[i] ^ (values[i] >> 63));
  }
  return bits + 1;
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

void SumAccumulator::CountNulls(const Vector& values, const std::uint32_t* groups,
                                std::size_t rows) {
  if (!HasNulls(values, rows)) return;
  nulls_.resize(narrow_.size(), 0);
  for (std::size_t i = 0; i < rows; ++i) {
    nulls_[groups == nullptr ? 0 : groups[i]] += IsNullAt(values, i) ? 1 : 0;
  }
}

Status SumAccumulator::Update(std::span<const Vector* const> arguments, const std::uint32_t* groups,
                              std::size_t rows, std::size_t group_count) {
  Resize(group_count);
  const Vector& values = Flatten(*arguments[0], rows, &flat_);
  CountNulls(values, groups, rows);
  if (!HasSum(type_) || values.type == Type::kNull) return Status::Ok();
  if (is_real()) return AddReal(values, groups, rows);
  const bool has_nulls = !values.nulls.empty();
  if (values.layout == Layout::kInt128) {
    const Int128* wide = values.int128s.data();
    if (has_nulls) {
      wide_values_.resize(rows);
      for (std::size_t i = 0; i < rows; ++i) wide_values_[i] = values.nulls[i] != 0 ? 0 : wide[i];
      wide = wide_values_.data();
    }
    return AddWide(wide, groups, rows);
  }
  const std::int64_t* narrow = values.int64s.data();
  if (has_nulls) {
    masked_.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      masked_[i] = narrow[i] & (std::int64_t{values.nulls[i] != 0} - 1);
    }
    narrow = masked_.data();
  }
  // The bound is per 1024 values, so that rows * bound stays far inside 64 bits.
  constexpr std::size_t kStep = 1024;
  for (std::size_t first = 0; first < rows; first += kStep) {
    const std::size_t count = std::min(kStep, rows - first);
    AddNarrow(narrow + first, groups == nullptr ? nullptr : groups + first, count);
  }
  return Status::Ok();
}

void SumAccumulator::AddNarrow(const std::int64_t* values, const std::uint32_t* groups,
                               std::size_t rows) {
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 62;
  constexpr std::uint64_t kBlocksBetweenFlushes = 64;
  const std::uint64_t largest = MagnitudeBound(values, rows);
  if (largest > kLimit / 1024 / kBlocksBetweenFlushes) {
    // So that Flush, which goes through all groups, is rare. Sums of 64-bit values cannot overflow
    // 128 bits within any number of rows that exists.
    if (wide_.empty()) wide_.resize(narrow_.size(), 0);
    for (std::size_t i = 0; i < rows; ++i) wide_[groups == nullptr ? 0 : groups[i]] += values[i];
    return;
  }
  const std::uint64_t more = largest * rows;
  if (bound_ + more > kLimit) Flush();
  bound_ += more;
  if (groups == nullptr) {
    const auto bound = static_cast<std::int64_t>(largest);
    narrow_[0] +=
        static_cast<std::int64_t>(engine::kernels::SumIntegers(values, rows, {-bound, bound}));
    return;
  }
  std::int64_t* sums = narrow_.data();
  for (std::size_t i = 0; i < rows; ++i) sums[groups[i]] += values[i];
}

Status SumAccumulator::AddWide(const Int128* values, const std::uint32_t* groups,
                               std::size_t rows) {
  if (wide_.empty()) wide_.resize(narrow_.size(), 0);
  for (std::size_t i = 0; i < rows; ++i) {
    Int128& sum = wide_[groups == nullptr ? 0 : groups[i]];
    if (__builtin_add_overflow(sum, values[i], &sum)) return OverflowError("sum");
  }
  return Status::Ok();
}

Status SumAccumulator::AddReal(const Vector& values, const std::uint32_t* groups,
                               std::size_t rows) {
  ToDoubles(values, rows, &doubles_);
  wide_values_.resize(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    wide_values_[i] = 0;
    if (IsNullAt(values, i)) continue;
    if (!std::isfinite(doubles_[i])) return OverflowError("a sum of doubles");
    if (std::fabs(doubles_[i]) >= kLargestDouble) {
      large_[groups == nullptr ? 0 : groups[i]].Add(doubles_[i]);
      continue;
    }
    wide_values_[i] = static_cast<Int128>(std::ldexp(doubles_[i], kFractionBits));
  }
  return AddWide(wide_values_.data(), groups, rows);
}

void SumAccumulator::Flush() {
  if (wide_.empty()) wide_.resize(narrow_.size(), 0);
  for (std::size_t group = 0; group < narrow_.size(); ++group) {
    wide_[group] += narrow_[group];
    narrow_[group] = 0;
  }
  bound_ = 0;
}

Int128 SumAccumulator::SumOf(std::size_t group) const {
  if (group >= narrow_.size()) return 0;
  return Int128{narrow_[group]} + (wide_.empty() ? Int128{0} : wide_[group]);
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
  COSTDB_RETURN_IF_ERROR(AddWide(&statistics->sum, nullptr, 1));
  return true;
}

Status SumAccumulator::UpdateFromCells(const CellArgument& argument, const std::uint32_t* groups,
                                       std::size_t rows, std::size_t group_count) {
  const Vector* sums = &argument.sums;
  COSTDB_RETURN_IF_ERROR(Update({&sums, 1}, groups, rows, group_count));
  const RowReader<std::int64_t> calls = Int64sOf(argument.calls);
  const RowReader<std::int64_t> known = Int64sOf(argument.known);
  for (std::size_t i = 0; i < rows; ++i) {
    const bool is_null = IsNullAt(argument.sums, i);
    if (!is_null && IsNullAt(argument.known, i)) continue;
    nulls_.resize(narrow_.size(), 0);
    // A NULL has been counted once.
    nulls_[groups == nullptr ? 0 : groups[i]] += is_null ? calls[i] - 1 : calls[i] - known[i];
  }
  return Status::Ok();
}

std::int64_t SumAccumulator::ValuesIn(const FinishedGroups& finished, std::size_t group) const {
  return finished.rows[group] - (group < nulls_.size() ? nulls_[group] : 0);
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
