#ifndef COSTDB_INGEST_WIRE_TEXT_STORE_H_
#define COSTDB_INGEST_WIRE_TEXT_STORE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace costdb::ingest {

/// Memory for texts, handed out piece by piece, that stays where it is until it is given back. Not
/// thread-safe.
class TextStore {
 public:
  /// What was kept by then.
  struct Mark {
    std::size_t chunks = 0;
    std::size_t used = 0;  ///< Of the last chunk.
  };
  Mark mark() const { return {chunks_.size(), used_}; }

  /// Gives back what was kept since; a chunk for small texts stays.
  void Return(const Mark& mark) {
    const std::size_t chunks = mark.chunks == 0 && has_small_chunk() ? 1 : mark.chunks;
    if (chunks < chunks_.size()) chunks_.resize(chunks);
    used_ = mark.used;
  }
  void Clear() { Return({}); }

  /// At least `size` bytes to write to; they are kept by Keep, or else handed out again.
  std::uint8_t* Room(std::size_t size) {
    if (chunks_.empty() || chunks_.back().size - used_ < size) Grow(size);
    return chunks_.back().bytes.get() + used_;
  }
  void Keep(std::size_t size) { used_ += size; }

 private:
  static constexpr std::size_t kChunkBytes = std::size_t{64} << 10;

  struct Chunk {
    std::unique_ptr<std::uint8_t[]> bytes;
    std::size_t size = 0;
  };

  bool has_small_chunk() const { return !chunks_.empty() && chunks_[0].size == kChunkBytes; }

  void Grow(std::size_t size) {
    const std::size_t bytes = size > kChunkBytes ? size : kChunkBytes;
    chunks_.push_back({std::make_unique_for_overwrite<std::uint8_t[]>(bytes), bytes});
    used_ = 0;
  }

  std::vector<Chunk> chunks_;
  std::size_t used_ = 0;  ///< Of the last.
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_TEXT_STORE_H_
