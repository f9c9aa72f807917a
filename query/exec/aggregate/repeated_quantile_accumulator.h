#ifndef COSTDB_QUERY_EXEC_AGGREGATE_REPEATED_QUANTILE_ACCUMULATOR_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_REPEATED_QUANTILE_ACCUMULATOR_H_

#include <memory>

#include "query/exec/aggregate/accumulator.h"

namespace costdb::query {

/// Exact quantiles, as QuantileAccumulator has them, of few groups, without keeping the values: the
/// rows are shown twice. The first time values are counted in buckets, sixty-four to an octave; the
/// counts tell the buckets that the wanted ranks fall into, and the second time only the values of
/// these are kept, about one in a hundred for each quantile.
class RepeatedQuantileAccumulator : public Accumulator {
 public:
  /// `type` is that of the argument.
  explicit RepeatedQuantileAccumulator(Type type);

  Status Update(std::span<const Vector* const> arguments, const GroupedRows& grouped,
                std::size_t group_count) override;
  Status Merge(Accumulator& other, std::span<const std::uint32_t> map,
               std::size_t group_count) override;
  std::unique_ptr<Accumulator> NextPass(std::span<const AggregateWish> wishes) override;
  Status Finish(const AggregateWish& wish, const FinishedGroups& finished, Vector* result) override;
  void Clear() override;
  std::size_t memory() const override;

 private:
  /// What is known of the values of a group.
  struct Group {
    std::vector<std::uint64_t> counts;  ///< Of each bucket; empty until there is a value.
    std::vector<std::uint8_t> wanted;   ///< Of each bucket, once known: whether to keep its values.
  };
  using Groups = std::vector<Group>;

  /// The values kept of a group in the second pass; only one of the two is used.
  struct Kept {
    std::vector<Int128> numbers;
    std::vector<double> reals;
  };

  /// Where the value of a rank is: in the order of the group's kept values, from 0.
  struct Place {
    std::size_t bucket = 0;
    std::uint64_t index = 0;
  };

  bool is_real() const { return type_ == Type::kDouble || type_ == Type::kDecimal; }
  void FindBuckets(const Vector& values, std::size_t rows);
  void Count(const Vector& values, const std::uint32_t* groups, std::size_t rows);
  void Keep(const Vector& values, const std::uint32_t* groups, std::size_t rows);
  static std::optional<Place> PlaceOf(const Group& group, double quantile);
  template <typename T>
  Status Select(const AggregateWish& wish, const FinishedGroups& finished,
                std::vector<T> Kept::*values, std::vector<T>* out, Vector* result);

  Type type_;
  std::shared_ptr<Groups> groups_;  ///< In the second pass those of the first, only read.
  bool is_second_pass_ = false;
  std::vector<Kept> kept_;
  std::vector<double> reals_;                ///< The values of a batch, rounded.
  std::vector<std::uint32_t> buckets_;       ///< Of the values of a batch.
  std::vector<std::uint64_t*> counts_;       ///< Of every group; nullptr before its first row.
  std::vector<const std::uint8_t*> wanted_;  ///< Of every group.
  std::vector<std::uint32_t> chosen_;        ///< Rows of a batch in wanted buckets.
  Vector flat_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_REPEATED_QUANTILE_ACCUMULATOR_H_
