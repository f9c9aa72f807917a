#ifndef COSTDB_ENGINE_ENCODING_COLUMN_HEADER_H_
#define COSTDB_ENGINE_ENCODING_COLUMN_HEADER_H_

#include <string>
#include <string_view>

#include "costdb/status.h"
#include "engine/encoding/encoded_column.h"

namespace costdb::engine {

/// The parts of an encoded column. Views into its bytes.
struct ColumnParts {
  ColumnStatistics statistics;
  std::string_view validity;  ///< One bit a row in u64 words; empty when nothing is NULL.
  std::string_view payload;
};

/// Puts a column together: header, validity, payload, checksum. Sets statistics.bytes.
EncodedColumn AssembleColumn(ColumnStatistics statistics, std::string_view validity,
                             std::string_view payload);

/// Takes a column apart after checking its checksum, version and sizes.
Result<ColumnParts> TakeApart(std::string_view bytes);

/// Bytes of the validity of `rows` rows.
constexpr std::size_t ValidityBytes(std::uint32_t rows) {
  return (std::size_t{rows} + 63) / 64 * 8;
}

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_ENCODING_COLUMN_HEADER_H_
