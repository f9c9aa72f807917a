#include "query/exec/aggregate/top_share_accumulator.h"

#include <algorithm>
#include <functional>

#include "engine/error/propagate.h"
#include "query/functions/function_support.h"
#include "query/plan/share_of_count.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
Status TopShareAccumulator::Update(std::span<const Vector* const> arguments,
                                   const std::uint32_t* groups, std::size_t rows,
                                   std::size_t /*group_count*/) {
  codes_.resize(rows);
  COSTDB_RETURN_IF_ERROR(coder_->Encode(*arguments[1], rows, codes_.data()));
  if (is_direct(groups)) {
    if (met_.size() < coder_->size()) met_.resize(coder_->size(), 0);
    for (std::size_t i = 0; i < rows; ++i) met_[codes_[i]] = 1;
    return sums_.Update(arguments.first(1), codes_.data(), rows, coder_->size());
  }
  keys_.resize(rows);
  ids_.resize(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    keys_[i] = std::uint64_t{groups == nullptr ? 0 : groups[i]} << 32 | codes_[i];
  }
  pairs_.FindOrAdd(keys_.data(), rows, ids_.data());
  return sums_.Update(arguments.first(1), ids_.data(), rows, pairs_.size());
}

Status TopShareAccumulator::Merge(Accumulator& other, std::span<const std::uint32_t> map,
                                  std::size_t /*group_count*/) {
  auto& from = static_cast<TopShareAccumulator&>(other);
  if (!met_.empty() || !from.met_.empty()) {
    met_.resize(coder_->size(), 0);
    for (std::size_t code = 0; code < from.met_.size(); ++code) met_[code] |= from.met_[code];
    return sums_.Merge(from.sums_, {}, coder_->size());
  }
  std::vector<std::uint32_t> code_map;
  COSTDB_RETURN_IF_ERROR(coder_->Merge(*from.coder_, &code_map));
  std::vector<std::uint64_t> pairs = from.pairs_.keys();
  for (std::uint64_t& pair : pairs) {
    pair = std::uint64_t{MappedGroup(map, pair >> 32)} << 32 |
           MappedGroup(code_map, pair & UINT32_MAX);
  }
  ids_.resize(pairs.size());
  pairs_.FindOrAdd(pairs.data(), pairs.size(), ids_.data());
  return sums_.Merge(from.sums_, ids_, pairs_.size());
}

void TopShareAccumulator::Clear() {
  coder_->Clear();
  pairs_.Clear();
  sums_.Clear();
  met_.clear();
}

std::vector<std::vector<Int128>> TopShareAccumulator::SumsByGroup(std::size_t group_count) const {
  std::vector<std::vector<Int128>> by_group(group_count);
  for (std::size_t code = 0; code < met_.size(); ++code) {
    if (met_[code] != 0) by_group[0].push_back(sums_.SumOf(code));
  }
  const std::vector<std::uint64_t>& pairs = pairs_.keys();
  for (std::size_t pair = 0; pair < pairs.size(); ++pair) {
    by_group[pairs[pair] >> 32].push_back(sums_.SumOf(pair));
  }
  return by_group;
}

Status TopShareAccumulator::Finish(const AggregateWish& wish, const FinishedGroups& finished,
                                   Vector* result) {
  if (!(wish.parameter >= 0 && wish.parameter <= 1)) {
    return Status::InvalidArgument("top_share expects a share between 0 and 100 %");
  }
  if (sums_.has_large()) return OverflowError("top_share");
  std::vector<std::vector<Int128>> by_group = SumsByGroup(finished.rows.size());
  const std::size_t rows = finished.groups.size();
  ResetVector(Type::kDouble, Layout::kDouble, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    std::vector<Int128>& sums = by_group[finished.groups[i]];
    const std::size_t top = ShareOfCount(wish.parameter, sums.size());
    std::nth_element(sums.begin(), sums.begin() + static_cast<std::ptrdiff_t>(top), sums.end(),
                     std::greater<>());
    Int128 total = 0;
    Int128 of_top = 0;
    for (std::size_t key = 0; key < sums.size(); ++key) {
      if (__builtin_add_overflow(total, sums[key], &total)) return OverflowError("top_share");
      if (key + 1 == top) of_top = total;
    }
    result->doubles[i] = 0;
    if (total == 0) {
      SetNull(i, rows, result);
    } else {
      result->doubles[i] = static_cast<double>(of_top) / static_cast<double>(total);
    }
  }
  return Status::Ok();
}

}  // namespace costdb::query
