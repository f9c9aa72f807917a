// Frame of reference: value = base of its block + divisor * packed. The divisor is common to the
// column: costs are multiples of a price quantum, times often of a microsecond.
//
// Payload: u64 divisor (at least 1), i64 bases[blocks], packed blocks. Arithmetic wraps at 2^64, so
// that the full range of values is exact.

#include <algorithm>
#include <memory>
#include <vector>

#include "engine/encoding/framed_list.h"
#include "engine/encoding/integer_encoding.h"
#include "engine/encoding/packed_blocks.h"
#include "engine/encoding/payload_reader.h"

namespace costdb::engine {
namespace {

class FramePlan final : public EncodingPlan {
 public:
  explicit FramePlan(Integers values) : offsets_(values.size()) {
    const std::int64_t minimum = *std::min_element(values.begin(), values.end());
    divisor_ = CommonDivisor(values, minimum);
    for (std::size_t begin = 0; begin < values.size(); begin += kBlockRows) {
      AddBlock(values.subspan(begin, std::min<std::size_t>(kBlockRows, values.size() - begin)),
               offsets_.data() + begin);
    }
    widths_ = BlockWidths(offsets_);
  }

  std::uint64_t payload_bytes() const override {
    return sizeof(divisor_) + bases_.size() * sizeof(std::int64_t) +
           PackedBlocksBytes(widths_, static_cast<std::uint32_t>(offsets_.size()));
  }

  void Write(std::string* payload) const override {
    AppendFixed(divisor_, payload);
    for (const std::int64_t base : bases_) AppendFixed(base, payload);
    AppendPackedBlocks(offsets_, payload);
  }

 private:
  void AddBlock(Integers block, std::uint64_t* offsets) {
    const std::int64_t base = *std::min_element(block.begin(), block.end());
    bases_.push_back(base);
    for (std::size_t i = 0; i < block.size(); ++i) {
      offsets[i] = static_cast<std::uint64_t>(block[i]) - static_cast<std::uint64_t>(base);
      if (divisor_ != 1) offsets[i] /= divisor_;
    }
  }

  std::uint64_t divisor_ = 1;
  std::vector<std::int64_t> bases_;
  std::vector<std::uint64_t> offsets_;
  std::vector<std::uint8_t> widths_;
};

std::unique_ptr<EncodingPlan> Plan(Integers values, std::uint64_t) {
  return std::make_unique<FramePlan>(values);
}

class FrameColumn final : public IntegerColumn {
 public:
  explicit FrameColumn(ColumnParts parts) : IntegerColumn(std::move(parts)) {}

  Status Load(std::string_view payload) {
    PayloadReader reader(payload);
    const std::uint32_t rows = statistics().rows;
    divisor_ = reader.Take<std::uint64_t>();
    bases_ = reader.TakeBytes(std::size_t{BlockCount(rows)} * sizeof(std::uint64_t));
    auto packed = PackedBlocks::Take(rows, 64, &reader);
    if (!packed.has_value() || !reader.AtEnd() || divisor_ == 0) {
      return Status::Corruption("a frame-of-reference column is malformed");
    }
    packed_ = std::move(*packed);
    return Status::Ok();
  }

 private:
  std::uint64_t BaseOf(std::uint32_t block) const {
    return LoadFixed<std::uint64_t>(bases_, block);
  }

  void DecodeIntegers(std::uint32_t block, std::int64_t* values) const override {
    kernels::UnpackIntegers(packed_[block], BaseOf(block), divisor_, values);
  }

  void DecodeCodes(std::uint32_t block, std::uint32_t* codes) const override {
    if (packed_[block].width > 32) return DecodeCodesFromIntegers(block, codes);
    UnpackAffineCodes(packed_[block], static_cast<std::uint32_t>(BaseOf(block)),
                      static_cast<std::uint32_t>(divisor_), code_limit(), codes);
  }

  std::int64_t ValueAt(std::uint32_t row) const override {
    return static_cast<std::int64_t>(BaseOf(row / kBlockRows) + divisor_ * packed_.At(row));
  }

  std::uint64_t divisor_ = 1;
  std::string_view bases_;
  PackedBlocks packed_;
};

}  // namespace

const IntegerEncoding kFrameOfReferenceEncoding = {Encoding::kFrameOfReference, 100, &Plan,
                                                   &OpenAs<FrameColumn>};

}  // namespace costdb::engine
