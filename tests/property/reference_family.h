#ifndef COSTDB_TESTS_PROPERTY_REFERENCE_FAMILY_H_
#define COSTDB_TESTS_PROPERTY_REFERENCE_FAMILY_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "plain_span.h"

namespace costdb::property {

/// A span of a trace by its place in start order: by start time, then by span id.
using Place = std::size_t;

/// Who is whose parent in one trace, by the definitions of docs/traces.md.
class Family {
 public:
  /// `spans` are the distinct spans of one trace in start order; they must outlive the family.
  explicit Family(const std::vector<PlainSpan>& spans);

  /// Nothing for a root, for a span whose parent is not there, and where a cycle was cut.
  std::optional<Place> ParentOf(Place place) const { return parents_[place]; }

  /// True when `place` is beneath `ancestor`, at any depth.
  bool IsBeneath(Place place, Place ancestor) const;

  /// Every span beneath, in start order.
  std::vector<Place> Beneath(Place ancestor) const;

  /// The number of spans above.
  int DepthOf(Place place) const;

  /// The nearest first. In a cycle those met on the way round, the span itself excepted.
  std::vector<Place> AncestorsForAttribution(Place place) const;

 private:
  std::optional<Place> NamedParent(Place place) const;
  bool IsFirstOfCycle(Place place) const;

  const std::vector<PlainSpan>& spans_;
  std::vector<std::optional<Place>> parents_;
};

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_REFERENCE_FAMILY_H_
