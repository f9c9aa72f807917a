#ifndef COSTDB_ENGINE_ENCODING_COLUMN_DECODER_H_
#define COSTDB_ENGINE_ENCODING_COLUMN_DECODER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "engine/encoding/encoded_column.h"
#include "engine/kernels/offset_sum.h"
#include "engine/kernels/sum.h"

namespace costdb::engine {

struct ColumnParts;
class IntegerColumn;

/// Opens another column of the same rows, for a column that is predicted from it. Numbers mean what
/// the writer and this function agreed on.
using SiblingColumns =
    std::function<Result<std::shared_ptr<const IntegerColumn>>(std::uint32_t column)>;

/// Reads an encoded integer column in place. `bytes` must outlive it. Opening verifies the
/// checksum, unless it is known to match, and that every offset, width and run stays inside the
/// bytes, so that reading cannot fail, and cannot leave the bytes even when they were forged with a
/// matching checksum. Immutable after opening, hence thread-safe.
class IntegerColumn {
 public:
  virtual ~IntegerColumn() = default;
  IntegerColumn(const IntegerColumn&) = delete;
  IntegerColumn& operator=(const IntegerColumn&) = delete;

  /// A predicted column reads others, which `siblings` opens; without, it is refused.
  static Result<std::unique_ptr<const IntegerColumn>> Open(std::string_view bytes,
                                                           const SiblingColumns& siblings = {},
                                                           Checksum checksum = Checksum::kVerify);

  /// A column of values in memory, none of them NULL; at least one.
  static std::unique_ptr<const IntegerColumn> Of(std::vector<std::int64_t> values);

  const ColumnStatistics& statistics() const { return statistics_; }
  bool has_nulls() const { return statistics_.nulls != 0; }

  /// Decodes rows [first_row, first_row + count) into `values`, which has room for `count` rounded
  /// up to kBlockRows. `first_row` is a multiple of kBlockRows. NULL rows get an arbitrary value.
  void Read(std::uint32_t first_row, std::uint32_t count, std::int64_t* values) const;

  /// The same for columns whose values are all in [0, 2^32): dictionary codes. No code is above
  /// statistics().maximum, even in forged bytes: check that once, and codes may index arrays.
  void ReadCodes(std::uint32_t first_row, std::uint32_t count, std::uint32_t* codes) const;

  /// The same in runs: the rows [ends[r - 1], ends[r]), counted from first_row, have codes[r].
  /// Returns the number of runs, for which there is room for `count`; 0 when the column is not
  /// stored in runs.
  std::uint32_t ReadCodeRuns(std::uint32_t first_row, std::uint32_t count, std::uint32_t* codes,
                             std::uint32_t* ends) const {
    return DecodeCodeRuns(first_row, count, codes, ends);
  }

  /// Decodes the block of rows that begins at `first_row` into offsets of
  /// kernels::kOffsetBits at most, for which there is room for kBlockRows, and says how values come
  /// from them. Nothing when the block is not stored that way, and has to be read by value.
  std::optional<kernels::Frame> ReadOffsets(std::uint32_t first_row, std::uint32_t* offsets) const {
    return DecodeOffsets(first_row / kBlockRows, offsets);
  }

  /// What no value of the block that begins at `first_row`, a multiple of kBlockRows, lies outside
  /// of, as far as it is known without decoding it.
  kernels::ValueBounds BlockBounds(std::uint32_t first_row) const {
    return BoundsOfBlock(first_row / kBlockRows);
  }

  /// Sets bit i of `words` (64 rows a word, kBlockRows/64 words a block) when row first_row + i is
  /// not NULL; bits past the last row are clear. Writes (count + 63) / 64 words. `first_row` is a
  /// multiple of kBlockRows.
  void ReadValidity(std::uint32_t first_row, std::uint32_t count, std::uint64_t* words) const;

  /// One value; kNullInteger when it is NULL.
  std::int64_t At(std::uint32_t row) const;

 protected:
  explicit IntegerColumn(ColumnParts parts);

  /// What codes may not exceed.
  std::uint32_t code_limit() const;

  /// DecodeCodes by way of DecodeIntegers, for the rare column whose values are no codes.
  void DecodeCodesFromIntegers(std::uint32_t block, std::uint32_t* codes) const;

 private:
  /// Decodes one block of rows; there is room for kBlockRows values.
  virtual void DecodeIntegers(std::uint32_t block, std::int64_t* values) const = 0;
  virtual void DecodeCodes(std::uint32_t block, std::uint32_t* codes) const = 0;

  virtual std::uint32_t DecodeCodeRuns(std::uint32_t first_row, std::uint32_t count,
                                       std::uint32_t* codes, std::uint32_t* ends) const;
  virtual std::optional<kernels::Frame> DecodeOffsets(std::uint32_t block,
                                                      std::uint32_t* offsets) const;
  virtual kernels::ValueBounds BoundsOfBlock(std::uint32_t block) const;

  /// One value; arbitrary when it is NULL.
  virtual std::int64_t ValueAt(std::uint32_t row) const = 0;

  ColumnStatistics statistics_;
  std::string decompressed_validity_;
  std::string_view validity_;  ///< One bit a row, little-endian; empty when all or none are NULL.
};

/// A text column, decompressed when opened. Immutable after opening, hence thread-safe.
class TextColumn {
 public:
  static Result<TextColumn> Open(std::string_view bytes);

  const ColumnStatistics& statistics() const { return statistics_; }

  /// The text of a row, valid as long as the column; empty is NULL.
  std::string_view At(std::uint32_t row) const {
    return std::string_view(text_).substr(ends_[row], ends_[row + 1] - ends_[row]);
  }

 private:
  ColumnStatistics statistics_;
  std::string text_;
  std::vector<std::uint32_t> ends_;  ///< rows + 1 offsets into text_.
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_ENCODING_COLUMN_DECODER_H_
