#ifndef COSTDB_QUERY_EXEC_AGGREGATE_DISTINCT_ACCUMULATOR_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_DISTINCT_ACCUMULATOR_H_

#include "query/exec/aggregate/accumulator.h"
#include "query/exec/aggregate/key_coder.h"
#include "query/exec/aggregate/number_sets.h"

namespace costdb::query {

/// count(DISTINCT x), exact: values become small numbers, and every group has a set of them.
class DistinctAccumulator : public Accumulator {
 public:
  explicit DistinctAccumulator(std::unique_ptr<KeyCoder> coder);

  bool takes_runs() const override { return true; }
  Status Update(std::span<const Vector* const> arguments, const GroupedRows& grouped,
                std::size_t group_count) override;
  Status Merge(Accumulator& other, std::span<const std::uint32_t> map,
               std::size_t group_count) override;
  Status Finish(const AggregateWish& wish, const FinishedGroups& finished, Vector* result) override;
  void Clear() override;
  std::size_t memory() const override { return coder_->memory() + sets_.memory(); }

 private:
  std::unique_ptr<KeyCoder> coder_;
  NumberSets sets_;
  std::vector<std::uint32_t> codes_;  ///< Of a batch, one a row, as the next.
  std::vector<std::uint32_t> groups_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_DISTINCT_ACCUMULATOR_H_
