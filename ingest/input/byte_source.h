#ifndef COSTDB_INGEST_INPUT_BYTE_SOURCE_H_
#define COSTDB_INGEST_INPUT_BYTE_SOURCE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "costdb/status.h"

namespace costdb::ingest {

/// A stream of bytes that is read once, from front to back. Not thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// Reads at least one and at most `size` bytes (`size` > 0) to `bytes`; 0 means the end. The
  /// message of an error says what is wrong, not in which file.
  virtual Result<std::size_t> Read(char* bytes, std::size_t size) = 0;

  /// The next bytes where they lie, instead of a Read: at most `size`, behind what was lent before,
  /// and kJsonPaddingBytes are readable after them. Empty when they must be read.
  virtual std::string_view Lend(std::size_t /*size*/) { return {}; }
};

/// Opens a file, or standard input when `path` is "-". Each read adds to `*bytes_read`, which must
/// outlive the source. Directories and files that cannot be opened are errors. A read that waits
/// for a pipe or a terminal ends with kCancelled soon after `*cancelled`, which may be null, is
/// set.
/// `waiting`, which may be empty, is called now and then while a read waits; its error ends the
/// read.
Result<std::unique_ptr<ByteSource>> OpenFile(const std::string& path,
                                             const std::atomic<bool>* cancelled,
                                             std::function<Status()> waiting,
                                             std::uint64_t* bytes_read);

/// Reads `bytes`, which must outlive the source. Each read adds to `*bytes_read`.
std::unique_ptr<ByteSource> ReadMemory(std::string_view bytes, std::uint64_t* bytes_read);

/// The size of a regular file, 0 for "-", pipes and what does not exist.
std::uint64_t FileBytes(const std::string& path);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_INPUT_BYTE_SOURCE_H_
