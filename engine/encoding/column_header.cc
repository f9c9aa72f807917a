#include "engine/encoding/column_header.h"

#include <xxhash.h>
#if defined(__x86_64__)
#include <xxh_x86dispatch.h>  // The same hash with the processor's widest vectors.
#endif

#include <cstring>
#include <utility>

#include "engine/encoding/compression.h"
#include "engine/encoding/payload_reader.h"
#include "engine/error/propagate.h"
#include "engine/kernels/bit_packing.h"
#include "engine/kernels/mask.h"

namespace costdb::engine {
namespace {

constexpr std::uint8_t kColumnVersion = 1;
constexpr std::size_t kChecksumBytes = 8;
static_assert(kChecksumBytes >= kernels::kPackedSlackBytes);

enum class ValidityForm : std::uint8_t {
  kNone,        ///< All rows, or none, are NULL, or empty texts tell which.
  kBits,        ///< One bit a row.
  kCompressed,  ///< The same as a zstd frame, with its size before it.
};

// Reading a compressed validity costs a decompression of one bit a row; it must halve the bits.
constexpr std::size_t kCompressedValidityShrinks = 2;

struct Header {
  std::uint8_t version;
  std::uint8_t encoding;
  std::uint8_t validity_form;
  std::uint8_t reserved;
  std::uint32_t rows;
  std::uint32_t nulls;
  std::uint32_t bytes;
  std::int64_t minimum;
  std::int64_t maximum;
  std::uint64_t sum_low;
  std::uint64_t sum_high;
};
static_assert(sizeof(Header) == 48);

std::uint64_t ChecksumOf(std::string_view content) {
  return XXH3_64bits(content.data(), content.size());
}

Status Malformed(const char* what) {
  return Status::Corruption(std::string("an encoded column is malformed: ") + what);
}

Header MakeHeader(const ColumnStatistics& statistics, ValidityForm form) {
  Header header{};
  header.version = kColumnVersion;
  header.encoding = static_cast<std::uint8_t>(statistics.encoding);
  header.validity_form = static_cast<std::uint8_t>(form);
  header.rows = statistics.rows;
  header.nulls = statistics.nulls;
  header.bytes = statistics.bytes;
  header.minimum = statistics.minimum;
  header.maximum = statistics.maximum;
  header.sum_low = static_cast<std::uint64_t>(statistics.sum);
  header.sum_high = static_cast<std::uint64_t>(statistics.sum >> 64);
  return header;
}

ColumnStatistics StatisticsOf(const Header& header) {
  ColumnStatistics statistics;
  statistics.encoding = static_cast<Encoding>(header.encoding);
  statistics.rows = header.rows;
  statistics.nulls = header.nulls;
  statistics.minimum = header.minimum;
  statistics.maximum = header.maximum;
  statistics.sum = static_cast<Int128>(UInt128{header.sum_high} << 64 | header.sum_low);
  statistics.bytes = header.bytes;
  return statistics;
}

Status CheckHeader(const Header& header, std::size_t size) {
  if (header.version != kColumnVersion) return Malformed("its format version is unknown");
  if (header.encoding > static_cast<std::uint8_t>(Encoding::kPlanes)) {
    return Malformed("its encoding is unknown");
  }
  if (header.rows == 0 || header.rows > kMaxColumnRows || header.nulls > header.rows) {
    return Malformed("its row counts are impossible");
  }
  if (header.minimum > header.maximum) return Malformed("its minimum is above its maximum");
  if (header.bytes != size || size % 8 != 0) return Malformed("its size is wrong");
  if (header.reserved != 0) return Malformed("its reserved byte is used");
  return Status::Ok();
}

// A text is NULL when it is empty; integers need to be told.
bool NeedsValidity(const ColumnStatistics& statistics) {
  return statistics.encoding != Encoding::kText && statistics.nulls != 0 &&
         statistics.nulls != statistics.rows;
}

// The validity in its stored form, padded to a multiple of eight bytes.
std::pair<ValidityForm, std::string> StoredValidity(const ColumnStatistics& statistics,
                                                    std::string_view validity) {
  if (!NeedsValidity(statistics)) {
    return {ValidityForm::kNone, std::string()};
  }
  const std::string compressed = Compress(validity);
  std::string stored;
  AppendFixed(std::uint64_t{compressed.size()}, &stored);
  stored += compressed;
  AppendPadding(&stored);
  if (!compressed.empty() && stored.size() * kCompressedValidityShrinks <= validity.size()) {
    return {ValidityForm::kCompressed, std::move(stored)};
  }
  return {ValidityForm::kBits, std::string(validity)};
}

// The bits are counted, so that readers may rely on `nulls` and on clear bits past the last row.
Status CheckValidity(const ColumnStatistics& statistics, std::string_view validity) {
  std::uint64_t valid = 0;
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < validity.size(); i += sizeof(word)) {
    std::memcpy(&word, validity.data() + i, sizeof(word));
    valid += kernels::CountMask(&word, 1);
  }
  if (valid != statistics.rows - statistics.nulls ||
      (word & ~kernels::LastWordBits(statistics.rows)) != 0) {
    return Malformed("its validity does not match its count of NULLs");
  }
  return Status::Ok();
}

Status TakeValidity(std::uint8_t form, PayloadReader* reader, ColumnParts* parts) {
  const ColumnStatistics& statistics = parts->statistics;
  if (NeedsValidity(statistics) != (form != static_cast<std::uint8_t>(ValidityForm::kNone))) {
    return Malformed("its validity form contradicts its count of NULLs");
  }
  const std::size_t size = ValidityBytes(statistics.rows);
  switch (static_cast<ValidityForm>(form)) {
    case ValidityForm::kNone:
      return Status::Ok();
    case ValidityForm::kBits:
      parts->validity = reader->TakeBytes(size);
      if (reader->failed()) return Malformed("its validity is cut off");
      return CheckValidity(statistics, parts->validity);
    case ValidityForm::kCompressed: {
      const std::string_view compressed = reader->TakeBytes(reader->Take<std::uint64_t>());
      reader->SkipPadding();
      if (reader->failed()) return Malformed("its validity is cut off");
      COSTDB_ASSIGN_OR_RETURN(parts->decompressed_validity, Decompress(compressed, size));
      return CheckValidity(statistics, parts->decompressed_validity);
    }
  }
  return Malformed("its validity form is unknown");
}

}  // namespace

