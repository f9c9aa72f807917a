#ifndef COSTDB_TOOLS_OUTPUT_BUFFERED_TEXT_H_
#define COSTDB_TOOLS_OUTPUT_BUFFERED_TEXT_H_

#include <cstddef>
#include <string>

#include "costdb/status.h"
#include "tools/output/result_writer.h"

namespace costdb::tools {

/// Collects text and hands it on in large pieces. Not thread-safe.
class BufferedText {
 public:
  explicit BufferedText(const TextSink& sink) : sink_(sink) {}

  /// Append here; call FlushIfLarge after each row and Flush at the end.
  std::string& text() { return text_; }

  Status FlushIfLarge() { return text_.size() < kLargeBytes ? Status::Ok() : Flush(); }

  Status Flush() {
    Status status = text_.empty() ? Status::Ok() : sink_(text_);
    text_.clear();
    return status;
  }

 private:
  static constexpr std::size_t kLargeBytes = std::size_t{1} << 16;

  const TextSink& sink_;
  std::string text_;
};

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_OUTPUT_BUFFERED_TEXT_H_
