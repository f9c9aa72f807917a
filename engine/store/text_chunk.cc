#include "engine/store/text_chunk.h"

#include <xxhash.h>

#include <algorithm>

#include "engine/encoding/compression.h"
#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"

namespace costdb::engine {
namespace {

enum class Form : std::uint8_t { kPlain, kCompressed };

constexpr std::size_t kChecksumBytes = sizeof(std::uint32_t);
// Bounds what forged bytes can make a reader allocate.
constexpr std::uint64_t kMostBodyBytes = std::uint64_t{1} << 30;

std::uint32_t ChecksumOf(std::string_view content) {
  return static_cast<std::uint32_t>(XXH3_64bits(content.data(), content.size()));
}

std::size_t CommonPrefix(std::span<const std::string> texts) {
  std::string_view prefix = texts.front();
  for (const std::string_view text : texts) {
    const auto [end, unused] =
        std::mismatch(prefix.begin(), prefix.end(), text.begin(), text.end());
    prefix = prefix.substr(0, static_cast<std::size_t>(end - prefix.begin()));
  }
  return prefix.size();
}

std::string BodyOf(std::span<const std::string> texts) {
  const std::size_t prefix = CommonPrefix(texts);
  std::string body;
  ByteWriter writer(&body);
  writer.Text(std::string_view(texts.front()).substr(0, prefix));
  for (const std::string& text : texts) writer.Varint(text.size() - prefix);
  for (const std::string& text : texts) body.append(text, prefix);
  return body;
}

Status Malformed() {
  return Status::Corruption("its texts are malformed");
}

Status TakeBody(ByteReader* reader, std::string* body) {
  const auto form = static_cast<Form>(reader->Fixed<std::uint8_t>());
  if (form == Form::kPlain) {
    body->assign(reader->rest());
    return Status::Ok();
  }
  const std::uint64_t size = reader->Varint();
  if (!reader->ok() || form != Form::kCompressed || size > kMostBodyBytes) return Malformed();
  COSTDB_ASSIGN_OR_RETURN(*body, Decompress(reader->rest(), size));
  return Status::Ok();
}

}  // namespace

std::string EncodeTextChunk(std::span<const std::string> texts) {
  const std::string body = BodyOf(texts);
  const std::string compressed = Compress(body);
  std::string bytes;
  ByteWriter writer(&bytes);
  writer.Varint(texts.size());
  if (!compressed.empty() && compressed.size() + sizeof(std::uint16_t) < body.size()) {
    writer.Fixed(Form::kCompressed);
    writer.Varint(body.size());
    bytes += compressed;
  } else {
    writer.Fixed(Form::kPlain);
    bytes += body;
  }
  writer.Fixed(ChecksumOf(bytes));
  return bytes;
}

std::optional<std::uint32_t> CountTextsOfChunk(std::string_view bytes) {
  const std::uint64_t count = ByteReader(bytes).Varint();
  if (count == 0 || count > kTextsPerChunk) return std::nullopt;
  return static_cast<std::uint32_t>(count);
}

Result<TextChunk> TextChunk::Decode(std::string_view bytes) {
  if (bytes.size() < kChecksumBytes) return Malformed();
  const std::string_view content = bytes.substr(0, bytes.size() - kChecksumBytes);
  if (ByteReader(bytes.substr(content.size())).Fixed<std::uint32_t>() != ChecksumOf(content)) {
    return Status::Corruption("its texts do not match their checksum");
  }
  const auto count = CountTextsOfChunk(content);
  if (!count) return Malformed();
  ByteReader reader(content);
  reader.Varint();
  std::string body;
  COSTDB_RETURN_IF_ERROR(TakeBody(&reader, &body));
  ByteReader parts(body);
  const std::string_view prefix = parts.Text();
  std::vector<std::uint64_t> lengths(*count);
  for (std::uint64_t& length : lengths) length = parts.Varint();
  if (!parts.ok()) return Malformed();
  std::string_view rest = parts.rest();
  TextChunk chunk;
  chunk.texts_.reserve(std::min<std::size_t>(rest.size() + *count * prefix.size(), kMostBodyBytes));
  for (const std::uint64_t length : lengths) {
    if (length > rest.size()) return Malformed();
    chunk.texts_.append(prefix).append(rest.substr(0, length));
    chunk.ends_.push_back(chunk.texts_.size());
    rest.remove_prefix(length);
  }
  return rest.empty() ? Result<TextChunk>(std::move(chunk)) : Malformed();
}

}  // namespace costdb::engine
