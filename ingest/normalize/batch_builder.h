#ifndef COSTDB_INGEST_NORMALIZE_BATCH_BUILDER_H_
#define COSTDB_INGEST_NORMALIZE_BATCH_BUILDER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "costdb/status.h"
#include "engine/span/span_record.h"
#include "ingest/ingest.h"
#include "ingest/normalize/text_pool.h"

namespace costdb::ingest {

/// Gathers spans into batches and hands each full batch to the sink. Texts are copied into the
/// batch. Not thread-safe.
class BatchBuilder {
 public:
  /// Both must outlive the builder.
  BatchBuilder(const IngestOptions& options, const BatchSink& sink);

  /// `text`, as UTF-8, in memory that lives as long as the current batch.
  std::string_view Keep(std::string_view text) { return texts_.Keep(text, &batch_); }

  /// Adds an attribute to the current batch: of the span or resource that is added next.
  void AddAttribute(std::string_view key, std::string_view value);
  std::uint32_t attribute_count() const {
    return static_cast<std::uint32_t>(batch_.attributes.size());
  }

  /// True when one of the attributes since `first_attribute` has this key.
  bool HasAttribute(std::uint32_t first_attribute, std::string_view key) const;

  /// Adds the attributes since `first_attribute` as a resource, and returns its index.
  std::uint32_t AddResource(std::uint32_t first_attribute);

  /// A new span of the batch, to be filled in: it is either added or dropped before anything else
  /// happens to the batch.
  engine::SpanRecord* NewSpan();
  void DropSpan() { batch_.spans.pop_back(); }

  /// Adds the new span, with the attributes since its `first_attribute`. Hands the batch on when it
  /// is full, after which batch_number() is another.
  Status AddSpan();

  /// Hands the batch on when its texts take much memory, though it may hold few spans, or none:
  /// what rejected spans left behind is freed so.
  Status FlushIfLarge();
  /// Hands the batch on when its first span has waited for a second.
  Status FlushIfOld();

  /// Hands on what has been gathered, if anything.
  Status Flush();

  /// Counts the batches; texts and resources of an earlier batch must not be used in this one.
  std::uint64_t batch_number() const { return batch_number_; }

  /// Spans that the sink took.
  std::uint64_t delivered_spans() const { return delivered_spans_; }

 private:
  /// What the batch's texts, attributes and resources take.
  std::size_t batch_bytes() const;

  const IngestOptions& options_;
  const BatchSink& sink_;
  engine::SpanBatch batch_;
  TextPool texts_;
  std::chrono::steady_clock::time_point first_span_;  ///< When the batch's first span came.
  std::uint64_t batch_number_ = 1;
  std::uint64_t delivered_spans_ = 0;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_NORMALIZE_BATCH_BUILDER_H_
