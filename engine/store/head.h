#ifndef COSTDB_ENGINE_STORE_HEAD_H_
#define COSTDB_ENGINE_STORE_HEAD_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "engine/store/environment.h"
#include "engine/store/row_group_data.h"
#include "engine/store/span_codec.h"
#include "engine/trace/trace_resolver.h"

namespace costdb::engine {

/// Which traces sealing leaves in the head, since they may still grow: those with a span among the
/// last `young_spans` that arrived, and those of which a span came after `quiet_since_unix_ms`.
struct SealPolicy {
  std::uint64_t young_spans = 0;
  std::int64_t quiet_since_unix_ms = std::numeric_limits<std::int64_t>::max();
  /// Leaves also the latest traces, which would fill a row group only in part; unless that is all.
  bool whole_row_groups = false;
};

/// The spans not yet sealed, as one transaction sees them, traces together. Views into the map:
/// valid as long as the transaction.
class Head {
 public:
  static Result<Head> Read(const Transaction& transaction);

  /// Distinct traces.
  std::size_t trace_count() const { return traces_.size(); }
  /// Their ids, by start.
  std::vector<TraceId> trace_ids() const;
  /// Spans, duplicates included.
  std::size_t span_count() const { return spans_.size(); }

  /// Takes one finished row group.
  using RowGroupSink = std::function<Status(RowGroupData)>;

  /// What turning the head into row groups did.
  struct Outcome {
    std::uint64_t spans = 0;  ///< Kept.
    std::uint64_t duplicates = 0;
    std::uint64_t conflicts = 0;  ///< Duplicates that differ from the span kept.
    std::uint64_t row_groups = 0;
  };

  /// Resolves every trace, in order of start, and hands full row groups to `sink`. `price` prices
  /// the spans that resolving amends. `progress` is called with the share done; it may be empty.
  Result<Outcome> Resolve(const PriceFunction& price, const RowGroupSink& sink,
                          const std::function<void(double)>& progress) const;

  /// Removes the traces that `policy` leaves to grow, and returns their spans in order of arrival.
  std::vector<StoredSpan> TakeYoung(const SealPolicy& policy);

 private:
  /// Spans of one trace that arrived one after the other.
  struct Stretch {
    TraceId trace_id;
    std::size_t first_span = 0;  ///< Index into spans_, which is also its order.
    std::size_t span_count = 0;
    std::int64_t start_unix_ns = std::numeric_limits<std::int64_t>::max();
    std::int64_t last_arrival_unix_ms = 0;
  };
  struct Trace {
    std::int64_t start_unix_ns = 0;
    std::size_t first_stretch = 0;  ///< Index into stretches_.
    std::size_t stretch_count = 0;
    std::size_t span_count = 0;
    std::uint64_t last_order = 0;  ///< Of the span that arrived last.
    std::int64_t last_arrival_unix_ms = 0;
  };

  explicit Head(std::string_view path) : path_(path) {}
  void FindStretches();
  void GroupByTrace();
  std::span<const Stretch> StretchesOf(const Trace& trace) const {
    return std::span(stretches_).subspan(trace.first_stretch, trace.stretch_count);
  }
  std::span<const StoredSpan> SpansOf(const Stretch& stretch) const {
    return std::span(spans_).subspan(stretch.first_span, stretch.span_count);
  }
  /// Has the processor fetch what Decode will read of the traces after the `i`th.
  void PrefetchAfter(std::size_t i) const;
  Status Decode(const Trace& trace, std::vector<CodedSpan>* spans) const;
  static std::vector<Trace>::iterator EndOfWholeRowGroups(std::vector<Trace>::iterator begin,
                                                          std::vector<Trace>::iterator end);

  std::string_view path_;           ///< Of the database, for messages.
  std::vector<StoredSpan> spans_;   ///< In order of arrival.
  std::vector<Stretch> stretches_;  ///< By trace, then in order of arrival.
  std::vector<Trace> traces_;       ///< By start.
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_HEAD_H_
