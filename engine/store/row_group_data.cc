#include "engine/store/row_group_data.h"

#include "engine/store/byte_codec.h"
#include "engine/store/trailing_checksum.h"

namespace costdb::engine {
namespace {

constexpr std::uint8_t kVersionWithoutPack = 1;
constexpr std::uint8_t kDirectoryVersion = 2;

void WriteColumn(ByteWriter& writer, ColumnId column, const ColumnStatistics& statistics) {
  writer.Varint(static_cast<std::uint32_t>(column));
  writer.Fixed(static_cast<std::uint8_t>(statistics.encoding));
  writer.Varint(statistics.nulls);
  writer.SignedVarint(statistics.minimum);
  writer.SignedVarint(statistics.maximum);
  writer.Fixed(statistics.sum);
  writer.Varint(statistics.bytes);
}

ColumnStatistics ReadStatistics(ByteReader& reader, std::uint32_t rows) {
  ColumnStatistics statistics;
  const auto encoding = reader.Fixed<std::uint8_t>();
  if (encoding > static_cast<std::uint8_t>(Encoding::kPlanes)) reader.Fail();
  statistics.encoding = static_cast<Encoding>(encoding);
  statistics.rows = rows;
  statistics.nulls = reader.Varint32();
  if (statistics.nulls > rows) reader.Fail();
  statistics.minimum = reader.SignedVarint();
  statistics.maximum = reader.SignedVarint();
  statistics.sum = reader.Fixed<Int128>();
  statistics.bytes = reader.Varint32();
  return statistics;
}

}  // namespace

std::string EncodeDirectory(const RowGroupDirectory& directory) {
  std::string bytes;
  ByteWriter writer(&bytes);
  writer.Fixed(directory.has_pack ? kDirectoryVersion : kVersionWithoutPack);
  for (const RowGroupDirectory::SectionEntry& section : directory.sections) {
    writer.Varint(section.rows);
    writer.Varint(section.columns.size());
    for (const auto& [column, statistics] : section.columns) {
      WriteColumn(writer, column, statistics);
    }
  }
  AppendChecksum(&bytes);
  return bytes;
}

Result<RowGroupDirectory> DecodeDirectory(std::string_view bytes) {
  const Status malformed = Status::Corruption("its directory entry is malformed");
  if (bytes.size() < kTrailingChecksumBytes) return malformed;
  if (!MatchesChecksum(bytes)) {
    return Status::Corruption("its directory entry does not match its checksum");
  }
  ByteReader reader(WithoutChecksum(bytes));
  const auto version = reader.Fixed<std::uint8_t>();
  if (version != kDirectoryVersion && version != kVersionWithoutPack) return malformed;
  RowGroupDirectory directory;
  directory.has_pack = version == kDirectoryVersion;
  for (RowGroupDirectory::SectionEntry& section : directory.sections) {
    section.rows = reader.Varint32();
    const std::uint64_t columns = reader.Varint();
    for (std::uint64_t i = 0; i < columns && reader.ok(); ++i) {
      const auto column = static_cast<ColumnId>(reader.Varint32());
      section.columns.emplace_hint(section.columns.end(), column,
                                   ReadStatistics(reader, section.rows));
    }
  }
  if (!reader.AtEnd()) return malformed;
  return directory;
}

}  // namespace costdb::engine
