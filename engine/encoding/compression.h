#ifndef COSTDB_ENGINE_ENCODING_COMPRESSION_H_
#define COSTDB_ENGINE_ENCODING_COMPRESSION_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "costdb/status.h"

namespace costdb::engine {

/// How hard to look for repetition: kSeldom is for bytes that have little but a skewed
/// distribution, which then take half of the time and less space.
enum class Repetition : std::uint8_t { kSeldom, kUsual };

/// One zstd frame. Empty when zstd fails, which only a lack of memory makes it do. Thread-safe.
std::string Compress(std::string_view bytes, Repetition repetition = Repetition::kUsual);

/// Checks that a zstd frame claims to give exactly `size` bytes, before any are allocated for it.
Status CheckFrame(std::string_view compressed, std::size_t size);

/// Decompresses one zstd frame that must give exactly the `size` bytes of `output`. Thread-safe.
Status DecompressInto(std::string_view compressed, void* output, std::size_t size);

/// Both, into a string. Thread-safe.
Result<std::string> Decompress(std::string_view compressed, std::size_t size);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_ENCODING_COMPRESSION_H_
