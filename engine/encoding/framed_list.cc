#include "engine/encoding/framed_list.h"

#include <algorithm>

namespace costdb::engine {

FramedListPlan::FramedListPlan(Integers values) : words_(values.size()) {
  const std::int64_t minimum = kernels::MinMaxIntegers(values.data(), values.size()).minimum;
  base_ = static_cast<std::uint64_t>(minimum);
  const ExactDivisor divisor = CommonDivisor(values, minimum);
  divisor_ = divisor.divisor();
  std::transform(values.begin(), values.end(), words_.begin(), [&](std::int64_t value) {
    return divisor.QuotientOf(static_cast<std::uint64_t>(value) - base_);
  });
  widths_ = BlockWidths(words_);
}

std::uint64_t FramedListPlan::bytes() const {
  return sizeof(base_) + sizeof(divisor_) +
         PackedBlocksBytes(widths_, static_cast<std::uint32_t>(words_.size()));
}

void FramedListPlan::Append(std::string* payload) const {
  AppendFixed(base_, payload);
  AppendFixed(divisor_, payload);
  AppendPackedBlocks(words_, widths_, payload);
}

std::vector<std::int64_t> UnpackAll(const PackedBlocks& packed, std::uint64_t base,
                                    std::uint64_t multiplier) {
  std::vector<std::int64_t> values(std::size_t{BlockCount(packed.count())} * kBlockRows);
  for (std::uint32_t block = 0; block < BlockCount(packed.count()); ++block) {
    kernels::UnpackIntegers(packed[block], base, multiplier,
                            values.data() + std::size_t{block} * kBlockRows);
  }
  values.resize(packed.count());
  return values;
}

std::optional<std::vector<std::int64_t>> TakeFramedList(std::uint32_t count,
                                                        PayloadReader* reader) {
  const auto base = reader->Take<std::uint64_t>();
  const auto divisor = reader->Take<std::uint64_t>();
  const auto packed = PackedBlocks::Take(count, 64, reader);
  if (!packed.has_value()) return std::nullopt;
  return UnpackAll(*packed, base, divisor);
}

}  // namespace costdb::engine
