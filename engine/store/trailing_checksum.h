#ifndef COSTDB_ENGINE_STORE_TRAILING_CHECKSUM_H_
#define COSTDB_ENGINE_STORE_TRAILING_CHECKSUM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace costdb::engine {

/// Stored values end with the XXH3 of all that comes before, a u64.
inline constexpr std::size_t kTrailingChecksumBytes = sizeof(std::uint64_t);

/// Ends `bytes` with the checksum of what they are.
void AppendChecksum(std::string* bytes);

/// The checksum at the end of `bytes`, which have at least kTrailingChecksumBytes.
std::uint64_t TrailingChecksum(std::string_view bytes);

/// Whether it is that of what comes before; false when the bytes are too few to have one.
bool MatchesChecksum(std::string_view bytes);

/// What comes before it.
inline std::string_view WithoutChecksum(std::string_view bytes) {
  return bytes.substr(0, bytes.size() - kTrailingChecksumBytes);
}

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_TRAILING_CHECKSUM_H_
