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
#include "engine/kernels/min_max.h"

namespace costdb::engine {
namespace {

class FramePlan final : public EncodingPlan {
 public:
  explicit FramePlan(const IntegerProfile& profile) : profile_(profile) {
    for (const kernels::MinMax& range : profile.block_ranges()) {
      const std::uint64_t width =
          static_cast<std::uint64_t>(range.maximum) - static_cast<std::uint64_t>(range.minimum);
      widths_.push_back(BitWidth(profile.divisor().QuotientOf(width)));
    }
  }

  std::uint64_t payload_bytes() const override {
    return sizeof(std::uint64_t) + widths_.size() * sizeof(std::int64_t) +
           PackedBlocksBytes(widths_, rows());
  }

  void Write(std::string* payload) const override {
    const ExactDivisor& divisor = profile_.divisor();
    AppendFixed(divisor.divisor(), payload);
    for (const kernels::MinMax& range : profile_.block_ranges()) {
      AppendFixed(range.minimum, payload);
    }
    const auto fill = [&](std::uint32_t block, std::uint64_t* words) {
      const auto base = static_cast<std::uint64_t>(profile_.block_ranges()[block].minimum);
      for (const std::int64_t value : profile_.Block(block)) {
        *words++ = divisor.QuotientOf(static_cast<std::uint64_t>(value) - base);
      }
    };
    AppendPackedBlocks(rows(), widths_, fill, payload);
  }

 private:
  std::uint32_t rows() const { return static_cast<std::uint32_t>(profile_.values().size()); }

  const IntegerProfile& profile_;
  std::vector<std::uint8_t> widths_;
};

std::unique_ptr<EncodingPlan> Plan(const IntegerProfile& profile, std::uint64_t) {
  return std::make_unique<FramePlan>(profile);
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

  std::optional<kernels::Frame> DecodeOffsets(std::uint32_t block,
                                              std::uint32_t* offsets) const override {
    if (packed_[block].width > kernels::kOffsetBits) return std::nullopt;
    kernels::UnpackOffsets(packed_[block], offsets);
    return kernels::Frame{BaseOf(block), divisor_};
  }

  kernels::ValueBounds BoundsOfBlock(std::uint32_t block) const override {
    const auto base = static_cast<std::int64_t>(BaseOf(block));
    const Int128 largest = (Int128{1} << packed_[block].width) - 1;
    kernels::ValueBounds bounds = {statistics().minimum, statistics().maximum};
    bounds.minimum = std::max(base, bounds.minimum);
    Int128 width = 0;
    if (__builtin_mul_overflow(largest, Int128{divisor_}, &width)) return bounds;
    // No more than 64 bits can be added to a base without leaving the column's maximum behind.
    if (width < Int128{bounds.maximum} - base)
      bounds.maximum = base + static_cast<std::int64_t>(width);
    return bounds;
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
