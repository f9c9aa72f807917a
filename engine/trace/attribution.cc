#include "engine/trace/attribution.h"

#include <algorithm>

namespace costdb::engine {
namespace {

// Room for so many inherited attributes is kept from trace to trace (8 MB).
constexpr std::size_t kMaximumPoolToRemember = 1'000'000;

TextCode OwnOr(TextCode own, TextCode inherited) {
  return own != kNullCode ? own : inherited;
}

InheritedDimensions Inherit(const CodedSpan& span, const InheritedDimensions& parent) {
  return {
      .user = OwnOr(span[SpanText::kUser], parent.user),
      .session = OwnOr(span[SpanText::kSession], parent.session),
      .agent = OwnOr(span[SpanText::kAgent], parent.agent),
      .feature = OwnOr(span[SpanText::kFeature], parent.feature),
      .environment = OwnOr(span[SpanText::kEnvironment], parent.environment),
  };
}

}  // namespace

void Attribution::Attribute(const SpanForest& forest, std::span<const CodedSpan> spans) {
  dimensions_.resize(forest.size());
  lists_.resize(forest.size());
  if (pool_.capacity() > kMaximumPoolToRemember) pool_ = {};
  pool_.clear();
  const auto children_first = forest.ChildrenFirst();
  for (auto next = children_first.rbegin(); next != children_first.rend(); ++next) {
    const SpanRank rank = *next;
    const SpanRank parent = forest.ParentOf(rank);
    const CodedSpan& span = spans[forest.SourceOf(rank)];
    dimensions_[rank] =
        engine::Inherit(span, parent == kNoParent ? InheritedDimensions{} : dimensions_[parent]);
    lists_[rank] = Inherit(span, parent == kNoParent ? List{} : lists_[parent]);
  }
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
// parent's list, or use their own as it is.
Attribution::List Attribution::Inherit(const CodedSpan& span, const List& from_parent) {
  const List own{span.attributes.data(), 0, span.attributes.size()};
  if (from_parent.count == 0) return own;
  Merge(span.attributes, from_parent);
  if (merged_.size() == own.count) return own;
  const auto above = View(from_parent, pool_.data());
  if (std::equal(merged_.begin(), merged_.end(), above.begin(), above.end())) return from_parent;
  const List list{nullptr, pool_.size(), merged_.size()};
  pool_.insert(pool_.end(), merged_.begin(), merged_.end());
  return list;
}

// Both lists are sorted by column; of a column that both have, the own value stays.
void Attribution::Merge(std::span<const CodedAttribute> own, const List& from_parent) {
  merged_.clear();
  auto next = own.begin();
  for (const CodedAttribute& inherited : View(from_parent, pool_.data())) {
    if (IsResourceColumn(inherited.column)) continue;
    while (next != own.end() && next->column < inherited.column) merged_.push_back(*next++);
    if (next != own.end() && next->column == inherited.column) continue;
    merged_.push_back(inherited);
  }
  merged_.insert(merged_.end(), next, own.end());
}

}  // namespace costdb::engine
