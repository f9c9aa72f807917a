#include "query/exec/aggregate/trace_key_coder.h"

#include <algorithm>

#include "engine/error/propagate.h"
#include "engine/kernels/min_max.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

/// What an id stands for that no trace has.
constexpr std::int64_t kNoTrace = -1;

std::uint32_t RowGroupOf(std::int64_t ordinal) {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(ordinal) >> 32);
}

}  // namespace

Result<const TraceKeyCoder::Range*> TraceKeyCoder::AddRange(std::int64_t first_ordinal,
                                                            std::uint64_t count) {
  if (count >= UINT32_MAX - size_) {
    return Status::ResourceExhausted("a query groups by too many traces");
  }
  ranges_.push_back({size_, static_cast<std::uint32_t>(count), first_ordinal});
  size_ += static_cast<std::uint32_t>(count);
  return &ranges_.back();
}

Result<const TraceKeyCoder::Range*> TraceKeyCoder::RangeOf(std::int64_t ordinal) {
  const auto& row_groups = context_.snapshot->row_groups();
  const std::uint32_t row_group = RowGroupOf(ordinal);
  if (ordinal != kNoTrace && row_group >= row_groups.size()) {
    return Status::Internal("a trace of a row group that is not there");
  }
  range_of_row_group_.resize(row_groups.size(), 0);
  std::uint32_t& range = ordinal == kNoTrace ? range_of_no_trace_ : range_of_row_group_[row_group];
  if (range != 0) return &ranges_[range - 1];
  range = static_cast<std::uint32_t>(ranges_.size() + 1);
  if (ordinal == kNoTrace) return AddRange(kNoTrace, 1);
  return AddRange(engine::TraceOrdinal(row_group, 0),
                  row_groups[row_group]->rows(engine::Section::kTraces));
}

Result<std::uint32_t> TraceKeyCoder::NullCode() {
  if (null_code_ == UINT32_MAX) {
    null_code_ = size_;
    COSTDB_RETURN_IF_ERROR(AddRange(0, 1).status());
  }
  return null_code_;
}

Status TraceKeyCoder::Encode(const Vector& values, std::size_t rows, std::uint32_t* codes) {
  if (rows == 0) return Status::Ok();
  if (values.constant || !values.nulls.empty()) return EncodeEach(values, rows, codes);
  const std::int64_t* ordinals = values.int64s.data();
  COSTDB_ASSIGN_OR_RETURN(const Range* range, RangeOf(ordinals[0]));
  // Nearly always all rows are of one row group.
  const engine::kernels::MinMax met = engine::kernels::MinMaxIntegers(ordinals, rows);
  if (met.minimum < range->first_ordinal || met.maximum >= range->first_ordinal + range->count) {
    return EncodeEach(values, rows, codes);
  }
  const std::uint32_t base = range->first_code - static_cast<std::uint32_t>(range->first_ordinal);
  for (std::size_t i = 0; i < rows; ++i) codes[i] = base + static_cast<std::uint32_t>(ordinals[i]);
  return Status::Ok();
}

Result<GroupedRows> TraceKeyCoder::Number(const Vector& values, std::size_t rows) {
  if (values.layout != Layout::kInt64Runs) return KeyCoder::Number(values, rows);
  run_numbers_.resize(values.run_ends.size());
  COSTDB_RETURN_IF_ERROR(Encode(values, run_numbers_.size(), run_numbers_.data()));
  return GroupedByRun(run_numbers_.data(), values.run_ends);
}

Status TraceKeyCoder::EncodeEach(const Vector& values, std::size_t rows, std::uint32_t* codes) {
  const RowReader<std::int64_t> ordinals = Int64sOf(values);
  for (std::size_t i = 0; i < rows; ++i) {
    if (IsNullAt(values, i)) {
      COSTDB_ASSIGN_OR_RETURN(codes[i], NullCode());
      continue;
    }
    COSTDB_ASSIGN_OR_RETURN(const Range* range, RangeOf(ordinals[i]));
    const std::int64_t trace = ordinals[i] - range->first_ordinal;
    if (trace >= range->count) {
      return Status::Internal("a trace that its row group does not have");
    }
    codes[i] = range->first_code + static_cast<std::uint32_t>(trace);
  }
  return Status::Ok();
}

Status TraceKeyCoder::Merge(const KeyCoder& other, std::vector<std::uint32_t>* map) {
  const auto& from = static_cast<const TraceKeyCoder&>(other);
  map->resize(from.size());
  for (const Range& there : from.ranges_) {
    std::uint32_t first_code = 0;
    if (there.first_code == from.null_code_) {
      COSTDB_ASSIGN_OR_RETURN(first_code, NullCode());
    } else {
      COSTDB_ASSIGN_OR_RETURN(const Range* here, RangeOf(there.first_ordinal));
      first_code = here->first_code;
    }
    for (std::uint32_t i = 0; i < there.count; ++i) {
      (*map)[there.first_code + i] = first_code + i;
    }
  }
  return Status::Ok();
}

void TraceKeyCoder::Decode(std::span<const std::uint32_t> codes, Vector* values) const {
  ResetVector(Type::kTraceId, Layout::kInt64, codes.size(), values);
  const Range* range = nullptr;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    // Below first_code wraps around to a large number.
    if (range == nullptr || codes[i] - range->first_code >= range->count) {
      range = &*std::prev(std::upper_bound(
          ranges_.begin(), ranges_.end(), codes[i],
          [](std::uint32_t code, const Range& each) { return code < each.first_code; }));
    }
    values->int64s[i] = range->first_ordinal + (codes[i] - range->first_code);
    if (codes[i] == null_code_) SetNull(i, codes.size(), values);
  }
}

void TraceKeyCoder::Clear() {
  ranges_.clear();
  range_of_row_group_.assign(range_of_row_group_.size(), 0);
  range_of_no_trace_ = 0;
  size_ = 0;
  null_code_ = UINT32_MAX;
}

}  // namespace costdb::query
