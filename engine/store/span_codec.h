#ifndef COSTDB_ENGINE_STORE_SPAN_CODEC_H_
#define COSTDB_ENGINE_STORE_SPAN_CODEC_H_

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
  std::uint64_t order = 0;  ///< Position in the order of arrival.
  std::string_view bytes;   ///< What DecodeSpan takes; a view into the batch.
};

/// The stored form of a head batch; docs/file-format.md has its bytes.
std::string EncodeBatch(const std::vector<CodedSpan>& spans);

/// The same from spans that are already in stored form.
std::string EncodeBatch(const std::vector<StoredSpan>& spans);

/// Appends the spans of a batch to `spans`, numbering them on from `first_order`. Fails when the
/// checksum or the structure is wrong.
Status ListBatch(std::string_view batch, std::uint64_t first_order, std::vector<StoredSpan>* spans);

/// The part of a stored span that DecodeSpan takes as `bytes`.
std::string EncodeSpanBody(const CodedSpan& span);

/// Decodes one span that ListBatch found, or that EncodeSpanBody encoded.
Result<CodedSpan> DecodeSpan(const StoredSpan& span);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SPAN_CODEC_H_
