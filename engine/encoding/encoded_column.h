#ifndef COSTDB_ENGINE_ENCODING_ENCODED_COLUMN_H_
#define COSTDB_ENGINE_ENCODING_ENCODED_COLUMN_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "costdb/int128.h"

namespace costdb::engine {

/// Values are packed, decoded and processed in blocks of this many rows.
inline constexpr std::uint32_t kBlockRows = 1024;

/// How a column's values are laid out. Numbers are stored: append only.
enum class Encoding : std::uint8_t {
  kConstant,          ///< One value for all rows.
  kRunLength,         ///< Runs: values and end rows, each bit-packed.
  kFrameOfReference,  ///< base + divisor * bit-packed.
  kDelta,             ///< Differences between neighbours, bit-packed, restarting at each block.
  kDictionary,        ///< A local list of distinct values, and bit-packed indexes into it.
  kRaw,               ///< Eight bytes a value.
  kZstd,              ///< Raw values, compressed.
  kText,              ///< Texts end to end with their lengths, compressed.
};

/// What is known of a column without reading it; stored in the row group directory.
struct ColumnStatistics {
  Encoding encoding = Encoding::kConstant;
  std::uint32_t rows = 0;
  std::uint32_t nulls = 0;
  std::int64_t minimum = 0;  ///< Of the values that are not NULL; 0 when there are none.
  std::int64_t maximum = 0;
  Int128 sum = 0;           ///< Of the values that are not NULL.
  std::uint32_t bytes = 0;  ///< Of the encoded value, header and checksum included.

  bool operator==(const ColumnStatistics&) const = default;
};

/// An encoded column: the bytes as they are stored, and what is known of them.
struct EncodedColumn {
  ColumnStatistics statistics;
  std::string bytes;
};

/// Encodes integers (numbers, times, money, codes, ids as bits); kNullInteger is NULL. Tries the
/// encodings that can apply and keeps the smallest, preferring the faster of nearly equal ones.
/// `values` is not empty.
EncodedColumn EncodeIntegers(std::span<const std::int64_t> values);

/// Encodes texts that have no dictionary; an empty text is NULL. `values` is not empty.
EncodedColumn EncodeTexts(std::span<const std::string_view> values);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_ENCODING_ENCODED_COLUMN_H_
