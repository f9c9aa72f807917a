// Planes: small numbers of skewed distribution, for columns that are seldom read. Payload: u64
// base, u64 divisor (at least 1), u32 planes (1 to 4), u32 0; for each plane u32 stored bytes; the
// planes one after the other; padding. value = base + divisor * word; plane k holds byte k of every
// row's word, as it is when its stored bytes are as many as rows, else as a zstd frame. Apart from
// the others, the bytes that hardly vary take a few bits each. Decompressed as a whole when opened.

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "engine/encoding/compression.h"
#include "engine/encoding/framed_list.h"
#include "engine/encoding/integer_encoding.h"
#include "engine/encoding/packed_blocks.h"
#include "engine/encoding/payload_reader.h"
#include "engine/error/propagate.h"
#include "engine/kernels/affine.h"

namespace costdb::engine {
namespace {

constexpr std::uint32_t kPlanesMax = 4;

class PlanesPlan final : public EncodingPlan {
 public:
  PlanesPlan(const IntegerProfile& profile, std::vector<std::string> planes)
      : profile_(profile), planes_(std::move(planes)) {}

  std::uint64_t payload_bytes() const override {
    std::uint64_t bytes = 24 + sizeof(std::uint32_t) * planes_.size();
    for (const std::string& plane : planes_) bytes += plane.size();
    return bytes + PaddingBytes(bytes);
  }

  void Write(std::string* payload) const override {
    AppendFixed(profile_.minimum(), payload);
    AppendFixed(profile_.divisor().divisor(), payload);
    AppendFixed(static_cast<std::uint32_t>(planes_.size()), payload);
    AppendFixed(std::uint32_t{0}, payload);
    for (const std::string& plane : planes_) {
      AppendFixed(static_cast<std::uint32_t>(plane.size()), payload);
    }
    for (const std::string& plane : planes_) *payload += plane;
    AppendPadding(payload);
  }

 private:
  const IntegerProfile& profile_;
  std::vector<std::string> planes_;  // As they are stored.
};

std::unique_ptr<EncodingPlan> Plan(const IntegerProfile& profile, std::uint64_t) {
  const std::uint32_t count = std::max(1, (BitWidth(profile.largest_word()) + 7) / 8);
  if (count > kPlanesMax) return nullptr;
  const Integers values = profile.values();
  std::vector<std::uint32_t> words(values.size());
  std::transform(values.begin(), values.end(), words.begin(), [&](std::int64_t value) {
    return static_cast<std::uint32_t>(profile.WordOf(value));
  });
  std::vector<std::string> planes(count, std::string(values.size(), '\0'));
  for (std::uint32_t i = 0; i < count; ++i) {
    std::transform(words.begin(), words.end(), planes[i].begin(),
                   [i](std::uint32_t word) { return static_cast<char>(word >> 8 * i); });
  }
  for (std::string& plane : planes) {
    std::string compressed = Compress(plane, Repetition::kSeldom);
    if (!compressed.empty() && compressed.size() < plane.size()) plane = std::move(compressed);
  }
  return std::make_unique<PlanesPlan>(profile, std::move(planes));
}

class PlanesColumn final : public IntegerColumn {
 public:
  explicit PlanesColumn(ColumnParts parts) : IntegerColumn(std::move(parts)) {}

  Status Load(std::string_view payload) {
    PayloadReader reader(payload);
    base_ = reader.Take<std::uint64_t>();
    divisor_ = reader.Take<std::uint64_t>();
    const auto planes = reader.Take<std::uint32_t>();
    reader.Take<std::uint32_t>();
    if (divisor_ == 0 || planes == 0 || planes > kPlanesMax) return Malformed();
    std::array<std::uint32_t, kPlanesMax> sizes{};
    for (std::uint32_t i = 0; i < planes; ++i) sizes[i] = reader.Take<std::uint32_t>();
    words_.resize(statistics().rows);
    for (std::uint32_t i = 0; i < planes; ++i) {
      const std::string_view stored = reader.TakeBytes(sizes[i]);
      if (reader.failed()) return Malformed();
      COSTDB_RETURN_IF_ERROR(AddPlane(stored, 8 * i));
    }
    reader.SkipPadding();
    return reader.AtEnd() ? Status::Ok() : Malformed();
  }

 private:
  static Status Malformed() { return Status::Corruption("a column of planes is malformed"); }

  Status AddPlane(std::string_view stored, std::uint32_t shift) {
    std::string decompressed;
    if (stored.size() != words_.size()) {
      COSTDB_ASSIGN_OR_RETURN(decompressed, Decompress(stored, words_.size()));
      stored = decompressed;
    }
    for (std::size_t row = 0; row < words_.size(); ++row) {
      words_[row] |= std::uint32_t{static_cast<std::uint8_t>(stored[row])} << shift;
    }
    return Status::Ok();
  }

  void DecodeIntegers(std::uint32_t block, std::int64_t* values) const override {
    kernels::WidenAffine(words_.data() + std::size_t{block} * kBlockRows,
                         RowsInBlock(statistics().rows, block), base_, divisor_, values);
  }

  void DecodeCodes(std::uint32_t block, std::uint32_t* codes) const override {
    const std::uint32_t count = RowsInBlock(statistics().rows, block);
    std::copy_n(words_.data() + std::size_t{block} * kBlockRows, count, codes);
    kernels::AffineCodes(codes, count, static_cast<std::uint32_t>(base_),
                         static_cast<std::uint32_t>(divisor_), code_limit());
  }

  std::int64_t ValueAt(std::uint32_t row) const override {
    return static_cast<std::int64_t>(base_ + divisor_ * words_[row]);
  }

  std::uint64_t base_ = 0;
  std::uint64_t divisor_ = 1;
  std::vector<std::uint32_t> words_;
};

}  // namespace

const IntegerEncoding kPlanesEncoding = {Encoding::kPlanes, 135, &Plan, &OpenAs<PlanesColumn>,
                                         /*is_for_seldom_read=*/true};

}  // namespace costdb::engine
