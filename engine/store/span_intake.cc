#include "engine/store/span_intake.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/span_codec.h"
#include "engine/trace/span_forest.h"

namespace costdb::engine {
namespace {

class SpanIntake {
 public:
  SpanIntake(std::vector<CodedSpan> spans, const PriceFunction& price, SealedIds& sealed_ids,
             const Transaction& reading, Transaction& writing)
      : arrived_(std::move(spans)),
        is_known_(arrived_.size()),
        is_late_(arrived_.size()),
        price_(price),
        sealed_ids_(sealed_ids),
        reading_(reading),
        writing_(writing) {}

  Result<Intake> Run(const HeadIndex& head) {
    COSTDB_RETURN_IF_ERROR(MeetHead(head));
    COSTDB_RETURN_IF_ERROR(MeetSealed());
    DropSentTwice();
    for (std::size_t i = 0; i < arrived_.size(); ++i) {
      if (is_known_[i]) continue;
      if (is_late_[i]) ++intake_.late;
      intake_.spans.push_back(std::move(arrived_[i]));
    }
    return std::move(intake_);
  }

 private:
  void Drop(std::size_t span, bool conflicts) {
    is_known_[span] = true;
    ++intake_.duplicates;
    if (conflicts) ++intake_.conflicts;
  }

  Status MeetHead(const HeadIndex& head) {
    for (std::size_t i = 0; i < arrived_.size(); ++i) {
      const CodedSpan& span = arrived_[i];
      COSTDB_ASSIGN_OR_RETURN(const auto in_head, head.Find(reading_, span.trace_id, span.span_id));
      if (!in_head) continue;
      COSTDB_ASSIGN_OR_RETURN(const CodedSpan known, DecodeSpan(*in_head));
      Drop(i, !IsSameSpan(known, span));
    }
    return Status::Ok();
  }

  // Spans that are in the batch twice. Last, so that copies of a span that the database has are
  // compared with that one and not with each other.
  void DropSentTwice() {
    absl::flat_hash_map<std::pair<TraceId, SpanId>, std::size_t> of_batch;
    of_batch.reserve(arrived_.size());
    for (std::size_t i = 0; i < arrived_.size(); ++i) {
      if (is_known_[i]) continue;
      const CodedSpan& span = arrived_[i];
      const auto [entry, is_new] = of_batch.try_emplace({span.trace_id, span.span_id}, i);
      if (!is_new) Drop(i, !IsSameSpan(arrived_[entry->second], span));
    }
  }

  Status MeetSealed() {
    COSTDB_ASSIGN_OR_RETURN(const auto row_groups, reading_.CountEntries(Table::kTraceFilter));
    if (row_groups == 0) return Status::Ok();
    sealed_ids_.Trim();
    COSTDB_ASSIGN_OR_RETURN(const auto of_traces, FindSealed());
    std::unique_ptr<SealedRowGroup> row_group;
    for (auto next = of_traces.begin(); next != of_traces.end();) {
      const std::uint32_t number = next->first.row_group;
      COSTDB_ASSIGN_OR_RETURN(row_group,
                              SealedRowGroup::Open(reading_, sealed_ids_, price_, number));
      const std::uint64_t unsealed_before = intake_.unsealed_traces;
      for (; next != of_traces.end() && next->first.row_group == number; ++next) {
        COSTDB_RETURN_IF_ERROR(MeetTrace(next->first.trace, next->second, *row_group));
      }
      if (intake_.unsealed_traces != unsealed_before) {
        COSTDB_RETURN_IF_ERROR(row_group->Write(writing_, &change_));
      }
    }
    return change_.Apply(writing_);
  }

  // The spans of each sealed trace, by its place.
  using SpansOfTraces = std::map<TraceLocation, std::vector<std::size_t>>;
  Result<SpansOfTraces> FindSealed() {
    COSTDB_ASSIGN_OR_RETURN(auto finder, SealedTraceFinder::Make(reading_, sealed_ids_));
    absl::flat_hash_map<TraceId, std::optional<TraceLocation>> locations;
    SpansOfTraces of_traces;
    for (std::size_t i = 0; i < arrived_.size(); ++i) {
      if (is_known_[i]) continue;
      const auto [entry, is_new] = locations.try_emplace(arrived_[i].trace_id);
      if (is_new) {
        COSTDB_ASSIGN_OR_RETURN(entry->second, finder.Find(arrived_[i].trace_id));
      }
      if (entry->second) of_traces[*entry->second].push_back(i);
    }
    return of_traces;
  }

  Status MeetTrace(std::uint32_t trace, const std::vector<std::size_t>& spans,
                   SealedRowGroup& row_group) {
    bool has_late = false;
    for (const std::size_t i : spans) {
      COSTDB_ASSIGN_OR_RETURN(const auto knowledge, row_group.Know(trace, arrived_[i]));
      if (knowledge == SealedRowGroup::Knowledge::kUnknown) {
        is_late_[i] = true;
        has_late = true;
      } else {
        Drop(i, knowledge == SealedRowGroup::Knowledge::kConflicts);
      }
    }
    if (!has_late) return Status::Ok();
    COSTDB_ASSIGN_OR_RETURN(auto earlier, row_group.Read(trace));
    row_group.Delete(trace);
    intake_.unsealed_spans += earlier.size();
    ++intake_.unsealed_traces;
    std::move(earlier.begin(), earlier.end(), std::back_inserter(intake_.spans));
    return Status::Ok();
  }

  std::vector<CodedSpan> arrived_;
  std::vector<bool> is_known_;
  std::vector<bool> is_late_;  // Of a trace that was sealed, which has no such span.
  const PriceFunction& price_;
  SealedIds& sealed_ids_;
  const Transaction& reading_;
  Transaction& writing_;
  PreaggregateChange change_;
  Intake intake_;
};

}  // namespace

Result<Intake> TakeIn(std::vector<CodedSpan> spans, const PriceFunction& price,
                      const HeadIndex& head, SealedIds& sealed_ids, const Transaction& reading,
                      Transaction& writing) {
  return SpanIntake(std::move(spans), price, sealed_ids, reading, writing).Run(head);
}

}  // namespace costdb::engine
