#include "engine/store/head.h"

#include <algorithm>
#include <tuple>

#include "engine/error/propagate.h"
#include "engine/store/row_group_builder.h"
#include "engine/store/stored_place.h"

namespace costdb::engine {
namespace {

constexpr std::size_t kTracesBetweenProgress = 4096;
// Traces start in another order than they arrive in, so their bytes are fetched early.
constexpr std::size_t kTracesAhead = 4;

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
void Head::FindStretches() {
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    const StoredSpan& span = spans_[i];
    const bool is_new = i == 0 || span.trace_id != spans_[i - 1].trace_id;
    if (is_new) stretches_.push_back({.trace_id = span.trace_id, .first_span = i});
    Stretch& stretch = stretches_.back();
    ++stretch.span_count;
    stretch.start_unix_ns = std::min(stretch.start_unix_ns, span.start_unix_ns);
    stretch.last_arrival_unix_ms = std::max(stretch.last_arrival_unix_ms, span.arrived_unix_ms);
  }
  std::sort(stretches_.begin(), stretches_.end(), [](const Stretch& a, const Stretch& b) {
    return std::tie(a.trace_id, a.first_span) < std::tie(b.trace_id, b.first_span);
  });
}

void Head::GroupByTrace() {
  FindStretches();
  for (std::size_t i = 0; i < stretches_.size(); ++i) {
    const Stretch& stretch = stretches_[i];
    const bool is_new = i == 0 || stretch.trace_id != stretches_[i - 1].trace_id;
    if (is_new) traces_.push_back({.start_unix_ns = stretch.start_unix_ns, .first_stretch = i});
    Trace& trace = traces_.back();
    ++trace.stretch_count;
    trace.span_count += stretch.span_count;
    trace.start_unix_ns = std::min(trace.start_unix_ns, stretch.start_unix_ns);
    trace.last_order = stretch.first_span + stretch.span_count - 1;
    trace.last_arrival_unix_ms = std::max(trace.last_arrival_unix_ms, stretch.last_arrival_unix_ms);
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

// What says where the next is must have come before: so the traces are at three distances.
void Head::PrefetchAfter(std::size_t i) const {
  constexpr std::size_t kLineBytes = 64;
  const auto ahead = [&](std::size_t times) -> const Trace& {
    return traces_[std::min(i + times * kTracesAhead, traces_.size() - 1)];
  };
  for (const Stretch& stretch : StretchesOf(ahead(3))) __builtin_prefetch(&stretch);
  for (const Stretch& stretch : StretchesOf(ahead(2))) {
    __builtin_prefetch(&spans_[stretch.first_span]);
  }
  for (const Stretch& stretch : StretchesOf(ahead(1))) {
    for (const StoredSpan& stored : SpansOf(stretch)) {
      for (std::size_t at = 0; at < stored.bytes.size(); at += kLineBytes) {
        __builtin_prefetch(stored.bytes.data() + at);
      }
    }
  }
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
    PrefetchAfter(i);
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
