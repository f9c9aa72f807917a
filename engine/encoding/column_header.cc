#include "engine/encoding/column_header.h"

#include <xxhash.h>

#include <cstring>

namespace costdb::engine {
namespace {

constexpr std::uint8_t kColumnVersion = 1;
constexpr std::size_t kChecksumBytes = 8;

struct Header {
  std::uint8_t version;
  std::uint8_t encoding;
  std::uint16_t reserved;
  std::uint32_t rows;
  std::uint32_t nulls;
  std::uint32_t payload_bytes;
  std::int64_t minimum;
  std::int64_t maximum;
  std::uint64_t sum_low;
  std::uint64_t sum_high;
};
static_assert(sizeof(Header) == 48);

}  // namespace

EncodedColumn AssembleColumn(ColumnStatistics statistics, std::string_view validity,
                             std::string_view payload) {
  Header header{};
  header.version = kColumnVersion;
  header.encoding = static_cast<std::uint8_t>(statistics.encoding);
  header.rows = statistics.rows;
  header.nulls = statistics.nulls;
  header.payload_bytes = static_cast<std::uint32_t>(payload.size());
  header.minimum = statistics.minimum;
  header.maximum = statistics.maximum;
  header.sum_low = static_cast<std::uint64_t>(statistics.sum);
  header.sum_high = static_cast<std::uint64_t>(statistics.sum >> 64);
  EncodedColumn column;
  std::string& bytes = column.bytes;
  bytes.reserve(sizeof(header) + validity.size() + payload.size() + kChecksumBytes);
  bytes.append(reinterpret_cast<const char*>(&header), sizeof(header));
  bytes.append(validity).append(payload);
  const std::uint64_t checksum = XXH3_64bits(bytes.data(), bytes.size());
  bytes.append(reinterpret_cast<const char*>(&checksum), sizeof(checksum));
  statistics.bytes = static_cast<std::uint32_t>(bytes.size());
  column.statistics = statistics;
  return column;
}

Result<ColumnParts> TakeApart(std::string_view bytes) {
  if (bytes.size() < sizeof(Header) + kChecksumBytes) {
    return Status::Corruption("an encoded column is too short");
  }
  const std::string_view content = bytes.substr(0, bytes.size() - kChecksumBytes);
  std::uint64_t checksum = 0;
  std::memcpy(&checksum, bytes.data() + content.size(), sizeof(checksum));
  if (checksum != XXH3_64bits(content.data(), content.size())) {
    return Status::Corruption("an encoded column does not match its checksum");
  }
  Header header{};
  std::memcpy(&header, content.data(), sizeof(header));
  const std::size_t validity_bytes = header.nulls == 0 ? 0 : ValidityBytes(header.rows);
  if (header.version != kColumnVersion || header.encoding > static_cast<int>(Encoding::kText) ||
      header.rows == 0 || header.nulls > header.rows ||
      content.size() != sizeof(Header) + validity_bytes + header.payload_bytes) {
    return Status::Corruption("an encoded column has a malformed header");
  }
  ColumnParts parts;
  parts.statistics.encoding = static_cast<Encoding>(header.encoding);
  parts.statistics.rows = header.rows;
  parts.statistics.nulls = header.nulls;
  parts.statistics.minimum = header.minimum;
  parts.statistics.maximum = header.maximum;
  parts.statistics.sum = static_cast<Int128>(UInt128{header.sum_high} << 64 | header.sum_low);
  parts.statistics.bytes = static_cast<std::uint32_t>(bytes.size());
  parts.validity = content.substr(sizeof(Header), validity_bytes);
  parts.payload = content.substr(sizeof(Header) + validity_bytes);
  return parts;
}

}  // namespace costdb::engine
