#ifndef COSTDB_ENGINE_STORE_TEXT_CHUNK_H_
#define COSTDB_ENGINE_STORE_TEXT_CHUNK_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"

namespace costdb::engine {

/// The texts of a dictionary are stored in chunks of so many, in the order of their codes; only the
/// last chunk has fewer.
inline constexpr std::uint32_t kTextsPerChunk = 64;

/// 1 to kTextsPerChunk texts as they are stored: what all begin with once, lengths, the rest of
/// each, compressed where that helps; and a checksum. docs/file-format.md has the bytes.
std::string EncodeTextChunk(std::span<const std::string> texts);

/// How many texts a stored chunk claims to have, without a look at the rest; nothing when that is
/// impossible.
std::optional<std::uint32_t> CountTextsOfChunk(std::string_view bytes);

/// The texts of a stored chunk. Immutable.
class TextChunk {
 public:
  /// Fails on bytes that do not match their checksum, or are malformed.
  static Result<TextChunk> Decode(std::string_view bytes);

  std::uint32_t size() const { return static_cast<std::uint32_t>(ends_.size() - 1); }
  /// Valid as long as the chunk.
  std::string_view operator[](std::uint32_t index) const {
    return std::string_view(texts_).substr(ends_[index], ends_[index + 1] - ends_[index]);
  }

 private:
  std::string texts_;
  std::vector<std::size_t> ends_ = {0};  ///< One more than texts.
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_TEXT_CHUNK_H_
