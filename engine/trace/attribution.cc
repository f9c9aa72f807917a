#include "engine/trace/attribution.h"

#include <algorithm>

namespace costdb::engine {
namespace {

// Room for so many inherited attributes is kept from trace to trace (8 MB).
constexpr std::size_t kMaximumPoolToRemember = 1'000'000;

TextCode OwnOr(TextCode own, TextCode inherited) {
  return own != kNullCode ? own : inherited;
}

InheritedDimensions OwnDimensions(const CodedSpan& span) {
  return {
      .user = span[SpanText::kUser],
      .session = span[SpanText::kSession],
      .agent = span[SpanText::kAgent],
      .feature = span[SpanText::kFeature],
      .environment = span[SpanText::kEnvironment],
  };
}

InheritedDimensions Completed(const InheritedDimensions& own, const InheritedDimensions& other) {
  return {
      .user = OwnOr(own.user, other.user),
      .session = OwnOr(own.session, other.session),
      .agent = OwnOr(own.agent, other.agent),
      .feature = OwnOr(own.feature, other.feature),
      .environment = OwnOr(own.environment, other.environment),
  };
}

}  // namespace

void Attribution::Attribute(const SpanForest& forest, std::span<const CodedSpan> spans) {
  if (pool_.capacity() > kMaximumPoolToRemember) pool_ = {};
  pool_.clear();
  dimensions_.resize(forest.size());
  lists_.resize(forest.size());
  for (SpanRank rank = 0; rank < forest.size(); ++rank) {
    const CodedSpan& span = spans[forest.SourceOf(rank)];
    dimensions_[rank] = OwnDimensions(span);
    lists_[rank] = {span.attributes.data(), 0, span.attributes.size()};
  }
  PassDown(forest);
  if (forest.cuts().empty()) return;
  // The first of a cycle now gets what the way round it brings, and hands that down once more.
  for (const SpanForest::Cut& cut : forest.cuts()) Complete(cut.span, cut.parent);
  PassDown(forest);
}

void Attribution::PassDown(const SpanForest& forest) {
  const auto children_first = forest.ChildrenFirst();
  for (auto next = children_first.rbegin(); next != children_first.rend(); ++next) {
    if (forest.ParentOf(*next) != kNoParent) Complete(*next, forest.ParentOf(*next));
  }
}

void Attribution::Complete(SpanRank rank, SpanRank from) {
  dimensions_[rank] = Completed(dimensions_[rank], dimensions_[from]);
  lists_[rank] = Inherit(lists_[rank], lists_[from]);
}

std::unique_ptr<const CodedAttribute[]> Attribution::CopyPool() const {
  if (pool_.empty()) return nullptr;
  auto copy = std::make_unique_for_overwrite<CodedAttribute[]>(pool_.size());
  std::copy(pool_.begin(), pool_.end(), copy.get());
  return copy;
}

std::span<const CodedAttribute> Attribution::AttributesOf(SpanRank rank,
                                                          const CodedAttribute* pool) const {
  return View(lists_[rank], pool);
}

std::span<const CodedAttribute> Attribution::View(const List& list,
                                                  const CodedAttribute* pool) const {
  if (list.count == 0) return {};
  return {list.own != nullptr ? list.own : pool + list.offset, list.count};
}

// Most spans of a trace add nothing to what they inherit, or inherit nothing: they share the
// other list, or keep their own as it is.
Attribution::List Attribution::Inherit(const List& own, const List& from_other) {
  if (from_other.count == 0) return own;
  Merge(View(own, pool_.data()), from_other);
  if (merged_.size() == own.count) return own;
  const auto other = View(from_other, pool_.data());
  if (std::equal(merged_.begin(), merged_.end(), other.begin(), other.end())) return from_other;
  const List list{nullptr, pool_.size(), merged_.size()};
  pool_.insert(pool_.end(), merged_.begin(), merged_.end());
  return list;
}

// Both lists are sorted by column; of a column that both have, the own value stays.
void Attribution::Merge(std::span<const CodedAttribute> own, const List& from_other) {
  merged_.clear();
  auto next = own.begin();
  for (const CodedAttribute& inherited : View(from_other, pool_.data())) {
    if (IsResourceColumn(inherited.column)) continue;
    while (next != own.end() && next->column < inherited.column) merged_.push_back(*next++);
    if (next != own.end() && next->column == inherited.column) continue;
    merged_.push_back(inherited);
  }
  merged_.insert(merged_.end(), next, own.end());
}

}  // namespace costdb::engine
