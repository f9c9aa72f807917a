// Delta: differences between neighbours, for values that rise slowly, such as times. Each block
// starts anew, so that blocks decode independently:
//
//   value[i] = first of its block + sum over 0 < j <= i of (least of its block + divisor *
//   packed[j])
//
// where i and j count within the block and packed[0] is 0. Payload: u64 divisor (at least 1),
// i64 firsts[blocks], i64 leasts[blocks] (the smallest difference, signed), packed blocks.
// Differences wrap at 2^64, so that the full range of values is exact.

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <vector>

#include "engine/encoding/framed_list.h"
#include "engine/encoding/integer_encoding.h"
#include "engine/encoding/packed_blocks.h"
#include "engine/encoding/payload_reader.h"
#include "engine/kernels/min_max.h"
#include "engine/kernels/prefix_sum.h"

namespace costdb::engine {
namespace {

std::uint64_t Difference(Integers values, std::size_t i) {
  return static_cast<std::uint64_t>(values[i]) - static_cast<std::uint64_t>(values[i - 1]);
}

class DeltaPlan final : public EncodingPlan {
 public:
  explicit DeltaPlan(Integers values) : values_(values) {
    std::vector<std::uint64_t> ranges;
    std::uint64_t divisor = 0;
    for (std::size_t begin = 0; begin < values.size(); begin += kBlockRows) {
      const Integers block =
          values.subspan(begin, std::min<std::size_t>(kBlockRows, values.size() - begin));
      const kernels::MinMax differences = DifferencesOf(block);
      firsts_.push_back(block.front());
      leasts_.push_back(differences.minimum);
      ranges.push_back(static_cast<std::uint64_t>(differences.maximum) -
                       static_cast<std::uint64_t>(differences.minimum));
      divisor = AddToDivisor(block, static_cast<std::uint64_t>(differences.minimum), divisor);
    }
    divisor_ = std::max<std::uint64_t>(divisor, 1);
    for (const std::uint64_t range : ranges) widths_.push_back(BitWidth(range / divisor_));
  }

  std::uint64_t payload_bytes() const override {
    return sizeof(divisor_) + (firsts_.size() + leasts_.size()) * sizeof(std::int64_t) +
           PackedBlocksBytes(widths_, static_cast<std::uint32_t>(values_.size()));
  }

  void Write(std::string* payload) const override {
    AppendFixed(divisor_, payload);
    for (const std::int64_t first : firsts_) AppendFixed(first, payload);
    for (const std::int64_t least : leasts_) AppendFixed(least, payload);
    std::vector<std::uint64_t> offsets(values_.size());
    for (std::size_t i = 1; i < offsets.size(); ++i) {
      if (i % kBlockRows == 0) continue;
      offsets[i] = Difference(values_, i) - static_cast<std::uint64_t>(leasts_[i / kBlockRows]);
    }
    Divide(divisor_, offsets);
    AppendPackedBlocks(offsets, payload);
  }

 private:
  // The least and the greatest difference within a block; of a block of one row, zero.
  static kernels::MinMax DifferencesOf(Integers block) {
    if (block.size() == 1) return {0, 0};
    kernels::MinMax range;
    for (std::size_t i = 1; i < block.size(); ++i) {
      const auto difference = static_cast<std::int64_t>(Difference(block, i));
      range.minimum = std::min(range.minimum, difference);
      range.maximum = std::max(range.maximum, difference);
    }
    return range;
  }

  // The common divisor of `divisor` and the distances of all differences from the least.
  static std::uint64_t AddToDivisor(Integers block, std::uint64_t least, std::uint64_t divisor) {
    for (std::size_t i = 1; i < block.size() && divisor != 1; ++i) {
      const std::uint64_t distance = Difference(block, i) - least;
      if (divisor == 0 || distance % divisor != 0) divisor = std::gcd(divisor, distance);
    }
    return divisor;
  }

  Integers values_;
  std::uint64_t divisor_ = 1;
  std::vector<std::int64_t> firsts_;
  std::vector<std::int64_t> leasts_;
  std::vector<std::uint8_t> widths_;
};

std::unique_ptr<EncodingPlan> Plan(Integers values, std::uint64_t) {
  return std::make_unique<DeltaPlan>(values);
}

class DeltaColumn final : public IntegerColumn {
 public:
  explicit DeltaColumn(ColumnParts parts) : IntegerColumn(std::move(parts)) {}

  Status Load(std::string_view payload) {
    PayloadReader reader(payload);
    const std::uint32_t rows = statistics().rows;
    const std::size_t per_block = std::size_t{BlockCount(rows)} * sizeof(std::uint64_t);
    divisor_ = reader.Take<std::uint64_t>();
    firsts_ = reader.TakeBytes(per_block);
    leasts_ = reader.TakeBytes(per_block);
    auto packed = PackedBlocks::Take(rows, 64, &reader);
    if (!packed.has_value() || !reader.AtEnd() || divisor_ == 0) {
      return Status::Corruption("a delta column is malformed");
    }
    packed_ = std::move(*packed);
    return Status::Ok();
  }

 private:
  void DecodeIntegers(std::uint32_t block, std::int64_t* values) const override {
    const auto least = LoadFixed<std::uint64_t>(leasts_, block);
    kernels::UnpackIntegers(packed_[block], least, divisor_, values);
    kernels::PrefixSumIntegers(LoadFixed<std::uint64_t>(firsts_, block) - least, values,
                               packed_[block].count);
  }

  void DecodeCodes(std::uint32_t block, std::uint32_t* codes) const override {
    if (packed_[block].width > 32) return DecodeCodesFromIntegers(block, codes);
    const auto least = static_cast<std::uint32_t>(LoadFixed<std::uint64_t>(leasts_, block));
    const auto first = static_cast<std::uint32_t>(LoadFixed<std::uint64_t>(firsts_, block));
    UnpackAffineCodes(packed_[block], least, static_cast<std::uint32_t>(divisor_),
                      std::numeric_limits<std::uint32_t>::max(), codes);
    kernels::PrefixSumCodes(first - least, code_limit(), codes, packed_[block].count);
  }

  std::int64_t ValueAt(std::uint32_t row) const override {
    std::int64_t values[kBlockRows];
    DecodeIntegers(row / kBlockRows, values);
    return values[row % kBlockRows];
  }

  std::uint64_t divisor_ = 1;
  std::string_view firsts_;
  std::string_view leasts_;
  PackedBlocks packed_;
};

}  // namespace

const IntegerEncoding kDeltaEncoding = {Encoding::kDelta, 110, &Plan, &OpenAs<DeltaColumn>};

}  // namespace costdb::engine
