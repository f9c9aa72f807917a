#ifndef COSTDB_QUERY_EXEC_AGGREGATE_QUANTILE_ACCUMULATOR_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_QUANTILE_ACCUMULATOR_H_

#include "query/exec/aggregate/accumulator.h"

namespace costdb::query {

/// Exact quantiles: all values that are not NULL are kept with their groups, put in order of groups
/// at the end, and the one at rank ceil(q * n), counted from 1, is selected.
class QuantileAccumulator : public Accumulator {
 public:
  /// `type` is that of the argument.
  explicit QuantileAccumulator(Type type) : type_(type) {}

  Status Update(std::span<const Vector* const> arguments, const std::uint32_t* groups,
                std::size_t rows, std::size_t group_count) override;
  Status Merge(Accumulator& other, std::span<const std::uint32_t> map,
               std::size_t group_count) override;
  Status Finish(const AggregateWish& wish, const FinishedGroups& finished, Vector* result) override;
  void Clear() override;
  std::size_t memory() const override;

 private:
  void BecomeWide();
  void Arrange(std::size_t group_count);
  template <typename T>
  void Select(const AggregateWish& wish, const FinishedGroups& finished, std::vector<T>* values,
              std::vector<T>* out, Vector* result);

  Type type_;
  bool is_wide_ = false;  ///< Whole numbers have left 64 bits and are in `wide_`.
  std::vector<std::int64_t> narrow_;
  std::vector<Int128> wide_;
  std::vector<double> doubles_;
  std::vector<std::uint32_t> groups_;  ///< One a value; empty where there is one group.
  std::vector<std::size_t> starts_;    ///< Once arranged: first value of each group, and the end.
  std::vector<double> reals_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_QUANTILE_ACCUMULATOR_H_
