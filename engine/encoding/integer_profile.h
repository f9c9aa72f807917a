#ifndef COSTDB_ENGINE_ENCODING_INTEGER_PROFILE_H_
#define COSTDB_ENGINE_ENCODING_INTEGER_PROFILE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/encoding/exact_divisor.h"
#include "engine/kernels/min_max.h"

namespace costdb::engine {

/// The values to encode, NULLs filled in. Never empty.
using Integers = std::span<const std::int64_t>;

/// The least and the largest value: of all, and of each block of kBlockRows.
struct BlockRanges {
  kernels::MinMax all;
  std::vector<kernels::MinMax> blocks;
};

BlockRanges FindRanges(Integers values);

/// What more than one encoding wants to know of the values, found once. A view: the values must
/// outlive it.
class IntegerProfile {
 public:
  IntegerProfile(Integers values, BlockRanges ranges);

  Integers values() const { return values_; }
  /// The values of a block of kBlockRows.
  Integers Block(std::size_t block) const;
  const std::vector<kernels::MinMax>& block_ranges() const { return ranges_.blocks; }
  /// The least and the largest difference within each block; 0 in a block of one row.
  const std::vector<kernels::MinMax>& block_differences() const { return block_differences_; }
  std::int64_t minimum() const { return ranges_.all.minimum; }
  std::int64_t maximum() const { return ranges_.all.maximum; }
  /// Common to the distances of all values from the least.
  const ExactDivisor& divisor() const { return divisor_; }
  /// (value - minimum) / divisor.
  std::uint64_t WordOf(std::int64_t value) const {
    return divisor_.QuotientOf(static_cast<std::uint64_t>(value) -
                               static_cast<std::uint64_t>(minimum()));
  }
  std::uint64_t largest_word() const { return WordOf(maximum()); }
  /// Stretches of equal neighbours.
  std::uint64_t runs() const { return runs_; }

 private:
  Integers values_;
  BlockRanges ranges_;
  std::vector<kernels::MinMax> block_differences_;
  std::uint64_t runs_ = 1;
  ExactDivisor divisor_;
};

/// The greatest common divisor of the distances of all values from `base`, which may be any one
/// of them; 1 when all are equal.
ExactDivisor CommonDivisor(Integers values, std::int64_t base);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_ENCODING_INTEGER_PROFILE_H_
