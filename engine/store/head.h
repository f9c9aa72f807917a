#ifndef COSTDB_ENGINE_STORE_HEAD_H_
#define COSTDB_ENGINE_STORE_HEAD_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "costdb/status.h"
#include "engine/store/environment.h"
#include "engine/store/row_group_data.h"
#include "engine/store/span_codec.h"
#include "engine/trace/trace_resolver.h"

namespace costdb::engine {

/// The spans not yet sealed, as one transaction sees them, traces together. Views into the map:
/// valid as long as the transaction.
class Head {
 public:
  static Result<Head> Read(const Transaction& transaction);

  /// Distinct traces.
  std::size_t trace_count() const { return traces_.size(); }
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
  Result<Outcome> Resolve(const SpanPricer& price, const RowGroupSink& sink,
                          const std::function<void(double)>& progress) const;

  /// Removes the traces of which a span is among the last `span_count` that arrived, and returns
  /// their spans in order of arrival: the traces that may still be growing.
  std::vector<StoredSpan> TakeYoung(std::size_t span_count);

 private:
  struct Trace {
    std::int64_t start_unix_ns = 0;
    std::size_t first_span = 0;  ///< Index into spans_.
    std::size_t span_count = 0;
    std::uint64_t last_order = 0;  ///< Of the span that arrived last.
  };

  void GroupByTrace();

  std::vector<StoredSpan> spans_;  ///< By trace, then in order of arrival.
  std::vector<Trace> traces_;      ///< By start.
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_HEAD_H_
