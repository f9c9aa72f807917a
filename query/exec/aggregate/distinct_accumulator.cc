#include "query/exec/aggregate/distinct_accumulator.h"

#include "engine/error/propagate.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {

Status DistinctAccumulator::Update(std::span<const Vector* const> arguments,
                                   const GroupedRows& grouped, std::size_t /*group_count*/) {
  const std::uint32_t* groups = grouped.groups;
  const std::size_t rows = grouped.rows;
  codes_.resize(rows);
  COSTDB_RETURN_IF_ERROR(coder_->Encode(*arguments[0], rows, codes_.data()));
  if (!has_keys_) {
    if (met_.size() < coder_->size()) met_.resize(coder_->size(), 0);
    for (std::size_t i = 0; i < rows; ++i) met_[codes_[i]] = 1;
    return Status::Ok();
  }
  keys_.resize(rows);
  ids_.resize(rows);
  for (std::size_t i = 0; i < rows; ++i) keys_[i] = std::uint64_t{groups[i]} << 32 | codes_[i];
  pairs_.FindOrAdd(keys_.data(), rows, ids_.data());
  return Status::Ok();
}

Status DistinctAccumulator::Merge(Accumulator& other, std::span<const std::uint32_t> map,
                                  std::size_t /*group_count*/) {
  const auto& from = static_cast<const DistinctAccumulator&>(other);
  std::vector<std::uint32_t> code_map;
  COSTDB_RETURN_IF_ERROR(coder_->Merge(*from.coder_, &code_map));
  met_.resize(has_keys_ ? 0 : coder_->size(), 0);
  for (std::size_t code = 0; code < from.met_.size(); ++code) {
    if (from.met_[code] != 0) met_[MappedGroup(code_map, code)] = 1;
  }
  std::vector<std::uint64_t> pairs = from.pairs_.keys();
  for (std::uint64_t& pair : pairs) {
    pair = std::uint64_t{MappedGroup(map, pair >> 32)} << 32 |
           MappedGroup(code_map, pair & UINT32_MAX);
  }
  ids_.resize(pairs.size());
  pairs_.FindOrAdd(pairs.data(), pairs.size(), ids_.data());
  return Status::Ok();
}

Status DistinctAccumulator::Finish(const AggregateWish& /*wish*/, const FinishedGroups& finished,
                                   Vector* result) {
  std::vector<std::int64_t> counts(finished.rows.size(), 0);
  const std::uint32_t null_code = coder_->null_code();
  for (std::size_t code = 0; code < met_.size(); ++code) {
    counts[0] += met_[code] != 0 && code != null_code ? 1 : 0;
  }
  for (const std::uint64_t pair : pairs_.keys()) {
    counts[pair >> 32] += (pair & UINT32_MAX) != null_code ? 1 : 0;
  }
  ResetVector(Type::kInt, Layout::kInt64, finished.groups.size(), result);
  for (std::size_t i = 0; i < finished.groups.size(); ++i) {
    result->int64s[i] = counts[finished.groups[i]];
  }
  return Status::Ok();
}

}  // namespace costdb::query
