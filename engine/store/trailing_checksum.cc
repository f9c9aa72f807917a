#include "engine/store/trailing_checksum.h"

#include <xxhash.h>

#include "engine/store/byte_codec.h"

namespace costdb::engine {

void AppendChecksum(std::string* bytes) {
  const std::uint64_t checksum = XXH3_64bits(bytes->data(), bytes->size());
  ByteWriter(bytes).Fixed(checksum);
}

std::uint64_t TrailingChecksum(std::string_view bytes) {
  return ByteReader(bytes.substr(bytes.size() - kTrailingChecksumBytes)).Fixed<std::uint64_t>();
}

bool MatchesChecksum(std::string_view bytes) {
  if (bytes.size() < kTrailingChecksumBytes) return false;
  const std::string_view content = WithoutChecksum(bytes);
  return TrailingChecksum(bytes) == XXH3_64bits(content.data(), content.size());
}

}  // namespace costdb::engine
