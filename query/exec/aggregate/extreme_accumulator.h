#ifndef COSTDB_QUERY_EXEC_AGGREGATE_EXTREME_ACCUMULATOR_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_EXTREME_ACCUMULATOR_H_

#include <string>

#include "query/exec/aggregate/accumulator.h"
#include "query/functions/text_cache.h"

namespace costdb::query {

/// min(x) or max(x). Text compares by its bytes, codes by the text they stand for.
class ExtremeAccumulator : public Accumulator {
 public:
  /// `type` is that of the argument.
  ExtremeAccumulator(Type type, bool is_maximum, const FunctionContext& context)
      : type_(type), is_maximum_(is_maximum), context_(context) {
    context_.text_cache = &text_cache_;
  }

  Status Update(std::span<const Vector* const> arguments, const std::uint32_t* groups,
                std::size_t rows, std::size_t group_count) override;
  Status Merge(Accumulator& other, std::span<const std::uint32_t> map,
               std::size_t group_count) override;
  Status Finish(const AggregateWish& wish, const FinishedGroups& finished, Vector* result) override;
  Result<bool> UpdateFromStatistics(const engine::ColumnStatistics* statistics,
                                    std::uint32_t rows) override;
  void Clear() override;
  std::size_t memory() const override;

 private:
  void Resize(std::size_t group_count);
  bool IsBetter(int order) const { return is_maximum_ ? order > 0 : order < 0; }
  void OfferText(std::uint32_t group, std::string_view text);
  void UpdateTexts(const Vector& values, const std::uint32_t* groups, std::size_t rows);
  void BecomeWide();

  Type type_;
  bool is_maximum_;
  bool is_wide_ = false;  ///< Whole numbers have left 64 bits and are in `wide_`.
  TextCache text_cache_;
  FunctionContext context_;
  std::vector<std::uint8_t> has_;  ///< Whether the group has a value.
  std::vector<std::int64_t> narrow_;
  std::vector<Int128> wide_;
  std::vector<double> doubles_;
  std::vector<std::string> texts_;
  std::vector<std::uint32_t> last_code_;  ///< The code that was offered last to the group.
  std::vector<double> reals_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_EXTREME_ACCUMULATOR_H_
