#include "engine/trace/span_forest.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace costdb::engine {
namespace {

// Up to so many spans a walk over their ids is faster than a hash table.
constexpr std::size_t kSmallTrace = 12;

}  // namespace

void SpanForest::Build(std::span<const CodedSpan> spans) {
  TakeDistinct(spans);
  FindParents(spans);
  OrderChildrenFirst();
}

void SpanForest::TakeDistinct(std::span<const CodedSpan> spans) {
  keys_.clear();
  rank_by_id_.clear();
  conflicts_ = 0;
  const bool is_small = spans.size() <= kSmallTrace;
  if (!is_small) rank_by_id_.reserve(spans.size());
  for (std::uint32_t i = 0; i < spans.size(); ++i) {
    const SpanId id = spans[i].span_id;
    const auto next = static_cast<std::uint32_t>(keys_.size());
    // Until the keys are sorted, a "rank" is the place in keys_.
    const std::uint32_t known =
        is_small ? std::min(RankOf(id), next) : rank_by_id_.try_emplace(id, next).first->second;
    if (known == next) {
      keys_.push_back({spans[i].start_unix_ns, id, i});
    } else if (!IsSameSpan(spans[keys_[known].source], spans[i])) {
      ++conflicts_;
    }
  }
  duplicates_ = static_cast<std::uint32_t>(spans.size() - keys_.size());
  const auto before = [](const Key& a, const Key& b) {
    return std::tie(a.start_unix_ns, a.span_id) < std::tie(b.start_unix_ns, b.span_id);
  };
  if (!std::is_sorted(keys_.begin(), keys_.end(), before)) {
    std::sort(keys_.begin(), keys_.end(), before);
  }
  if (is_small) return;
  for (SpanRank rank = 0; rank < size(); ++rank) rank_by_id_[keys_[rank].span_id] = rank;
}

void SpanForest::FindParents(std::span<const CodedSpan> spans) {
  parents_.resize(keys_.size());
  for (SpanRank rank = 0; rank < size(); ++rank) {
    const SpanId parent = spans[keys_[rank].source].parent_span_id;
    parents_[rank] = parent == 0 ? kNoParent : RankOf(parent);
  }
}

SpanRank SpanForest::RankOf(SpanId span_id) const {
  if (rank_by_id_.empty()) {
    const auto found = std::find_if(keys_.begin(), keys_.end(),
                                    [span_id](const Key& key) { return key.span_id == span_id; });
    return found == keys_.end() ? kNoParent : static_cast<SpanRank>(found - keys_.begin());
  }
  const auto found = rank_by_id_.find(span_id);
  return found == rank_by_id_.end() ? kNoParent : found->second;
}

// A span goes into the order once all its children have. What a cycle keeps out of the order is cut
// free by CutCycle.
void SpanForest::OrderChildrenFirst() {
  cuts_.clear();
  children_first_.resize(keys_.size());
  SpanRank rank = 0;
  while (rank < size() && (parents_[rank] == kNoParent || parents_[rank] < rank)) ++rank;
  if (rank == size()) {  // Nobody starts before its parent: ranks descending are such an order.
    std::iota(children_first_.rbegin(), children_first_.rend(), 0);
    return;
  }
  children_.assign(keys_.size(), 0);
  for (const SpanRank parent : parents_) {
    if (parent != kNoParent) ++children_[parent];
  }
  children_first_.clear();
  for (SpanRank leaf = 0; leaf < size(); ++leaf) {
    if (children_[leaf] == 0) children_first_.push_back(leaf);
  }
  std::size_t next = 0;
  SpanRank first_waiting = 0;
  while (true) {
    for (; next < children_first_.size(); ++next) {
      const SpanRank parent = parents_[children_first_[next]];
      if (parent != kNoParent && --children_[parent] == 0) children_first_.push_back(parent);
    }
    // Only members of cycles still wait for a child, and each of them does.
    while (first_waiting < size() && children_[first_waiting] == 0) ++first_waiting;
    if (first_waiting == size()) return;
    CutCycle(first_waiting);
  }
}

// Ranks are walked upward, so `first` is the smallest of its cycle: the one that becomes a root.
void SpanForest::CutCycle(SpanRank first) {
  const SpanRank parent = parents_[first];
  cuts_.push_back({first, parent});
  parents_[first] = kNoParent;
  if (--children_[parent] == 0) children_first_.push_back(parent);
}

bool IsSameSpan(const CodedSpan& a, const CodedSpan& b) {
  return a.start_unix_ns == b.start_unix_ns && a.end_unix_ns == b.end_unix_ns &&
         a.parent_span_id == b.parent_span_id && a.role == b.role && a.status == b.status &&
         a.usage == b.usage && a[SpanText::kName] == b[SpanText::kName] &&
         a[SpanText::kRequestModel] == b[SpanText::kRequestModel] &&
         a[SpanText::kResponseModel] == b[SpanText::kResponseModel];
}

}  // namespace costdb::engine
