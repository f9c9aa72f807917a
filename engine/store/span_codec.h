#ifndef COSTDB_ENGINE_STORE_SPAN_CODEC_H_
#define COSTDB_ENGINE_STORE_SPAN_CODEC_H_

#include <span>
#include <string>
#include <vector>

#include "costdb/status.h"
#include "engine/store/byte_codec.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// A span inside a head batch, found without decoding it.
struct StoredSpan {
  TraceId trace_id;
  std::int64_t start_unix_ns = 0;
  std::int64_t arrived_unix_ms = 0;  ///< When its batch came.
  std::uint64_t order = 0;           ///< Position in the order of arrival.
  std::uint32_t offset = 0;          ///< Where it begins in its batch.
  std::string_view bytes;            ///< What DecodeSpan takes; a view into the batch.
};

/// The span at an offset that ListBatch found in this batch before; its order is not known. Bytes
/// that changed since make it some other span.
StoredSpan SpanAt(std::string_view batch, std::uint32_t offset);

/// A head batch in stored form.
struct EncodedBatch {
  std::string bytes;
  std::vector<std::uint32_t> offsets;  ///< StoredSpan::offset of each span.
  std::int64_t arrived_unix_ms = 0;

  std::size_t size() const { return offsets.size(); }
  StoredSpan operator[](std::size_t span) const { return SpanAt(bytes, offsets[span]); }
};

/// Makes the stored form of a head batch, span by span; docs/file-format.md has its bytes.
class BatchEncoder {
 public:
  /// Of as many spans, which came at a time.
  BatchEncoder(std::size_t span_count, std::int64_t arrived_unix_ms);

  void Add(const CodedSpan& span);
  /// One that is already in stored form.
  void Add(const StoredSpan& span);
  /// Call when all spans have been added; nothing can be added after it.
  EncodedBatch Finish();

 private:
  void BeginSpan();

  EncodedBatch batch_;
  std::string scratch_;  ///< For one span; as large as it has been.
};

/// The stored form of a head batch that came at a time.
std::string EncodeBatch(std::span<const CodedSpan> spans, std::int64_t arrived_unix_ms);

/// The same from spans that are already in stored form.
std::string EncodeBatch(std::span<const StoredSpan> spans, std::int64_t arrived_unix_ms);

/// Appends the spans of a batch to `spans`, numbering them on from `first_order`. Fails when the
/// checksum or the structure is wrong.
Status ListBatch(std::string_view batch, std::uint64_t first_order, std::vector<StoredSpan>* spans);

/// The id of a span that ListBatch or SpanAt found.
SpanId SpanIdOf(const StoredSpan& span);

/// The part of a stored span that DecodeSpan takes as `bytes`.
std::string EncodeSpanBody(const CodedSpan& span);

/// Decodes one span that ListBatch found, or that EncodeSpanBody encoded, into a new `span`, which
/// is not to be used when that fails.
Status DecodeSpan(const StoredSpan& stored, CodedSpan* span);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SPAN_CODEC_H_
