#ifndef COSTDB_INGEST_INPUT_DECOMPRESSOR_H_
#define COSTDB_INGEST_INPUT_DECOMPRESSOR_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "costdb/status.h"
#include "ingest/input/byte_source.h"

namespace costdb::ingest {

/// True when `bytes` begin a gzip member.
bool IsGzip(std::string_view bytes);

/// True when `bytes` begin a zstd frame, or a skippable one.
bool IsZstd(std::string_view bytes);

/// A source of what `compressed` holds: a sequence of gzip members. Memory is constant whatever the
/// ratio. Data that ends early or is corrupt is a kCorruption, after all that stood before it.
std::unique_ptr<ByteSource> DecompressGzip(std::unique_ptr<ByteSource> compressed);

/// The same for a sequence of zstd frames.
std::unique_ptr<ByteSource> DecompressZstd(std::unique_ptr<ByteSource> compressed);

/// Decompresses one whole zstd frame held in memory into `*content`, at most `limit` bytes. Keeps
/// its context from frame to frame; not thread-safe.
class ZstdFrameDecompressor {
 public:
  ZstdFrameDecompressor();
  ~ZstdFrameDecompressor();
  ZstdFrameDecompressor(const ZstdFrameDecompressor&) = delete;
  ZstdFrameDecompressor& operator=(const ZstdFrameDecompressor&) = delete;

  Status Decompress(std::string_view frame, std::size_t limit, std::string* content);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_INPUT_DECOMPRESSOR_H_
