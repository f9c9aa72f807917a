// Zstd: repetition that no other encoding sees, such as ids made of a few parts. Payload: u64 base,
// u64 divisor (at least 1), u32 word bytes (4 or 8), u32 frame bytes, a zstd frame of one word a
// row, padding; value = base + divisor * word. Decompressed as a whole when opened, hence the high
// price in the choice of encodings.

#include <algorithm>
#include <limits>
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

// Values of the middle that are compressed first, to see whether the whole is worth it.
constexpr std::size_t kSampleRows = 4096;

// Shorter columns, such as those of a day's pre-aggregates, hardly repeat enough to pay for a
// frame.
constexpr std::size_t kFewestRows = 1024;

// Columns that other encodings have made smaller than this leave nothing that zstd would find.
constexpr std::uint64_t kBudgetBytesARowMin = 2;

bool IsNarrow(const IntegerProfile& profile) {
  return profile.largest_word() <= std::numeric_limits<std::uint32_t>::max();
}

template <typename Word>
std::string CompressWords(const IntegerProfile& profile, Integers values) {
  std::vector<Word> words(values.size());
  std::transform(values.begin(), values.end(), words.begin(),
                 [&](std::int64_t value) { return static_cast<Word>(profile.WordOf(value)); });
  return Compress({reinterpret_cast<const char*>(words.data()), words.size() * sizeof(Word)});
}

// Some of the profile's values, as words of its frame.
std::string CompressSome(const IntegerProfile& profile, Integers values) {
  return IsNarrow(profile) ? CompressWords<std::uint32_t>(profile, values)
                           : CompressWords<std::uint64_t>(profile, values);
}

class ZstdPlan final : public EncodingPlan {
 public:
  ZstdPlan(const IntegerProfile& profile, std::string compressed)
      : profile_(profile), compressed_(std::move(compressed)) {}

  std::uint64_t payload_bytes() const override {
    return 24 + compressed_.size() + PaddingBytes(compressed_.size());
  }

  void Write(std::string* payload) const override {
    AppendFixed(profile_.minimum(), payload);
    AppendFixed(profile_.divisor().divisor(), payload);
    AppendFixed(std::uint32_t{IsNarrow(profile_) ? 4U : 8U}, payload);
    AppendFixed(static_cast<std::uint32_t>(compressed_.size()), payload);
    *payload += compressed_;
    AppendPadding(payload);
  }

 private:
  const IntegerProfile& profile_;
  std::string compressed_;
};

bool IsWorthTrying(const IntegerProfile& profile, std::uint64_t budget) {
  const Integers values = profile.values();
  if (budget == kUnlimited) return true;
  if (values.size() < kFewestRows) return false;
  if (budget < values.size() * kBudgetBytesARowMin) return false;
  if (values.size() <= 2 * kSampleRows) return true;
  const Integers sample = values.subspan(values.size() / 2, kSampleRows);
  return CompressSome(profile, sample).size() * (values.size() / kSampleRows) < budget;
}

std::unique_ptr<EncodingPlan> Plan(const IntegerProfile& profile, std::uint64_t budget) {
  if (!IsWorthTrying(profile, budget)) return nullptr;
  std::string compressed = CompressSome(profile, profile.values());
  if (compressed.empty()) return nullptr;
  return std::make_unique<ZstdPlan>(profile, std::move(compressed));
}

class ZstdColumn final : public IntegerColumn {
 public:
  explicit ZstdColumn(ColumnParts parts) : IntegerColumn(std::move(parts)) {}

  Status Load(std::string_view payload) {
    PayloadReader reader(payload);
    base_ = reader.Take<std::uint64_t>();
    divisor_ = reader.Take<std::uint64_t>();
    const auto word_bytes = reader.Take<std::uint32_t>();
    const std::string_view compressed = reader.TakeBytes(reader.Take<std::uint32_t>());
    reader.SkipPadding();
    if (!reader.AtEnd() || divisor_ == 0 || (word_bytes != 4 && word_bytes != 8)) {
      return Status::Corruption("a zstd column is malformed");
    }
    const std::size_t rows = statistics().rows;
    COSTDB_RETURN_IF_ERROR(CheckFrame(compressed, rows * word_bytes));
    if (word_bytes == 4) {
      narrow_.resize(rows);
      return DecompressInto(compressed, narrow_.data(), rows * word_bytes);
    }
    wide_.resize(rows);
    return DecompressInto(compressed, wide_.data(), rows * word_bytes);
  }

 private:
  void DecodeIntegers(std::uint32_t block, std::int64_t* values) const override {
    const std::size_t first = std::size_t{block} * kBlockRows;
    const std::uint32_t count = RowsInBlock(statistics().rows, block);
    if (wide_.empty()) {
      kernels::WidenAffine(narrow_.data() + first, count, base_, divisor_, values);
    } else {
      std::copy_n(wide_.data() + first, count, values);
      kernels::AffineIntegers(values, count, base_, divisor_);
    }
  }

  void DecodeCodes(std::uint32_t block, std::uint32_t* codes) const override {
    if (narrow_.empty()) return DecodeCodesFromIntegers(block, codes);
    const std::uint32_t count = RowsInBlock(statistics().rows, block);
    std::copy_n(narrow_.data() + std::size_t{block} * kBlockRows, count, codes);
    kernels::AffineCodes(codes, count, static_cast<std::uint32_t>(base_),
                         static_cast<std::uint32_t>(divisor_), code_limit());
  }

  std::int64_t ValueAt(std::uint32_t row) const override {
    const std::uint64_t word =
        wide_.empty() ? narrow_[row] : static_cast<std::uint64_t>(wide_[row]);
    return static_cast<std::int64_t>(base_ + divisor_ * word);
  }

  std::uint64_t base_ = 0;
  std::uint64_t divisor_ = 1;
  std::vector<std::uint32_t> narrow_;  ///< The words; one of the two is empty.
  std::vector<std::int64_t> wide_;
};

}  // namespace

const IntegerEncoding kZstdEncoding = {Encoding::kZstd, 135, &Plan, &OpenAs<ZstdColumn>};

}  // namespace costdb::engine
