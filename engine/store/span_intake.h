#ifndef COSTDB_ENGINE_STORE_SPAN_INTAKE_H_
#define COSTDB_ENGINE_STORE_SPAN_INTAKE_H_

#include <cstdint>

#include "costdb/status.h"
#include "engine/store/environment.h"
#include "engine/store/head_index.h"
#include "engine/store/sealed_traces.h"
#include "engine/store/span_codec.h"

namespace costdb::engine {

/// The spans of a batch as they go into the head, and what was found about them.
struct Intake {
  /// Earlier spans of traces that were sealed, then the new spans in order.
  EncodedBatch batch;
  std::uint64_t duplicates = 0;      ///< Spans that the database, or the batch, had; dropped.
  std::uint64_t conflicts = 0;       ///< Of these, the ones that differ from the span kept.
  std::uint64_t late = 0;            ///< New spans of traces that were sealed.
  std::uint64_t unsealed_spans = 0;  ///< Their earlier spans.
  std::uint64_t unsealed_traces = 0;
};

/// Drops the spans of a batch that the head or a sealed trace has already, and takes the traces
/// that others belong to out of their row groups: marks their rows deleted in `writing`. `price` is
/// what SealedSpanReader takes; `reading` sees what `writing` began with; `head` follows it. Row
/// groups are opened one after another, so that memory does not grow with their number.
Result<Intake> TakeIn(EncodedBatch arrived, const PriceFunction& price, const HeadIndex& head,
                      SealedIds& sealed_ids, const Transaction& reading, Transaction& writing);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SPAN_INTAKE_H_
