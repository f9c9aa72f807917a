#ifndef COSTDB_INGEST_NORMALIZE_TEXT_POOL_H_
#define COSTDB_INGEST_NORMALIZE_TEXT_POOL_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "engine/span/span_record.h"

namespace costdb::ingest {

/// Copies texts into a few large pieces of memory that a batch owns. A text that came not long ago
/// is the same view again, as the names of models, services and attributes mostly are: it costs a
/// comparison, and who reads the batch knows it by its address. Not thread-safe.
class TextPool {
 public:
  /// `text` as UTF-8 in memory of `batch`: in which every text must be kept until Begin.
  std::string_view Keep(std::string_view text, engine::SpanBatch* batch);

  /// Call before the first text of another batch; the batch before has all its texts.
  void Begin();

  /// What texts take since Begin.
  std::size_t bytes() const { return bytes_; }

 private:
  std::string_view Copy(std::string_view text, engine::SpanBatch* batch);

  static constexpr std::size_t kRecent = 512;

  std::array<std::string_view, kRecent> recent_;
  char* free_ = nullptr;  ///< Of the piece at hand.
  std::size_t free_bytes_ = 0;
  std::string repaired_;
  std::size_t bytes_ = 0;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_NORMALIZE_TEXT_POOL_H_
