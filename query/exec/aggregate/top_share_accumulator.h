#ifndef COSTDB_QUERY_EXEC_AGGREGATE_TOP_SHARE_ACCUMULATOR_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_TOP_SHARE_ACCUMULATOR_H_

#include "query/exec/aggregate/accumulator.h"
#include "query/exec/aggregate/id_table.h"
#include "query/exec/aggregate/key_coder.h"
#include "query/exec/aggregate/large_vector.h"
#include "query/exec/aggregate/sum_accumulator.h"

namespace costdb::query {

/// top_share(x, key, n%): the sum of x of the n % of keys with the largest sums, their number
/// rounded up, over the sum of x of all keys. NULL is a key, as in GROUP BY.
class TopShareAccumulator : public Accumulator {
 public:
  /// `type` is that of x.
  TopShareAccumulator(Type type, std::unique_ptr<KeyCoder> coder)
      : coder_(std::move(coder)), sums_(type) {}

  Status Update(std::span<const Vector* const> arguments, const GroupedRows& grouped,
                std::size_t group_count) override;
  Status Merge(Accumulator& other, std::span<const std::uint32_t> map,
               std::size_t group_count) override;
  Status Finish(const AggregateWish& wish, const FinishedGroups& finished, Vector* result) override;
  void Clear() override;
  std::size_t memory() const override {
    return coder_->memory() + pairs_.memory() + sums_.memory() + met_.capacity();
  }

 private:
  /// Keys are numbered by the coder alone where that is enough: one group, fixed codes.
  bool is_direct(const std::uint32_t* groups) const {
    return groups == nullptr && coder_->is_fixed();
  }
  /// Number is int64 or Int128, whichever holds every sum.
  template <typename Number>
  std::vector<LargeVector<Number>> SumsByGroup(std::size_t group_count) const;
  template <typename Number>
  Status FinishAs(double share, const FinishedGroups& finished, Vector* result) const;

  std::unique_ptr<KeyCoder> coder_;
  IdTable pairs_;  ///< Group in the high half, key number in the low half.
  SumAccumulator sums_;
  LargeVector<std::uint8_t> met_;  ///< By key number, where keys are not paired with groups.
  std::vector<std::uint32_t> codes_;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> ids_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_TOP_SHARE_ACCUMULATOR_H_
