#ifndef COSTDB_TESTS_PROPERTY_REFERENCE_MATCHING_H_
#define COSTDB_TESTS_PROPERTY_REFERENCE_MATCHING_H_

#include <cstddef>
#include <vector>

namespace costdb::property {

/// A possible pair of a thing on the left and one on the right, each known by its number.
struct Pair {
  std::size_t left = 0;
  std::size_t right = 0;
};

/// As many of `pairs` as can hold at once, each left and each right in one at most; where there is
/// a choice, pairs that come earlier in the list go first.
std::vector<Pair> MatchAsManyAsPossible(const std::vector<Pair>& pairs);

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_REFERENCE_MATCHING_H_
