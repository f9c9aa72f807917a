#ifndef COSTDB_TOOLS_COMMAND_GENERATE_TARGET_H_
#define COSTDB_TOOLS_COMMAND_GENERATE_TARGET_H_

#include <memory>
#include <string>
#include <string_view>

#include "costdb/status.h"
#include "tools/workload/otlp_encoder.h"

namespace costdb::tools {

/// Where a generated workload goes. Not thread-safe.
class GenerateTarget {
 public:
  virtual ~GenerateTarget() = default;

  /// Chosen by the name: .jsonl, .json and .ndjson are OTLP JSON lines, .pb, .binpb and .otlp
  /// length-prefixed OTLP protobuf, each also with .gz or .zst; - is OTLP JSON lines on standard
  /// output; any other name is a database, which takes the workload in as OTLP. A file or database
  /// that exists is refused unless `force`: then the file is overwritten, and the database gets
  /// more.
  static Result<std::unique_ptr<GenerateTarget>> Open(const std::string& name, bool force);

  virtual OtlpFormat format() const = 0;

  /// Takes whole requests.
  virtual Status Write(std::string_view otlp) = 0;

  /// Completes the file, or seals the database. A file that is not completed is removed.
  virtual Status Finish() = 0;
};

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_COMMAND_GENERATE_TARGET_H_
