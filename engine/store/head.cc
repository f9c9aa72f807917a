#include "engine/store/head.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "engine/error/propagate.h"
#include "engine/store/row_group_builder.h"
#include "engine/store/stored_place.h"

namespace costdb::engine {
namespace {

constexpr std::size_t kTracesBetweenProgress = 4096;

}  // namespace

Result<Head> Head::Read(const Transaction& transaction) {
  Head head(transaction.path());
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kHead));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
  while (found) {
    const auto number = BigEndianPart<std::uint64_t>(cursor.key(), 0);
    COSTDB_RETURN_IF_ERROR(InPlace(HeadBatchText(transaction.path(), number),
                                   ListBatch(cursor.value(), head.spans_.size(), &head.spans_)));
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
  }
  head.GroupByTrace();
  return head;
}

// The spans of a trace mostly arrive together: stretches of them are sorted rather than spans.
void Head::GroupByTrace() {
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    const bool is_new = i == 0 || spans_[i].trace_id != spans_[i - 1].trace_id;
    if (is_new) stretches_.push_back({.trace_id = spans_[i].trace_id, .first_span = i});
    ++stretches_.back().span_count;
  }
  std::sort(stretches_.begin(), stretches_.end(), [](const Stretch& a, const Stretch& b) {
    return std::tie(a.trace_id, a.first_span) < std::tie(b.trace_id, b.first_span);
  });
  for (std::size_t i = 0; i < stretches_.size(); ++i) {
    const bool is_new = i == 0 || stretches_[i].trace_id != stretches_[i - 1].trace_id;
    if (is_new) {
      traces_.push_back(
          {.start_unix_ns = std::numeric_limits<std::int64_t>::max(), .first_stretch = i});
    }
    Trace& trace = traces_.back();
    ++trace.stretch_count;
    for (const StoredSpan& span : SpansOf(stretches_[i])) {
      trace.start_unix_ns = std::min(trace.start_unix_ns, span.start_unix_ns);
      trace.last_order = span.order;
      trace.last_arrival_unix_ms = std::max(trace.last_arrival_unix_ms, span.arrived_unix_ms);
      ++trace.span_count;
    }
  }
  // Stretches are by trace id, so they break ties the same way whatever the arrival order.
  std::sort(traces_.begin(), traces_.end(), [](const Trace& a, const Trace& b) {
    return std::tie(a.start_unix_ns, a.first_stretch) < std::tie(b.start_unix_ns, b.first_stretch);
  });
}

std::vector<TraceId> Head::trace_ids() const {
  std::vector<TraceId> ids;
  ids.reserve(traces_.size());
  for (const Trace& trace : traces_) ids.push_back(stretches_[trace.first_stretch].trace_id);
  return ids;
}

// Where the last row group ends that traces from `begin` on fill; `end` when they fill none.
std::vector<Head::Trace>::iterator Head::EndOfWholeRowGroups(std::vector<Trace>::iterator begin,
                                                             std::vector<Trace>::iterator end) {
  auto whole = end;
  std::size_t spans = 0;
  for (auto trace = begin; trace != end; ++trace) {
    spans += trace->span_count;
    if (spans < kRowGroupSpans) continue;
    whole = trace + 1;
    spans = 0;
  }
  return whole;
}

std::vector<StoredSpan> Head::TakeYoung(const SealPolicy& policy) {
  const std::size_t first_young =
      spans_.size() - std::min<std::size_t>(policy.young_spans, spans_.size());
  const auto young = std::stable_partition(
      traces_.begin(), traces_.end(), [&policy, first_young](const Trace& trace) {
        return trace.last_order < first_young &&
               trace.last_arrival_unix_ms <= policy.quiet_since_unix_ms;
      });
  const auto kept = policy.whole_row_groups ? EndOfWholeRowGroups(traces_.begin(), young) : young;
  std::vector<StoredSpan> taken;
  for (auto trace = kept; trace != traces_.end(); ++trace) {
    for (const Stretch& stretch : StretchesOf(*trace)) {
      const auto spans = SpansOf(stretch);
      taken.insert(taken.end(), spans.begin(), spans.end());
    }
  }
  traces_.erase(kept, traces_.end());
  std::sort(taken.begin(), taken.end(),
            [](const StoredSpan& a, const StoredSpan& b) { return a.order < b.order; });
  return taken;
}

Status Head::Decode(const Trace& trace, std::vector<CodedSpan>* spans) const {
  spans->reserve(trace.span_count);
  for (const Stretch& stretch : StretchesOf(trace)) {
    for (const StoredSpan& stored : SpansOf(stretch)) {
      COSTDB_RETURN_IF_ERROR(DecodeSpan(stored, &spans->emplace_back()));
    }
  }
  return Status::Ok();
}

Result<Head::Outcome> Head::Resolve(const PriceFunction& price, const RowGroupSink& sink,
                                    const std::function<void(double)>& progress) const {
  Outcome outcome;
  RowGroupBuilder builder;
  for (std::size_t i = 0; i < traces_.size(); ++i) {
    const Trace& trace = traces_[i];
    std::vector<CodedSpan> spans;
    const Status decoded = Decode(trace, &spans);
    if (!decoded.ok()) return InPlace(PlaceText({path_, std::nullopt}), decoded);
    ResolvedTrace resolved = ResolveTrace(spans, price);
    outcome.spans += resolved.spans.size();
    outcome.duplicates += resolved.duplicates;
    outcome.conflicts += resolved.conflicts;
    builder.Add(std::move(resolved), std::move(spans));
    if (builder.IsFull() || i + 1 == traces_.size()) {
      COSTDB_RETURN_IF_ERROR(sink(builder.Finish()));
      ++outcome.row_groups;
    }
    if (progress && i % kTracesBetweenProgress == 0) {
      progress(static_cast<double>(i) / static_cast<double>(traces_.size()));
    }
  }
  if (progress) progress(1);
  return outcome;
}

}  // namespace costdb::engine
