#include "engine/encoding/framed_list.h"

#include <algorithm>
#include <numeric>

namespace costdb::engine {

std::uint64_t CommonDivisor(Integers values, std::int64_t base) {
  std::uint64_t divisor = 0;
  for (const std::int64_t value : values) {
    const auto [low, high] = std::minmax(value, base);
    const std::uint64_t distance =
        static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    if (divisor == 0 || distance % divisor != 0) divisor = std::gcd(divisor, distance);
    if (divisor == 1) break;
  }
  return std::max<std::uint64_t>(divisor, 1);
}

void Divide(std::uint64_t divisor, std::span<std::uint64_t> offsets) {
  if (divisor == 1) return;
  for (std::uint64_t& offset : offsets) offset /= divisor;
}

FramedListPlan::FramedListPlan(Integers values) : offsets_(values.size()) {
  const std::int64_t minimum = *std::min_element(values.begin(), values.end());
  base_ = static_cast<std::uint64_t>(minimum);
  divisor_ = CommonDivisor(values, minimum);
  std::transform(values.begin(), values.end(), offsets_.begin(),
                 [this](std::int64_t value) { return static_cast<std::uint64_t>(value) - base_; });
  Divide(divisor_, offsets_);
}

std::uint64_t FramedListPlan::bytes() const {
  return sizeof(base_) + sizeof(divisor_) +
         PackedBlocksBytes(BlockWidths(offsets_), static_cast<std::uint32_t>(offsets_.size()));
}

void FramedListPlan::Append(std::string* payload) const {
  AppendFixed(base_, payload);
  AppendFixed(divisor_, payload);
  AppendPackedBlocks(offsets_, payload);
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
