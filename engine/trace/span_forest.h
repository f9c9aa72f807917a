#ifndef COSTDB_ENGINE_TRACE_SPAN_FOREST_H_
#define COSTDB_ENGINE_TRACE_SPAN_FOREST_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/trace/coded_span.h"
#include "engine/trace/trace_resolver.h"

namespace costdb::engine {

/// A span's place in its trace by start time, then span id: the same whatever the arrival order.
using SpanRank = std::uint32_t;

/// The distinct spans of one trace, ranked, with their parents: a forest, always. Meant to be kept
/// and rebuilt for trace after trace, so that its memory is reused. Not thread-safe.
class SpanForest {
 public:
  /// Takes over `spans`, all of one trace; they are only read here and not kept.
  void Build(std::span<const CodedSpan> spans);

  /// Distinct spans.
  std::uint32_t size() const { return static_cast<std::uint32_t>(keys_.size()); }
  std::uint32_t duplicates() const { return duplicates_; }
  /// Duplicates that differ from the span with the same id that is kept.
  std::uint32_t conflicts() const { return conflicts_; }

  /// Index of the CodedSpan of a rank.
  std::uint32_t SourceOf(SpanRank rank) const { return keys_[rank].source; }

  /// The parent, or kNoParent where it has not arrived, where there is none, and where a cycle was
  /// cut.
  SpanRank ParentOf(SpanRank rank) const { return parents_[rank]; }

  /// Every rank, each before its parent.
  std::span<const SpanRank> ChildrenFirst() const { return children_first_; }

  /// The span that lost its parent so that a cycle ends, and that parent.
  struct Cut {
    SpanRank span;
    SpanRank parent;
  };
  std::span<const Cut> cuts() const { return cuts_; }

 private:
  struct Key {
    std::int64_t start_unix_ns;
    SpanId span_id;
    std::uint32_t source;
  };

  void TakeDistinct(std::span<const CodedSpan> spans);
  void FindParents(std::span<const CodedSpan> spans);
  SpanRank RankOf(SpanId span_id) const;
  void OrderChildrenFirst();
  void CutCycle(SpanRank first);

  std::vector<Key> keys_;
  std::vector<SpanRank> parents_;
  std::vector<SpanRank> children_first_;
  std::vector<std::uint32_t> children_;  // Not yet ordered, by parent.
  absl::flat_hash_map<SpanId, SpanRank> rank_by_id_;
  std::vector<Cut> cuts_;
  std::uint32_t duplicates_ = 0;
  std::uint32_t conflicts_ = 0;
};

/// True when two spans with one id are copies of one span: equal in all that does not depend on
/// where the copy was kept meanwhile.
bool IsSameSpan(const CodedSpan& a, const CodedSpan& b);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_TRACE_SPAN_FOREST_H_
