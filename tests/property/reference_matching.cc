#include "reference_matching.h"

#include <algorithm>
#include <map>
#include <set>

namespace costdb::property {
namespace {

// The lefts that a right is paired with.
using Matched = std::map<std::size_t, std::size_t>;

// Pairs `left`, moving others to other rights where that is needed and possible.
bool FindRight(std::size_t left, const std::vector<Pair>& pairs, std::set<std::size_t>* tried,
               Matched* left_of_right) {
  for (const Pair& pair : pairs) {
    if (pair.left != left || !tried->insert(pair.right).second) continue;
    const auto taken = left_of_right->find(pair.right);
    if (taken == left_of_right->end() || FindRight(taken->second, pairs, tried, left_of_right)) {
      (*left_of_right)[pair.right] = left;
      return true;
    }
  }
  return false;
}

std::size_t MostPairs(const std::vector<Pair>& pairs) {
  std::set<std::size_t> lefts;
  for (const Pair& pair : pairs) lefts.insert(pair.left);
  Matched left_of_right;
  for (const std::size_t left : lefts) {
    std::set<std::size_t> tried;
    FindRight(left, pairs, &tried, &left_of_right);
  }
  return left_of_right.size();
}

std::vector<Pair> Without(const std::vector<Pair>& pairs, const Pair& taken) {
  std::vector<Pair> left;
  std::copy_if(pairs.begin(), pairs.end(), std::back_inserter(left), [&](const Pair& pair) {
    return pair.left != taken.left && pair.right != taken.right;
  });
  return left;
}

}  // namespace

// Takes a pair whenever as many as possible can still hold with it.
std::vector<Pair> MatchAsManyAsPossible(const std::vector<Pair>& pairs) {
  std::vector<Pair> matched;
  std::vector<Pair> open = pairs;
  for (std::size_t next = 0; next < open.size();) {
    const std::vector<Pair> rest = Without(open, open[next]);
    if (MostPairs(rest) + 1 < MostPairs(open)) {
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(next));
      continue;
    }
    matched.push_back(open[next]);
    open = rest;
    next = 0;
  }
  return matched;
}

}  // namespace costdb::property
