#ifndef COSTDB_ENGINE_STORE_HEAD_INDEX_H_
#define COSTDB_ENGINE_STORE_HEAD_INDEX_H_

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <cstdint>
#include <optional>

#include "costdb/status.h"
#include "engine/span/identifiers.h"
#include "engine/store/environment.h"
#include "engine/store/span_codec.h"

namespace costdb::engine {

/// What resolving needs for a span beside its bytes: places, ranks, rows.
inline constexpr std::uint64_t kResolvingBytesPerSpan = 128;

/// Finds spans of the head by their ids, so that a writer knows a span that is sent again before it
/// is sealed. It keeps a hash of the ids and the place of each span, 16 bytes in a hash table, and
/// looks at the span itself to be sure. Not thread-safe.
class HeadIndex {
 public:
  /// Brings it in step with the head as `transaction` sees it: reads the batches that came since
  /// the last time, whoever wrote them, or all of them when spans were sealed since. Call at the
  /// start of a writing transaction, before it writes; whether that is committed does not matter.
  Status Follow(const Transaction& transaction);

  /// Takes over a batch that its own process wrote and committed, so that Follow need not read it:
  /// its spans have ids that no other span of the head has. `number` is the batch's, the next after
  /// the last Follow.
  void Add(std::uint64_t number, const EncodedBatch& batch);

  /// What spans are looked for by.
  static std::uint64_t HashOf(TraceId trace, SpanId span);

  /// The span of the head with these ids and their hash, if there is one; the first, should there
  /// be two. The same transaction as the last Follow; valid until that writes.
  Result<std::optional<StoredSpan>> Find(const Transaction& transaction, const TraceId& trace,
                                         SpanId span, std::uint64_t hash) const;

  /// Distinct spans in the head, by the last Follow and what was added since.
  std::size_t size() const { return places_.size(); }
  /// About what the head takes in the memory of a process that resolves it, likewise.
  std::uint64_t resolving_bytes() const {
    return stored_bytes_ + kResolvingBytesPerSpan * places_.size();
  }

 private:
  struct Place {
    std::uint32_t batch = 0;   ///< Its number, less first_batch_.
    std::uint32_t offset = 0;  ///< In the batch.
  };

  Status AddBatch(const Transaction& transaction, std::uint64_t number, std::string_view batch);
  Result<StoredSpan> SpanAtPlace(const Transaction& transaction, Place place) const;
  /// Where the ids are, from the hash of them on, or the hash under which to put them.
  Result<std::optional<StoredSpan>> Search(const Transaction& transaction, const TraceId& trace,
                                           SpanId span, std::uint64_t* hash) const;

  /// By the hash of trace id and span id; ids whose hash another pair has already take the next.
  absl::flat_hash_map<std::uint64_t, Place> places_;
  std::uint64_t stored_bytes_ = 0;  ///< Of the batches.
  std::uint64_t first_batch_ = 0;
  std::uint64_t next_batch_ = 0;
  std::uint64_t next_row_group_ = 0;
  std::uint64_t repricings_ = 0;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_HEAD_INDEX_H_
