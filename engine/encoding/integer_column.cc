#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "engine/encoding/column_decoder.h"
#include "engine/encoding/column_header.h"
#include "engine/encoding/integer_encoding.h"
#include "engine/encoding/packed_blocks.h"
#include "engine/encoding/predicted.h"
#include "engine/error/propagate.h"
#include "engine/kernels/affine.h"
#include "engine/kernels/mask.h"
#include "engine/span/span_record.h"

namespace costdb::engine {

namespace {

class ValuesColumn final : public IntegerColumn {
 public:
  ValuesColumn(ColumnParts parts, std::vector<std::int64_t> values)
      : IntegerColumn(std::move(parts)), values_(std::move(values)) {}

 private:
  void DecodeIntegers(std::uint32_t block, std::int64_t* values) const override {
    std::copy_n(values_.data() + std::size_t{block} * kBlockRows,
                RowsInBlock(statistics().rows, block), values);
  }
  void DecodeCodes(std::uint32_t block, std::uint32_t* codes) const override {
    DecodeCodesFromIntegers(block, codes);
  }
  std::int64_t ValueAt(std::uint32_t row) const override { return values_[row]; }

  std::vector<std::int64_t> values_;
};

}  // namespace

std::unique_ptr<const IntegerColumn> IntegerColumn::Of(std::vector<std::int64_t> values) {
  const auto [least, largest] = std::minmax_element(values.begin(), values.end());
  ColumnParts parts;
  parts.statistics.encoding = Encoding::kRaw;
  parts.statistics.rows = static_cast<std::uint32_t>(values.size());
  parts.statistics.minimum = *least;
  parts.statistics.maximum = *largest;
  return std::make_unique<ValuesColumn>(std::move(parts), std::move(values));
}

Result<std::unique_ptr<const IntegerColumn>> IntegerColumn::Open(std::string_view bytes,
                                                                 const SiblingColumns& siblings,
                                                                 Checksum checksum) {
  COSTDB_ASSIGN_OR_RETURN(ColumnParts parts, TakeApart(bytes, checksum));
  if (parts.statistics.encoding == Encoding::kPredicted) {
    return OpenPredicted(std::move(parts), siblings);
  }
  const IntegerEncoding* const encoding = FindIntegerEncoding(parts.statistics.encoding);
  if (encoding == nullptr) {
    return Status::Corruption("a text column stands where integers should");
  }
  return encoding->open(std::move(parts));
}

IntegerColumn::IntegerColumn(ColumnParts parts)
    : statistics_(parts.statistics),
      decompressed_validity_(std::move(parts.decompressed_validity)),
      validity_(parts.validity.empty() ? std::string_view(decompressed_validity_)
                                       : parts.validity) {}

void IntegerColumn::Read(std::uint32_t first_row, std::uint32_t count, std::int64_t* values) const {
  for (std::uint32_t done = 0; done < count; done += kBlockRows) {
    DecodeIntegers((first_row + done) / kBlockRows, values + done);
  }
}

void IntegerColumn::ReadCodes(std::uint32_t first_row, std::uint32_t count,
                              std::uint32_t* codes) const {
  for (std::uint32_t done = 0; done < count; done += kBlockRows) {
    DecodeCodes((first_row + done) / kBlockRows, codes + done);
  }
}

void IntegerColumn::ReadValidity(std::uint32_t first_row, std::uint32_t count,
                                 std::uint64_t* words) const {
  if (!validity_.empty()) {
    std::memcpy(words, validity_.data() + first_row / 8,
                kernels::MaskWords(count) * sizeof(*words));
    if (count != 0) words[kernels::MaskWords(count) - 1] &= kernels::LastWordBits(count);
  } else if (has_nulls()) {
    std::fill_n(words, kernels::MaskWords(count), 0);
  } else {
    kernels::FillMask(count, words);
  }
}

std::int64_t IntegerColumn::At(std::uint32_t row) const {
  const bool is_null = validity_.empty()
                           ? has_nulls()
                           : (static_cast<std::uint8_t>(validity_[row / 8]) >> (row % 8) & 1) == 0;
  return is_null ? kNullInteger : ValueAt(row);
}

std::uint32_t IntegerColumn::DecodeCodeRuns(std::uint32_t, std::uint32_t, std::uint32_t*,
                                            std::uint32_t*) const {
  return 0;
}

std::optional<kernels::Frame> IntegerColumn::DecodeOffsets(std::uint32_t, std::uint32_t*) const {
  return std::nullopt;
}

kernels::ValueBounds IntegerColumn::BoundsOfBlock(std::uint32_t) const {
  return {statistics_.minimum, statistics_.maximum};
}

std::uint32_t IntegerColumn::code_limit() const {
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(statistics_.maximum, 0, std::numeric_limits<std::uint32_t>::max()));
}

void IntegerColumn::DecodeCodesFromIntegers(std::uint32_t block, std::uint32_t* codes) const {
  alignas(64) std::int64_t values[kBlockRows];
  std::fill(std::begin(values), std::end(values), 0);
  DecodeIntegers(block, values);
  kernels::NarrowToCodes(values, kBlockRows, code_limit(), codes);
}

}  // namespace costdb::engine
