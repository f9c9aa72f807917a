#ifndef COSTDB_QUERY_EXEC_AGGREGATE_DISTINCT_ACCUMULATOR_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_DISTINCT_ACCUMULATOR_H_

#include "query/exec/aggregate/accumulator.h"
#include "query/exec/aggregate/id_table.h"
#include "query/exec/aggregate/key_coder.h"

namespace costdb::query {

/// count(DISTINCT x), exact: values become small numbers, and pairs of group and number are kept,
/// as one byte a number without keys and in a hash table with them.
class DistinctAccumulator : public Accumulator {
 public:
  DistinctAccumulator(std::unique_ptr<KeyCoder> coder, bool has_keys)
      : coder_(std::move(coder)), has_keys_(has_keys) {}

  Status Update(std::span<const Vector* const> arguments, const GroupedRows& grouped,
                std::size_t group_count) override;
  Status Merge(Accumulator& other, std::span<const std::uint32_t> map,
               std::size_t group_count) override;
  Status Finish(const AggregateWish& wish, const FinishedGroups& finished, Vector* result) override;
  std::size_t memory() const override {
    return coder_->memory() + pairs_.memory() + met_.capacity();
  }

 private:
  std::unique_ptr<KeyCoder> coder_;
  bool has_keys_;
  std::vector<std::uint8_t> met_;  ///< By value number, without keys.
  IdTable pairs_;                  ///< Group in the high half, value number in the low half.
  std::vector<std::uint32_t> codes_;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> ids_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_DISTINCT_ACCUMULATOR_H_
