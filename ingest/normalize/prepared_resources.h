#ifndef COSTDB_INGEST_NORMALIZE_PREPARED_RESOURCES_H_
#define COSTDB_INGEST_NORMALIZE_PREPARED_RESOURCES_H_

#include <absl/container/flat_hash_map.h>
#include <absl/strings/string_view.h>

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "engine/span/span_record.h"
#include "ingest/dialect/field.h"

namespace costdb::ingest {

/// What a resource brings to its spans, in the batch that its texts are in.
struct PreparedResource {
  Emitter emitter = Emitter::kAny;  ///< Whose spans see it so.
  std::uint32_t index = 0;          ///< Into SpanBatch::resources.
  std::array<std::string_view, engine::kSpanTextCount> text;
  std::uint64_t contents_dropped = 0;
  std::uint64_t attributes_dropped = 0;

  std::string_view& operator[](engine::SpanText column) {
    return text[static_cast<std::size_t>(column)];
  }
  std::string_view operator[](engine::SpanText column) const {
    return text[static_cast<std::size_t>(column)];
  }
};

/// The resources of a batch by their bytes on the wire: senders name the same few again and again,
/// request after request. Memory is bounded. Not thread-safe.
class PreparedResources {
 public:
  /// Null when that resource has not been prepared for that emitter, or is not remembered.
  const PreparedResource* Find(std::string_view wire, Emitter emitter) const;

  /// Remembers `resource`, in place of what it was to another emitter. The result holds until the
  /// next Add or Clear.
  const PreparedResource& Add(std::string_view wire, const PreparedResource& resource);

  /// Call before the first resource of another batch.
  void Clear();

 private:
  struct Entry {
    std::string wire;
    PreparedResource resource;
  };

  std::deque<Entry> entries_;
  absl::flat_hash_map<absl::string_view, PreparedResource*> index_;  ///< By Entry::wire.
  PreparedResource last_;                                            ///< When it is not remembered.
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_NORMALIZE_PREPARED_RESOURCES_H_