EncodedColumn AssembleColumn(ColumnStatistics statistics, std::string_view validity,
                             std::string_view payload) {
  const auto [form, stored_validity] = StoredValidity(statistics, validity);
  const std::size_t size = sizeof(Header) + stored_validity.size() + payload.size() +
                           PaddingBytes(payload.size()) + kChecksumBytes;
  statistics.bytes = static_cast<std::uint32_t>(size);
  EncodedColumn column;
  column.statistics = statistics;
  column.bytes.reserve(size);
  AppendFixed(MakeHeader(statistics, form), &column.bytes);
  column.bytes.append(stored_validity).append(payload);
  AppendPadding(&column.bytes);
  AppendFixed(ChecksumOf(column.bytes), &column.bytes);
  return column;
}

Result<ColumnParts> TakeApart(std::string_view bytes, Checksum checksum) {
  if (bytes.size() < sizeof(Header) + kChecksumBytes) return Malformed("it is too short");
  const std::string_view content = bytes.substr(0, bytes.size() - kChecksumBytes);
  std::uint64_t stored = 0;
  std::memcpy(&stored, bytes.data() + content.size(), sizeof(stored));
  if (checksum == Checksum::kVerify && stored != ChecksumOf(content)) {
    return Status::Corruption("an encoded column does not match its checksum");
  }
  PayloadReader reader(content);
  const auto header = reader.Take<Header>();
  COSTDB_RETURN_IF_ERROR(CheckHeader(header, bytes.size()));
  ColumnParts parts;
  parts.statistics = StatisticsOf(header);
  COSTDB_RETURN_IF_ERROR(TakeValidity(header.validity_form, &reader, &parts));
  parts.payload = reader.TakeRest();
  return parts;
}

void Reseal(std::string* bytes) {
  if (bytes->size() < kChecksumBytes) return;
  const std::size_t content = bytes->size() - kChecksumBytes;
  const std::uint64_t checksum = ChecksumOf(std::string_view(*bytes).substr(0, content));
  std::memcpy(bytes->data() + content, &checksum, sizeof(checksum));
}

}  // namespace costdb::engine
