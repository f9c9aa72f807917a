#ifndef COSTDB_ENGINE_ENCODING_COLUMN_HEADER_H_
#define COSTDB_ENGINE_ENCODING_COLUMN_HEADER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "costdb/status.h"
#include "engine/encoding/encoded_column.h"

namespace costdb::engine {

/// An encoded column taken apart. Views into its bytes, except for a compressed validity.
struct ColumnParts {
  ColumnStatistics statistics;
  /// One bit a row in u64 words; empty when all rows, or none, are NULL, or it was compressed.
  std::string_view validity;
  std::string decompressed_validity;  ///< The same, when it was stored compressed.
  std::string_view payload;  ///< Followed by the checksum's kPackedSlackBytes readable bytes.
};

/// Puts a column together: header, validity, payload, checksum. `validity` has a bit for every row
/// and is stored only where it says something. Sets statistics.bytes.
EncodedColumn AssembleColumn(ColumnStatistics statistics, std::string_view validity,
                             std::string_view payload);

/// Checks the checksum, if asked, version and sizes, and takes the column apart.
Result<ColumnParts> TakeApart(std::string_view bytes, Checksum checksum);

/// Bytes of the validity of `rows` rows.
constexpr std::size_t ValidityBytes(std::uint32_t rows) {
  return (std::size_t{rows} + 63) / 64 * 8;
}

/// Writes the right checksum into the last bytes of a column. Tests forge columns with it.
void Reseal(std::string* bytes);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_ENCODING_COLUMN_HEADER_H_
