#include "query/exec/aggregate/distinct_accumulator.h"

#include <utility>

#include "engine/error/propagate.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {

DistinctAccumulator::DistinctAccumulator(std::unique_ptr<KeyCoder> coder)
    : coder_(std::move(coder)),
      sets_(coder_->is_fixed() ? std::optional(coder_->size()) : std::nullopt) {}

Status DistinctAccumulator::Update(std::span<const Vector* const> arguments,
                                   const GroupedRows& grouped, std::size_t group_count) {
  COSTDB_ASSIGN_OR_RETURN(GroupedRows numbers, coder_->Number(*arguments[0], grouped.rows));
  const bool is_one_group = grouped.groups == nullptr || grouped.run_ends.size() == 1;
  if (is_one_group && !numbers.run_ends.empty()) {
    groups_.assign(numbers.run_ends.size(), grouped.groups == nullptr ? 0 : grouped.groups[0]);
    sets_.Add(groups_.data(), numbers.groups, groups_.size(), group_count, coder_->size());
    return Status::Ok();
  }
  if (!numbers.run_ends.empty()) numbers = SpreadRuns(numbers, &codes_);
  const GroupedRows by_row = grouped.run_ends.empty() ? grouped : SpreadRuns(grouped, &groups_);
  sets_.Add(by_row.groups, numbers.groups, grouped.rows, group_count, coder_->size());
  return Status::Ok();
}

Status DistinctAccumulator::Merge(Accumulator& other, std::span<const std::uint32_t> map,
                                  std::size_t group_count) {
  const auto& from = static_cast<const DistinctAccumulator&>(other);
  std::vector<std::uint32_t> code_map;
  COSTDB_RETURN_IF_ERROR(coder_->Merge(*from.coder_, &code_map));
  sets_.Merge(from.sets_, map, code_map, group_count, coder_->size());
  return Status::Ok();
}

void DistinctAccumulator::Clear() {
  coder_->Clear();
  sets_.Clear();
}

Status DistinctAccumulator::Finish(const AggregateWish& /*wish*/, const FinishedGroups& finished,
                                   Vector* result) {
  const std::vector<std::int64_t> counts = sets_.Count(finished.rows.size(), coder_->null_code());
  ResetVector(Type::kInt, Layout::kInt64, finished.groups.size(), result);
  for (std::size_t i = 0; i < finished.groups.size(); ++i) {
    result->int64s[i] = counts[finished.groups[i]];
  }
  return Status::Ok();
}

}  // namespace costdb::query
