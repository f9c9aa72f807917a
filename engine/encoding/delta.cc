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
#include "engine/kernels/prefix_sum.h"

namespace costdb::engine {
namespace {

// Calls `visit(i, difference)` for every row of a block but the first.
template <typename Visit>
void ForEachDifference(Integers block, const Visit& visit) {
  for (std::size_t i = 1; i < block.size(); ++i) {
    visit(i, static_cast<std::uint64_t>(block[i]) - static_cast<std::uint64_t>(block[i - 1]));
  }
}

class DeltaPlan final : public EncodingPlan {
 public:
  explicit DeltaPlan(const IntegerProfile& profile)
      : profile_(profile), divisor_(CommonDivisorOfDifferences(profile)) {
    for (const kernels::MinMax& range : profile.block_differences()) {
      const std::uint64_t width =
          static_cast<std::uint64_t>(range.maximum) - static_cast<std::uint64_t>(range.minimum);
      widths_.push_back(BitWidth(divisor_.QuotientOf(width)));
    }
  }

  std::uint64_t payload_bytes() const override {
    return sizeof(std::uint64_t) + 2 * widths_.size() * sizeof(std::int64_t) +
           PackedBlocksBytes(widths_, rows());
  }

  void Write(std::string* payload) const override {
    const auto& differences = profile_.block_differences();
    AppendFixed(divisor_.divisor(), payload);
    for (std::size_t block = 0; block < widths_.size(); ++block) {
      AppendFixed(profile_.Block(block).front(), payload);
    }
    for (const kernels::MinMax& range : differences) AppendFixed(range.minimum, payload);
    const auto fill = [&](std::uint32_t block, std::uint64_t* words) {
      const auto least = static_cast<std::uint64_t>(differences[block].minimum);
      words[0] = 0;
      ForEachDifference(profile_.Block(block), [&](std::size_t i, std::uint64_t difference) {
        words[i] = divisor_.QuotientOf(difference - least);
      });
    };
    AppendPackedBlocks(rows(), widths_, fill, payload);
  }

 private:
  // Of the distances of the differences within a block from the least of them. Unless differences
  // wrap, it is a multiple of the divisor of the values.
  static ExactDivisor CommonDivisorOfDifferences(const IntegerProfile& profile) {
    const std::uint64_t span = static_cast<std::uint64_t>(profile.maximum()) -
                               static_cast<std::uint64_t>(profile.minimum());
    const bool can_wrap = span > std::uint64_t{INT64_MAX};
    const std::uint64_t smallest = can_wrap ? 1 : profile.divisor().divisor();
    std::uint64_t found = 0;
    ExactDivisor divisor(1);
    for (std::size_t block = 0; block < profile.block_differences().size(); ++block) {
      const auto least = static_cast<std::uint64_t>(profile.block_differences()[block].minimum);
      ForEachDifference(profile.Block(block), [&](std::size_t, std::uint64_t difference) {
        const std::uint64_t distance = difference - least;
        if (distance == 0 || (found != 0 && divisor.Divides(distance))) return;
        found = std::gcd(found, distance);
        divisor = ExactDivisor(found);
      });
      if (found != 0 && found <= smallest) break;
    }
    return divisor;
  }

  std::uint32_t rows() const { return static_cast<std::uint32_t>(profile_.values().size()); }

  const IntegerProfile& profile_;
  ExactDivisor divisor_;
  std::vector<std::uint8_t> widths_;
};

std::unique_ptr<EncodingPlan> Plan(const IntegerProfile& profile, std::uint64_t) {
  return std::make_unique<DeltaPlan>(profile);
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
