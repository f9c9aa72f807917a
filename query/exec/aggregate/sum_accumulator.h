#ifndef COSTDB_QUERY_EXEC_AGGREGATE_SUM_ACCUMULATOR_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_SUM_ACCUMULATOR_H_

#include <unordered_map>

#include "query/exec/aggregate/accumulator.h"
#include "query/exec/aggregate/large_double_sum.h"
#include "query/exec/aggregate/large_vector.h"

namespace costdb::query {

/// sum(x), avg(x), count(x) and share(x), exact and independent of the order of the rows.
///
/// Whole numbers are summed in 64 bits a group; a bound on what any group can have reached is kept,
/// and before it leaves 64 bits all groups are moved to 128-bit sums; blocks of values so large
/// that this would be often go to those at once. Doubles are summed in 128-bit fixed point with 64
/// binary decimals, because adding them as they are would make the result depend on the order; what
/// is too large for that has a sum of its own.
class SumAccumulator : public Accumulator {
 public:
  /// `type` is that of the argument. Types that have no sum are only counted.
  explicit SumAccumulator(Type type) : type_(type) {}

  bool takes_runs() const override { return true; }
  Status Update(std::span<const Vector* const> arguments, const GroupedRows& grouped,
                std::size_t group_count) override;
  Status Merge(Accumulator& other, std::span<const std::uint32_t> map,
               std::size_t group_count) override;
  Status Finish(const AggregateWish& wish, const FinishedGroups& finished, Vector* result) override;
  Result<bool> UpdateFromStatistics(const engine::ColumnStatistics* statistics,
                                    std::uint32_t rows) override;
  void Clear() override;
  Status UpdateFromCells(const CellArgument& argument, const GroupedRows& grouped,
                         std::size_t group_count) override;
  std::size_t memory() const override;

  /// The sum of a group's values, in fixed point where they are doubles, without large ones.
  Int128 SumOf(std::size_t group) const {
    if (group >= narrow_.size()) return 0;
    return Int128{narrow_[group]} + (wide_.empty() ? Int128{0} : wide_[group]);
  }
  /// Whether every SumOf fits into 64 bits.
  bool fits_int64() const { return wide_.empty(); }
  /// Whether there are doubles that SumOf leaves out.
  bool has_large() const { return !large_.empty(); }
  bool is_real() const { return type_ == Type::kDouble || type_ == Type::kDecimal; }

 private:
  void Resize(std::size_t group_count);
  void CountNulls(const Vector& values, const GroupedRows& grouped);
  bool StaysWithinBound(std::uint64_t largest, std::size_t rows);
  void AddOffsets(const Vector& values, const GroupedRows& grouped);
  void AddOffsetsByMask(const Vector& values, const GroupedRows& grouped);
  void AddOffsetsByRun(const Vector& values, const GroupedRows& grouped);
  void AddNarrow(const std::int64_t* values, std::uint64_t largest, const GroupedRows& grouped);
  void AddWithinBound(const std::int64_t* values, const GroupedRows& grouped);
  Status AddWide(const Int128* values, const GroupedRows& grouped);
  Status AddReal(const Vector& values, const GroupedRows& grouped);
  void AddLarge(const GroupedRows& grouped);
  void Flush();
  double RealOf(std::size_t group) const;
  std::int64_t ValuesIn(const FinishedGroups& finished, std::size_t group) const {
    return finished.rows[group] - (group < nulls_.size() ? nulls_[group] : 0);
  }
  void FinishNarrow(const FinishedGroups& finished, Vector* result) const;
  Status FinishAmounts(const AggregateWish& wish, const FinishedGroups& finished, Vector* result);
  Status FinishDoubles(const AggregateWish& wish, const FinishedGroups& finished, Vector* result);
  Result<double> TotalOf(const FinishedGroups& finished) const;

  Type type_;
  LargeVector<std::int64_t> narrow_;  ///< Since the last Flush.
  std::uint64_t bound_ = 0;           ///< No |narrow_[g]| is larger.
  std::vector<Int128> wide_;          ///< Empty until something is moved or added there.
  std::unordered_map<std::size_t, LargeDoubleSum> large_;  ///< By group, of doubles beyond wide_.
  std::vector<std::int64_t> nulls_;  ///< Rows that are NULL; empty until there is one.
  std::vector<std::int64_t> masked_;
  std::vector<Int128> wide_values_;
  std::vector<double> doubles_;
  std::vector<std::int64_t> run_sums_;
  std::vector<std::uint32_t> offset_sums_;
  Vector flat_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_SUM_ACCUMULATOR_H_
