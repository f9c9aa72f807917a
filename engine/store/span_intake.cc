#include "engine/store/span_intake.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <span>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/span_codec.h"
#include "engine/trace/span_forest.h"

namespace costdb::engine {
namespace {

class SpanIntake {
 public:
  SpanIntake(std::vector<CodedSpan> spans, SealedIds& sealed_ids, const Transaction& reading,
             Transaction& writing)
      : arrived_(std::move(spans)),
        is_known_(arrived_.size()),
        sealed_ids_(sealed_ids),
        reading_(reading),
        writing_(writing) {}

  Result<Intake> Run(const HeadIndex& head) {
    COSTDB_RETURN_IF_ERROR(DropKnownInHead(head));
    COSTDB_RETURN_IF_ERROR(MeetSealed());
    std::vector<std::size_t> all(arrived_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    DropRepeated(all);
    for (std::size_t i = 0; i < arrived_.size(); ++i) {
      if (!is_known_[i]) intake_.spans.push_back(std::move(arrived_[i]));
    }
    return std::move(intake_);
  }

 private:
  void Drop(std::size_t span, bool conflicts) {
    is_known_[span] = true;
    ++intake_.duplicates;
    if (conflicts) ++intake_.conflicts;
  }

  Status DropKnownInHead(const HeadIndex& head) {
    for (std::size_t i = 0; i < arrived_.size(); ++i) {
      const CodedSpan& span = arrived_[i];
      COSTDB_ASSIGN_OR_RETURN(const auto in_head, head.Find(reading_, span.trace_id, span.span_id));
      if (!in_head) continue;
      COSTDB_ASSIGN_OR_RETURN(const CodedSpan known, DecodeSpan(*in_head));
      Drop(i, !IsSameSpan(known, span));
    }
    return Status::Ok();
  }

  // Of the spans that the database lacks, those that are there twice.
  void DropRepeated(std::span<const std::size_t> spans) {
    absl::flat_hash_map<std::pair<TraceId, SpanId>, std::size_t> first;
    for (const std::size_t i : spans) {
      if (is_known_[i]) continue;
      const CodedSpan& span = arrived_[i];
      const auto [entry, is_new] = first.try_emplace({span.trace_id, span.span_id}, i);
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
      COSTDB_ASSIGN_OR_RETURN(row_group, SealedRowGroup::Open(reading_, sealed_ids_, number));
      const std::uint64_t unsealed_before = intake_.unsealed_traces;
      for (; next != of_traces.end() && next->first.row_group == number; ++next) {
        COSTDB_RETURN_IF_ERROR(MeetTrace(next->first.trace, next->second, *row_group));
      }
      if (intake_.unsealed_traces != unsealed_before) {
        COSTDB_RETURN_IF_ERROR(row_group->Write(writing_));
      }
    }
    return Status::Ok();
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
    for (const std::size_t i : spans) {
      COSTDB_ASSIGN_OR_RETURN(const auto knowledge, row_group.Know(trace, arrived_[i]));
      if (knowledge == SealedRowGroup::Knowledge::kUnknown) continue;
      Drop(i, knowledge == SealedRowGroup::Knowledge::kConflicts);
    }
    DropRepeated(spans);
    const auto late = static_cast<std::uint64_t>(
        std::count_if(spans.begin(), spans.end(), [this](std::size_t i) { return !is_known_[i]; }));
    if (late == 0) return Status::Ok();
    COSTDB_ASSIGN_OR_RETURN(auto earlier, row_group.Read(trace));
    row_group.Delete(trace);
    intake_.late += late;
    intake_.unsealed_spans += earlier.size();
    ++intake_.unsealed_traces;
    std::move(earlier.begin(), earlier.end(), std::back_inserter(intake_.spans));
    return Status::Ok();
  }

  std::vector<CodedSpan> arrived_;
  std::vector<bool> is_known_;
  SealedIds& sealed_ids_;
  const Transaction& reading_;
  Transaction& writing_;
  Intake intake_;
};

}  // namespace

Result<Intake> TakeIn(std::vector<CodedSpan> spans, const HeadIndex& head, SealedIds& sealed_ids,
                      const Transaction& reading, Transaction& writing) {
  return SpanIntake(std::move(spans), sealed_ids, reading, writing).Run(head);
}

}  // namespace costdb::engine
