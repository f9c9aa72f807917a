// Text: texts without a dictionary. Payload: u64 text bytes (of all texts), u32 form (0 plain,
// 1 zstd), u32 stored bytes, u64 shortest length, packed blocks of the lengths less the shortest,
// then the texts end to end in that form, and padding.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/encoding/column_decoder.h"
#include "engine/encoding/column_header.h"
#include "engine/encoding/compression.h"
#include "engine/encoding/framed_list.h"
#include "engine/encoding/packed_blocks.h"
#include "engine/encoding/payload_reader.h"
#include "engine/error/propagate.h"

namespace costdb::engine {
namespace {

constexpr std::uint32_t kPlain = 0;
constexpr std::uint32_t kCompressed = 1;

// Zstd must save a tenth, or plain bytes are kept.
constexpr bool IsWorthIt(std::size_t compressed, std::size_t plain) {
  return compressed != 0 && compressed * 10 <= plain * 9;
}

Status Malformed() {
  return Status::Corruption("a text column is malformed");
}

Result<std::string> TakeText(std::uint32_t form, std::string_view stored, std::uint64_t size) {
  if (form == kCompressed) return Decompress(stored, size);
  if (form != kPlain || stored.size() != size) return Malformed();
  return std::string(stored);
}

// The offsets between texts. Fails unless the lengths add up to `text_bytes`.
Result<std::vector<std::uint32_t>> AddUp(const PackedBlocks& lengths, std::uint64_t shortest,
                                         std::uint64_t text_bytes) {
  std::vector<std::uint32_t> ends;
  ends.reserve(std::size_t{lengths.count()} + 1);
  ends.push_back(0);
  std::uint64_t end = 0;
  for (const std::int64_t length : UnpackAll(lengths, shortest, 1)) {
    if (static_cast<std::uint64_t>(length) > text_bytes - end) return Malformed();
    end += static_cast<std::uint64_t>(length);
    ends.push_back(static_cast<std::uint32_t>(end));
  }
  if (end != text_bytes) return Malformed();
  return ends;
}

std::size_t CountEmpty(const std::vector<std::uint32_t>& ends) {
  std::size_t empty = 0;
  for (std::size_t i = 1; i < ends.size(); ++i) empty += ends[i] == ends[i - 1] ? 1 : 0;
  return empty;
}

}  // namespace

EncodedColumn EncodeTexts(std::span<const std::string_view> values) {
  ColumnStatistics statistics;
  statistics.encoding = Encoding::kText;
  statistics.rows = static_cast<std::uint32_t>(values.size());
  std::string text;
  std::uint64_t shortest = values.front().size();
  for (const std::string_view value : values) {
    statistics.nulls += value.empty() ? 1 : 0;
    shortest = std::min<std::uint64_t>(shortest, value.size());
    text += value;
  }
  std::vector<std::uint64_t> lengths(values.size());
  std::transform(values.begin(), values.end(), lengths.begin(),
                 [shortest](std::string_view value) { return value.size() - shortest; });
  std::string compressed = Compress(text);
  const bool compress = IsWorthIt(compressed.size(), text.size());
  const std::string& stored = compress ? compressed : text;

  std::string payload;
  AppendFixed(std::uint64_t{text.size()}, &payload);
  AppendFixed(compress ? kCompressed : kPlain, &payload);
  AppendFixed(static_cast<std::uint32_t>(stored.size()), &payload);
  AppendFixed(shortest, &payload);
  AppendPackedBlocks(lengths, BlockWidths(lengths), &payload);
  payload += stored;
  AppendPadding(&payload);
  return AssembleColumn(statistics, {}, payload);
}

Result<TextColumn> TextColumn::Open(std::string_view bytes) {
  COSTDB_ASSIGN_OR_RETURN(const ColumnParts parts, TakeApart(bytes, Checksum::kVerify));
  if (parts.statistics.encoding != Encoding::kText) {
    return Status::Corruption("an integer column stands where texts should");
  }
  PayloadReader reader(parts.payload);
  const auto text_bytes = reader.Take<std::uint64_t>();
  const auto form = reader.Take<std::uint32_t>();
  const auto stored_bytes = reader.Take<std::uint32_t>();
  const auto shortest = reader.Take<std::uint64_t>();
  const auto lengths = PackedBlocks::Take(parts.statistics.rows, 64, &reader);
  const std::string_view stored = reader.TakeBytes(stored_bytes);
  reader.SkipPadding();
  if (!lengths.has_value() || !reader.AtEnd() || text_bytes > kMaxTextBytes) return Malformed();
  TextColumn column;
  column.statistics_ = parts.statistics;
  COSTDB_ASSIGN_OR_RETURN(column.ends_, AddUp(*lengths, shortest, text_bytes));
  if (CountEmpty(column.ends_) != parts.statistics.nulls) return Malformed();
  COSTDB_ASSIGN_OR_RETURN(column.text_, TakeText(form, stored, text_bytes));
  return column;
}

}  // namespace costdb::engine
