#ifndef COSTDB_TOOLS_WORKLOAD_COMPRESSED_FILE_H_
#define COSTDB_TOOLS_WORKLOAD_COMPRESSED_FILE_H_

#include <memory>
#include <string>
#include <string_view>

#include "costdb/status.h"

namespace costdb::tools {

/// A file being written, compressed as its name says: .gz, .zst, or not at all. Not thread-safe.
class CompressedFile {
 public:
  virtual ~CompressedFile() = default;

  /// Creates or empties the file.
  static Result<std::unique_ptr<CompressedFile>> Create(const std::string& path);

  virtual Status Write(std::string_view bytes) = 0;

  /// Completes the file. Without it the file is cut short.
  virtual Status Close() = 0;
};

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_WORKLOAD_COMPRESSED_FILE_H_
