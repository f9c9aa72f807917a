#include "engine/store/head_index.h"

#include <xxhash.h>

#include <array>
#include <vector>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/meta.h"
#include "engine/store/stored_place.h"

namespace costdb::engine {

std::uint64_t HeadIndex::HashOf(TraceId trace, SpanId span) {
  const std::array<std::uint64_t, 3> words = {trace.high, trace.low, span};
  return XXH3_64bits(words.data(), sizeof(words));
}

// Batches are numbered without gaps, and only sealing removes them. Sealing makes row groups, or
// writes every span again in new batches. Repricing writes batches anew under their numbers.
Status HeadIndex::Follow(const Transaction& transaction) {
  COSTDB_ASSIGN_OR_RETURN(const auto next_batch, ReadCounter(transaction, Counter::kNextBatch));
  COSTDB_ASSIGN_OR_RETURN(const auto next_row_group,
                          ReadCounter(transaction, Counter::kNextRowGroup));
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kHead));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
  const auto first_batch = found ? BigEndianPart<std::uint64_t>(cursor.key(), 0) : next_batch;
  COSTDB_ASSIGN_OR_RETURN(const auto repricings, ReadCounter(transaction, Counter::kRepricings));
  if (next_row_group != next_row_group_ || repricings != repricings_ ||
      first_batch != first_batch_) {
    repricings_ = repricings;
    places_.clear();
    stored_bytes_ = 0;
    first_batch_ = first_batch;
    next_batch_ = first_batch;
  }
  COSTDB_ASSIGN_OR_RETURN(found, cursor.SeekAtLeast(BigEndianKey(next_batch_)));
  while (found) {
    const auto number = BigEndianPart<std::uint64_t>(cursor.key(), 0);
    Status added = AddBatch(transaction, number, cursor.value());
    if (!added.ok()) {
      // Half a batch would be taken for a whole one.
      *this = HeadIndex();
      return added;
    }
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
  }
  next_batch_ = next_batch;
  next_row_group_ = next_row_group;
  return Status::Ok();
}

Status HeadIndex::AddBatch(const Transaction& transaction, std::uint64_t number,
                           std::string_view batch) {
  std::vector<StoredSpan> spans;
  COSTDB_RETURN_IF_ERROR(
      InPlace(HeadBatchText(transaction.path(), number), ListBatch(batch, 0, &spans)));
  places_.reserve(places_.size() + spans.size());
  stored_bytes_ += batch.size();
  for (const StoredSpan& span : spans) {
    std::uint64_t hash = HashOf(span.trace_id, SpanIdOf(span));
    COSTDB_ASSIGN_OR_RETURN(const auto known,
                            Search(transaction, span.trace_id, SpanIdOf(span), &hash));
    if (known) continue;
    places_.emplace(hash, Place{static_cast<std::uint32_t>(number - first_batch_), span.offset});
  }
  return Status::Ok();
}

void HeadIndex::Add(std::uint64_t number, const EncodedBatch& batch) {
  if (number != next_batch_) return;  // Follow will read it.
  places_.reserve(places_.size() + batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const StoredSpan span = batch[i];
    std::uint64_t hash = HashOf(span.trace_id, SpanIdOf(span));
    const Place place{static_cast<std::uint32_t>(number - first_batch_), span.offset};
    while (!places_.emplace(hash, place).second) ++hash;
  }
  stored_bytes_ += batch.bytes.size();
  ++next_batch_;
}

Result<std::optional<StoredSpan>> HeadIndex::Find(const Transaction& transaction,
                                                  const TraceId& trace, SpanId span,
                                                  std::uint64_t hash) const {
  return Search(transaction, trace, span, &hash);
}

Result<std::optional<StoredSpan>> HeadIndex::Search(const Transaction& transaction,
                                                    const TraceId& trace, SpanId span,
                                                    std::uint64_t* hash) const {
  for (;; ++*hash) {
    const auto place = places_.find(*hash);
    if (place == places_.end()) return std::optional<StoredSpan>();
    COSTDB_ASSIGN_OR_RETURN(const StoredSpan stored, SpanAtPlace(transaction, place->second));
    if (stored.trace_id == trace && SpanIdOf(stored) == span) return std::optional(stored);
  }
}

Result<StoredSpan> HeadIndex::SpanAtPlace(const Transaction& transaction, Place place) const {
  COSTDB_ASSIGN_OR_RETURN(const auto batch,
                          transaction.Get(Table::kHead, BigEndianKey(first_batch_ + place.batch)));
  if (!batch) return Status::Internal("a head batch is missing that its index has");
  return SpanAt(*batch, place.offset);
}

}  // namespace costdb::engine
