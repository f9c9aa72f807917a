#include "engine/store/span_intake.h"

#include <absl/container/flat_hash_map.h>
#include <absl/hash/hash.h>

#include <algorithm>
#include <bit>
#include <iterator>
#include <map>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/trace/span_forest.h"

namespace costdb::engine {
namespace {

class SpanIntake {
 public:
  SpanIntake(EncodedBatch arrived, const PriceFunction& price, SealedIds& sealed_ids,
             const Transaction& reading, Transaction& writing)
      : arrived_(std::move(arrived)),
        is_known_(arrived_.size()),
        is_late_(arrived_.size()),
        price_(price),
        sealed_ids_(sealed_ids),
        reading_(reading),
        writing_(writing) {}

  Result<Intake> Run(const HeadIndex& head) {
    COSTDB_RETURN_IF_ERROR(MeetHead(head));
    COSTDB_RETURN_IF_ERROR(MeetSealed());
    COSTDB_RETURN_IF_ERROR(DropSentTwice());
    TakeOthers();
    return std::move(intake_);
  }

 private:
  // The spans that are not dropped. Mostly none is, and nothing was unsealed: then the batch stays
  // as it is.
  void TakeOthers() {
    for (std::size_t i = 0; i < arrived_.size(); ++i) {
      if (is_late_[i] && !is_known_[i]) ++intake_.late;
    }
    if (unsealed_.empty() && intake_.duplicates == 0) {
      intake_.batch = std::move(arrived_);
      return;
    }
    BatchEncoder encoder(unsealed_.size() + arrived_.size() - intake_.duplicates,
                         arrived_.arrived_unix_ms);
    for (const CodedSpan& span : unsealed_) encoder.Add(span);
    for (std::size_t i = 0; i < arrived_.size(); ++i) {
      if (!is_known_[i]) encoder.Add(arrived_[i]);
    }
    intake_.batch = encoder.Finish();
  }

  // Drops a span that has the ids of another.
  Status DropCopy(std::size_t span, const StoredSpan& stored_before) {
    CodedSpan before;
    COSTDB_RETURN_IF_ERROR(DecodeSpan(stored_before, &before));
    CodedSpan copy;
    COSTDB_RETURN_IF_ERROR(DecodeSpan(arrived_[span], &copy));
    Drop(span, !IsSameSpan(before, copy));
    return Status::Ok();
  }

  void Drop(std::size_t span, bool conflicts) {
    is_known_[span] = true;
    ++intake_.duplicates;
    if (conflicts) ++intake_.conflicts;
  }

  Status MeetHead(const HeadIndex& head) {
    hashes_.reserve(arrived_.size());
    for (std::size_t i = 0; i < arrived_.size(); ++i) {
      const StoredSpan span = arrived_[i];
      const SpanId id = SpanIdOf(span);
      hashes_.push_back(HeadIndex::HashOf(span.trace_id, id));
      COSTDB_ASSIGN_OR_RETURN(const auto in_head,
                              head.Find(reading_, span.trace_id, id, hashes_[i]));
      if (in_head) COSTDB_RETURN_IF_ERROR(DropCopy(i, *in_head));
    }
    return Status::Ok();
  }

  // Spans that are in the batch twice. Last, so that copies of a span that the database has are
  // compared with that one and not with each other.
  Status DropSentTwice() {
    constexpr std::uint32_t kFree = 0xFFFF'FFFF;
    // Spans by hash, each in the first free place from there on; at least half of them stay free.
    // Hashed again with the process's own salt, so that no one can choose ids that meet.
    std::vector<std::uint32_t> places(std::bit_ceil(2 * arrived_.size() + 1), kFree);
    for (std::uint32_t i = 0; i < arrived_.size(); ++i) {
      if (is_known_[i]) continue;
      std::size_t place = absl::HashOf(hashes_[i]) & (places.size() - 1);
      while (places[place] != kFree && !HaveSameIds(places[place], i)) {
        place = (place + 1) & (places.size() - 1);
      }
      if (places[place] == kFree) {
        places[place] = i;
      } else {
        COSTDB_RETURN_IF_ERROR(DropCopy(i, arrived_[places[place]]));
      }
    }
    return Status::Ok();
  }

  bool HaveSameIds(std::size_t a, std::size_t b) const {
    if (hashes_[a] != hashes_[b]) return false;
    const StoredSpan of_a = arrived_[a];
    const StoredSpan of_b = arrived_[b];
    return of_a.trace_id == of_b.trace_id && SpanIdOf(of_a) == SpanIdOf(of_b);
  }

  Status MeetSealed() {
    COSTDB_ASSIGN_OR_RETURN(const auto row_groups, reading_.CountEntries(Table::kDirectory));
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
    absl::flat_hash_map<TraceId, std::size_t> numbers;
    std::vector<TraceId> traces;
    std::vector<std::size_t> trace_of_span(arrived_.size());
    for (std::size_t i = 0; i < arrived_.size(); ++i) {
      if (is_known_[i]) continue;
      const TraceId trace = arrived_[i].trace_id;
      const auto [entry, is_new] = numbers.try_emplace(trace, traces.size());
      if (is_new) traces.push_back(trace);
      trace_of_span[i] = entry->second;
    }
    COSTDB_ASSIGN_OR_RETURN(const auto locations, finder.Find(traces));
    SpansOfTraces of_traces;
    for (std::size_t i = 0; i < arrived_.size(); ++i) {
      if (is_known_[i]) continue;
      const auto& location = locations[trace_of_span[i]];
      if (location) of_traces[*location].push_back(i);
    }
    return of_traces;
  }

  Status MeetTrace(std::uint32_t trace, const std::vector<std::size_t>& spans,
                   SealedRowGroup& row_group) {
    bool has_late = false;
    for (const std::size_t i : spans) {
      CodedSpan span;
      COSTDB_RETURN_IF_ERROR(DecodeSpan(arrived_[i], &span));
      COSTDB_ASSIGN_OR_RETURN(const auto knowledge, row_group.Know(trace, span));
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
    std::move(earlier.begin(), earlier.end(), std::back_inserter(unsealed_));
    return Status::Ok();
  }

  EncodedBatch arrived_;
  std::vector<std::uint64_t> hashes_;  // Of their ids.
  std::vector<bool> is_known_;
  std::vector<bool> is_late_;  // Of a trace that was sealed, which has no such span.
  const PriceFunction& price_;
  SealedIds& sealed_ids_;
  const Transaction& reading_;
  Transaction& writing_;
  PreaggregateChange change_;
  std::vector<CodedSpan> unsealed_;  // Earlier spans of the traces that were.
  Intake intake_;
};

}  // namespace

Result<Intake> TakeIn(EncodedBatch arrived, const PriceFunction& price, const HeadIndex& head,
                      SealedIds& sealed_ids, const Transaction& reading, Transaction& writing) {
  return SpanIntake(std::move(arrived), price, sealed_ids, reading, writing).Run(head);
}

}  // namespace costdb::engine
