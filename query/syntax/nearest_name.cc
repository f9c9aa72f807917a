#include "query/syntax/nearest_name.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <fmt/format.h>

namespace costdb::query {
namespace {

constexpr std::size_t kMaximumNameBytes = 64;

// Optimal string alignment distance over three rolling rows.
std::size_t EditDistance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> two_back(right.size() + 1);
  std::vector<std::size_t> previous(right.size() + 1);
  std::vector<std::size_t> current(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t substitution = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, substitution});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
        current[j] = std::min(current[j], two_back[j - 2] + 1);
      }
    }
    two_back.swap(previous);
    previous.swap(current);
  }
  return previous[right.size()];
}

}  // namespace

std::string LowercaseName(std::string_view name) {
  std::string lowercase(name);
  for (char& letter : lowercase) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lowercase;
}

std::string_view NearestName(std::string_view name, std::span<const std::string_view> candidates) {
  if (name.size() > kMaximumNameBytes) return {};
  const std::string wanted = LowercaseName(name);
  // One edit in three letters: more would offer names that merely look alike.
  std::size_t best_distance = wanted.size() / 3 + 1;
  std::string_view best;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > kMaximumNameBytes) continue;
    const std::string known = LowercaseName(candidate);
    const std::size_t distance = EditDistance(wanted, known);
    const bool is_a_part = wanted.size() >= 4 && known.size() > wanted.size() &&
                           known.find(wanted) != std::string::npos;
    const std::size_t effective = is_a_part ? std::min<std::size_t>(distance, 2) : distance;
    if (effective < best_distance ||
        (effective == best_distance && best.empty() && effective < wanted.size())) {
      best_distance = effective;
      best = candidate;
    }
  }
  return best;
}

std::string DidYouMean(std::string_view name, std::span<const std::string_view> candidates) {
  const std::string_view nearest = NearestName(name, candidates);
  return nearest.empty() ? std::string() : fmt::format("; did you mean {}?", nearest);
}

}  // namespace costdb::query
