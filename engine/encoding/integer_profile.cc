#include "engine/encoding/integer_profile.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/encoding/encoded_column.h"
#include "engine/kernels/neighbours.h"

namespace costdb::engine {

ExactDivisor CommonDivisor(Integers values, std::int64_t base) {
  ExactDivisor divisor(1);
  std::uint64_t found = 0;
  for (const std::int64_t value : values) {
    const auto [low, high] = std::minmax(value, base);
    const std::uint64_t distance =
        static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    if (distance == 0 || (found != 0 && divisor.Divides(distance))) continue;
    found = std::gcd(found, distance);
    divisor = ExactDivisor(found);
    if (found == 1) break;
  }
  return divisor;
}

BlockRanges FindRanges(Integers values) {
  BlockRanges ranges;
  for (std::size_t begin = 0; begin < values.size(); begin += kBlockRows) {
    const kernels::MinMax range = kernels::MinMaxIntegers(
        values.data() + begin, std::min<std::size_t>(kBlockRows, values.size() - begin));
    ranges.all.minimum = std::min(ranges.all.minimum, range.minimum);
    ranges.all.maximum = std::max(ranges.all.maximum, range.maximum);
    ranges.blocks.push_back(range);
  }
  return ranges;
}

IntegerProfile::IntegerProfile(Integers values, BlockRanges ranges)
    : values_(values),
      ranges_(std::move(ranges)),
      divisor_(CommonDivisor(values, ranges_.all.minimum)) {
  for (std::size_t begin = 0; begin < values.size(); begin += kBlockRows) {
    const Integers block = Block(begin / kBlockRows);
    const kernels::Steps steps = kernels::FindSteps(block.data(), block.size());
    block_differences_.push_back(block.size() == 1 ? kernels::MinMax{0, 0} : steps.differences);
    runs_ += steps.changes;
    if (begin != 0 && values[begin] != values[begin - 1]) ++runs_;
  }
}

Integers IntegerProfile::Block(std::size_t block) const {
  const std::size_t begin = block * kBlockRows;
  return values_.subspan(begin, std::min<std::size_t>(kBlockRows, values_.size() - begin));
}

}  // namespace costdb::engine
