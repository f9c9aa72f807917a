#ifndef COSTDB_ENGINE_ENCODING_ENCODED_COLUMN_H_
#define COSTDB_ENGINE_ENCODING_ENCODED_COLUMN_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "costdb/int128.h"

namespace costdb::engine {

/// Values are packed, decoded and processed in blocks of this many rows.
inline constexpr std::uint32_t kBlockRows = 1024;

/// The most rows that a column may have; a row group has far fewer. Bounds what forged bytes can
/// make a reader allocate.
inline constexpr std::uint32_t kMaxColumnRows = 1U << 24;

/// The most bytes that the texts of one column may have together.
inline constexpr std::uint64_t kMaxTextBytes = 1U << 30;

/// How a column's values are laid out. Numbers are stored: append only.
enum class Encoding : std::uint8_t {
  kConstant,          ///< One value for all rows.
  kRunLength,         ///< Runs: values and lengths, each bit-packed.
  kFrameOfReference,  ///< base + divisor * bit-packed.
  kDelta,             ///< Differences between neighbours, bit-packed, restarting at each block.
  kDictionary,        ///< A local list of distinct values, and bit-packed indexes into it.
  kRaw,               ///< Eight bytes a value.
  kZstd,              ///< Whole words, compressed.
  kText,              ///< Lengths, bit-packed, and texts end to end, compressed where it helps.
  kPredicted,         ///< What other columns of the rows tell, and what they miss.
  kPlanes,            ///< The bytes of small numbers, each place compressed apart.
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

/// Whether the checksum of an encoded column is looked at when it is opened. Who has found that it
/// matches need not look again while the bytes stay as they are.
enum class Checksum : std::uint8_t { kVerify, kKnownToMatch };

struct Prediction;  // engine/encoding/predicted.h

/// Encodes integers (numbers, times, money, codes, ids as bits); kNullInteger is NULL. Measures the
/// encodings that can apply and keeps the smallest, preferring the faster of nearly equal ones
/// (docs/encodings.md states the rule). `values` has 1 to kMaxColumnRows values. Thread-safe.
EncodedColumn EncodeIntegers(std::span<const std::int64_t> values);

/// Encodes a column of `rows` rows that all are `value`, as EncodeIntegers does. Thread-safe.
EncodedColumn EncodeConstant(std::int64_t value, std::uint32_t rows);

/// How often queries read a column: one that is read seldom may be slower to decode.
enum class Reading : std::uint8_t { kOften, kSeldom };

/// The same where other columns may tell the values: the first of `predictions` that is exact is
/// taken, else the smallest when it saves enough. Decoding a predicted column takes about as long
/// as decoding what it is told by.
EncodedColumn EncodeIntegers(std::span<const std::int64_t> values,
                             std::span<const Prediction> predictions, Reading reading);

/// The same in one given encoding, for tests and experiments. Nothing when it can't hold `values`:
/// kConstant more than one value, kDictionary too many distinct ones, kPlanes values that lie too
/// far apart, kText and kPredicted any.
std::optional<EncodedColumn> EncodeIntegersAs(Encoding encoding,
                                              std::span<const std::int64_t> values);

/// Encodes texts that have no dictionary; an empty text is NULL. `values` has 1 to kMaxColumnRows
/// values of kMaxTextBytes together at most. Thread-safe.
EncodedColumn EncodeTexts(std::span<const std::string_view> values);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_ENCODING_ENCODED_COLUMN_H_
