#include "reference_family.h"

#include <algorithm>
#include <set>

namespace costdb::property {

Family::Family(const std::vector<PlainSpan>& spans) : spans_(spans) {
  for (Place place = 0; place < spans.size(); ++place) {
    parents_.push_back(IsFirstOfCycle(place) ? std::nullopt : NamedParent(place));
  }
}

std::optional<Place> Family::NamedParent(Place place) const {
  for (Place other = 0; other < spans_.size(); ++other) {
    if (spans_[place].parent != 0 && spans_[other].id == spans_[place].parent) return other;
  }
  return std::nullopt;
}

// Going up from a span of a cycle meets all others of the cycle, then the span again.
bool Family::IsFirstOfCycle(Place place) const {
  std::set<Place> met;
  std::optional<Place> above = NamedParent(place);
  while (above && above != place && met.insert(*above).second) above = NamedParent(*above);
  return above == place && (met.empty() || place < *met.begin());
}

bool Family::IsBeneath(Place place, Place ancestor) const {
  for (std::optional<Place> above = parents_[place]; above; above = parents_[*above]) {
    if (*above == ancestor) return true;
  }
  return false;
}

std::vector<Place> Family::Beneath(Place ancestor) const {
  std::vector<Place> found;
  for (Place place = 0; place < spans_.size(); ++place) {
    if (IsBeneath(place, ancestor)) found.push_back(place);
  }
  return found;
}

int Family::DepthOf(Place place) const {
  int depth = 0;
  for (std::optional<Place> above = parents_[place]; above; above = parents_[*above]) ++depth;
  return depth;
}

std::vector<Place> Family::AncestorsForAttribution(Place place) const {
  std::vector<Place> ancestors;
  std::optional<Place> above = NamedParent(place);
  while (above && *above != place &&
         std::find(ancestors.begin(), ancestors.end(), *above) == ancestors.end()) {
    ancestors.push_back(*above);
    above = NamedParent(*above);
  }
  return ancestors;
}

}  // namespace costdb::property
