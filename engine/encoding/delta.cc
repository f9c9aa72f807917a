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
#include <vector>

#include "engine/encoding/framed_list.h"
#include "engine/encoding/integer_encoding.h"
#include "engine/encoding/packed_blocks.h"
#include "engine/encoding/payload_reader.h"
#include "engine/kernels/prefix_sum.h"

namespace costdb::engine {
namespace {

class DeltaPlan final : public EncodingPlan {
 public:
  explicit DeltaPlan(Integers values) : offsets_(values.size()) {
    for (std::size_t begin = 0; begin < values.size(); begin += kBlockRows) {
      AddBlock(values.subspan(begin, std::min<std::size_t>(kBlockRows, values.size() - begin)),
               offsets_.data() + begin);
    }
    DivideOffsets();
    widths_ = BlockWidths(offsets_);
  }

  std::uint64_t payload_bytes() const override {
    return sizeof(divisor_) + (firsts_.size() + leasts_.size()) * sizeof(std::int64_t) +
           PackedBlocksBytes(widths_, static_cast<std::uint32_t>(offsets_.size()));
  }

  void Write(std::string* payload) const override {
    AppendFixed(divisor_, payload);
    for (const std::int64_t first : firsts_) AppendFixed(first, payload);
    for (const std::int64_t least : leasts_) AppendFixed(least, payload);
    AppendPackedBlocks(offsets_, payload);
  }

 private:
  // Leaves the distances of the differences from the block's least one in `offsets`.
  void AddBlock(Integers block, std::uint64_t* offsets) {
    std::int64_t least = block.size() > 1 ? std::numeric_limits<std::int64_t>::max() : 0;
    for (std::size_t i = 1; i < block.size(); ++i) {
      offsets[i] = static_cast<std::uint64_t>(block[i]) - static_cast<std::uint64_t>(block[i - 1]);
      least = std::min(least, static_cast<std::int64_t>(offsets[i]));
    }
    for (std::size_t i = 1; i < block.size(); ++i) offsets[i] -= static_cast<std::uint64_t>(least);
    firsts_.push_back(block.front());
    leasts_.push_back(least);
  }

  void DivideOffsets() {
    static_assert(sizeof(std::int64_t) == sizeof(std::uint64_t));
    const Integers distances(reinterpret_cast<const std::int64_t*>(offsets_.data()),
                             offsets_.size());
    divisor_ = CommonDivisor(distances, 0);
    if (divisor_ == 1) return;
    for (std::uint64_t& offset : offsets_) offset /= divisor_;
  }

  std::uint64_t divisor_ = 1;
  std::vector<std::int64_t> firsts_;
  std::vector<std::int64_t> leasts_;
  std::vector<std::uint64_t> offsets_;
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
