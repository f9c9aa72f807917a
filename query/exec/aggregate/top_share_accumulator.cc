#include "query/exec/aggregate/top_share_accumulator.h"

#include <algorithm>
#include <optional>
#include <span>

#include "engine/error/propagate.h"
#include "query/exec/aggregate/top_sum.h"
#include "query/functions/function_support.h"
#include "query/plan/share_of_count.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {

Status TopShareAccumulator::Update(std::span<const Vector* const> arguments,
                                   const GroupedRows& grouped, std::size_t /*group_count*/) {
  const std::size_t rows = grouped.rows;
  COSTDB_ASSIGN_OR_RETURN(GroupedRows by_key, coder_->Number(*arguments[1], rows));
  if (is_direct(grouped.groups)) {
    if (met_.size() < coder_->size()) met_.resize(coder_->size(), 0);
    ForEachPiece(by_key, [this](std::uint32_t key, std::size_t, std::size_t) { met_[key] = 1; });
    return sums_.Update(arguments.first(1), by_key, coder_->size());
  }
  if (!by_key.run_ends.empty()) by_key = SpreadRuns(by_key, &codes_);
  keys_.resize(rows);
  ids_.resize(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint32_t group = grouped.groups == nullptr ? 0 : grouped.groups[i];
    keys_[i] = std::uint64_t{group} << 32 | by_key.groups[i];
  }
  pairs_.FindOrAdd(keys_.data(), rows, ids_.data());
  return sums_.Update(arguments.first(1), GroupedByRow(ids_.data(), rows), pairs_.size());
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

template <typename Number>
std::vector<LargeVector<Number>> TopShareAccumulator::SumsByGroup(std::size_t group_count) const {
  std::vector<LargeVector<Number>> by_group(group_count);
  if (!met_.empty()) {
    by_group[0].reserve(static_cast<std::size_t>(std::count(met_.begin(), met_.end(), 1)));
  }
  for (std::size_t code = 0; code < met_.size(); ++code) {
    if (met_[code] != 0) by_group[0].push_back(static_cast<Number>(sums_.SumOf(code)));
  }
  const std::vector<std::uint64_t>& pairs = pairs_.keys();
  for (std::size_t pair = 0; pair < pairs.size(); ++pair) {
    by_group[pairs[pair] >> 32].push_back(static_cast<Number>(sums_.SumOf(pair)));
  }
  return by_group;
}

template <typename Number>
Status TopShareAccumulator::FinishAs(double share, const FinishedGroups& finished,
                                     Vector* result) const {
  const std::vector<LargeVector<Number>> by_group = SumsByGroup<Number>(finished.rows.size());
  const std::size_t rows = finished.groups.size();
  ResetVector(Type::kDouble, Layout::kDouble, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    const LargeVector<Number>& sums = by_group[finished.groups[i]];
    const std::size_t top = ShareOfCount(share, sums.size());
    const std::optional<TopSum> sum = SumTop(std::span<const Number>(sums), top);
    if (!sum) return OverflowError("top_share");
    result->doubles[i] = 0;
    if (sum->of_all == 0) {
      SetNull(i, rows, result);
    } else {
      // No minus zero.
      result->doubles[i] =
          static_cast<double>(sum->of_top) / static_cast<double>(sum->of_all) + 0.0;
    }
  }
  return Status::Ok();
}

Status TopShareAccumulator::Finish(const AggregateWish& wish, const FinishedGroups& finished,
                                   Vector* result) {
  if (!(wish.parameter >= 0 && wish.parameter <= 1)) {
    return Status::InvalidArgument("top_share expects a share between 0 and 100 %");
  }
  if (sums_.has_large()) return OverflowError("top_share");
  return sums_.fits_int64() ? FinishAs<std::int64_t>(wish.parameter, finished, result)
                            : FinishAs<Int128>(wish.parameter, finished, result);
}

}  // namespace costdb::query
