#ifndef COSTDB_INGEST_INPUT_INPUT_BUFFER_H_
#define COSTDB_INGEST_INPUT_INPUT_BUFFER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "costdb/status.h"
#include "ingest/input/byte_source.h"

namespace costdb::ingest {

/// A window over a ByteSource: the bytes read and not yet consumed, in one piece, always followed
/// by kJsonPaddingBytes of readable memory. Not thread-safe.
class InputBuffer {
 public:
  explicit InputBuffer(std::unique_ptr<ByteSource> source);

  /// Reads once more, making room first. False at the end of the source, or when it failed;
  /// status() tells which. Invalidates window().
  bool ReadMore();

  /// Reads until the window has `size` bytes; false when the source ends before.
  bool Require(std::size_t size);

  /// What was read and not consumed.
  std::string_view window() const { return {data_ + begin_, end_ - begin_}; }

  /// Gives up the first `size` bytes of the window.
  void Consume(std::size_t size);

  /// Offset of the window's first byte in the source.
  std::uint64_t offset() const { return offset_; }

  /// Why the source ended, if it failed.
  const Status& status() const { return status_; }

  /// Puts a filter (a decompressor) between source and buffer. The unread bytes go through it.
  using Filter = std::unique_ptr<ByteSource> (*)(std::unique_ptr<ByteSource>);
  void Insert(Filter filter);

 private:
  bool Borrow();
  void MakeRoom();
  bool is_borrowed() const { return data_ != memory_.get(); }

  std::unique_ptr<ByteSource> source_;
  std::unique_ptr<char[]> memory_;
  std::size_t capacity_ = 0;
  const char* data_ = nullptr;  ///< `memory_`, or what the source lends.
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;
  bool at_end_ = false;
  Status status_;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_INPUT_INPUT_BUFFER_H_
