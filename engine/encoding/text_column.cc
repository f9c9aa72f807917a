#include <zstd.h>

#include <algorithm>
#include <cstring>

#include "engine/encoding/column_decoder.h"
#include "engine/encoding/column_header.h"
#include "engine/error/propagate.h"

namespace costdb::engine {
namespace {

constexpr int kZstdLevel = 3;
/// More text than this in one column is refused on reading: no row group writes as much.
constexpr std::uint64_t kTextBytesMax = std::uint64_t{1} << 30;

Status Malformed() {
  return Status::Corruption("an encoded text column is malformed");
}

}  // namespace

// Payload: u64 size of the content, then the content compressed: a u32 length a row, then the
// texts.
EncodedColumn EncodeTexts(std::span<const std::string_view> values) {
  ColumnStatistics statistics;
  statistics.encoding = Encoding::kText;
  statistics.rows = static_cast<std::uint32_t>(values.size());
  std::string content;
  for (const std::string_view value : values) {
    const auto length = static_cast<std::uint32_t>(value.size());
    content.append(reinterpret_cast<const char*>(&length), sizeof(length));
  }
  std::string validity(ValidityBytes(statistics.rows), '\0');
  for (std::size_t i = 0; i < values.size(); ++i) {
    content.append(values[i]);
    if (values[i].empty()) {
      ++statistics.nulls;
    } else {
      validity[i / 8] = static_cast<char>(validity[i / 8] | (1 << (i % 8)));
    }
  }
  if (statistics.nulls == 0) validity.clear();
  const std::uint64_t size = content.size();
  std::string payload(sizeof(size) + ZSTD_compressBound(size), '\0');
  std::memcpy(payload.data(), &size, sizeof(size));
  const std::size_t compressed =
      ZSTD_compress(payload.data() + sizeof(size), payload.size() - sizeof(size), content.data(),
                    content.size(), kZstdLevel);
  payload.resize(sizeof(size) + compressed);
  return AssembleColumn(statistics, validity, payload);
}

Result<TextColumn> TextColumn::Open(std::string_view bytes) {
  COSTDB_ASSIGN_OR_RETURN(const ColumnParts parts, TakeApart(bytes));
  TextColumn column;
  column.statistics_ = parts.statistics;
  const std::size_t rows = parts.statistics.rows;
  std::uint64_t size = 0;
  if (parts.statistics.encoding != Encoding::kText || parts.payload.size() < sizeof(size)) {
    return Malformed();
  }
  std::memcpy(&size, parts.payload.data(), sizeof(size));
  const std::string_view compressed = parts.payload.substr(sizeof(size));
  if (size > kTextBytesMax || size < rows * sizeof(std::uint32_t) ||
      ZSTD_getFrameContentSize(compressed.data(), compressed.size()) != size) {
    return Malformed();
  }
  column.text_.resize(size);
  const std::size_t got =
      ZSTD_decompress(column.text_.data(), size, compressed.data(), compressed.size());
  if (ZSTD_isError(got) != 0 || got != size) return Malformed();
  std::uint64_t end = rows * sizeof(std::uint32_t);
  column.ends_.push_back(static_cast<std::uint32_t>(end));
  for (std::size_t row = 0; row < rows; ++row) {
    std::uint32_t length = 0;
    std::memcpy(&length, column.text_.data() + row * sizeof(length), sizeof(length));
    end += length;
    if (end > size) return Malformed();
    column.ends_.push_back(static_cast<std::uint32_t>(end));
  }
  return end == size ? Result<TextColumn>(std::move(column)) : Malformed();
}

}  // namespace costdb::engine
