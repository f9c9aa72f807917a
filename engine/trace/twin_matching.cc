#include "engine/trace/twin_matching.h"

#include <algorithm>
#include <tuple>

namespace costdb::engine {
namespace {

// Calls looked at in one search for an exchange.
constexpr std::size_t kMaximumSearch = 4096;

class Matching {
 public:
  Matching(const std::vector<std::vector<MatchOption>>& options, std::uint32_t call_count)
      : options_(options),
        call_of_(options.size(), kUnmatched),
        item_of_(call_count, kUnmatched),
        reached_from_(call_count, kUnmatched) {}

  std::vector<std::uint32_t> Run() && {
    MatchClosest();
    for (std::uint32_t item = 0; item < options_.size(); ++item) {
      if (call_of_[item] == kUnmatched) Exchange(item);
    }
    return std::move(call_of_);
  }

 private:
  void MatchClosest() {
    std::vector<std::tuple<std::uint64_t, std::uint32_t, std::uint32_t>> pairs;
    for (std::uint32_t item = 0; item < options_.size(); ++item) {
      for (const MatchOption& option : options_[item]) {
        pairs.emplace_back(option.distance, item, option.call);
      }
    }
    std::sort(pairs.begin(), pairs.end());
    for (const auto& [distance, item, call] : pairs) {
      if (call_of_[item] == kUnmatched && item_of_[call] == kUnmatched) Pair(item, call);
    }
  }

  void Pair(std::uint32_t item, std::uint32_t call) {
    call_of_[item] = call;
    item_of_[call] = item;
  }

  // Breadth first along alternating paths to a call that is free; then every pair on the path is
  // exchanged.
  void Exchange(std::uint32_t start) {
    std::vector<std::uint32_t> visited;
    std::vector<std::uint32_t> queue = {start};
    std::uint32_t free = kUnmatched;
    for (std::size_t next = 0; next < queue.size() && free == kUnmatched; ++next) {
      const std::uint32_t item = queue[next];
      for (const MatchOption& option : options_[item]) {
        if (reached_from_[option.call] != kUnmatched) continue;
        if (visited.size() == kMaximumSearch) break;
        reached_from_[option.call] = item;
        visited.push_back(option.call);
        if (item_of_[option.call] == kUnmatched) {
          free = option.call;
          break;
        }
        queue.push_back(item_of_[option.call]);
      }
    }
    while (free != kUnmatched) {
      const std::uint32_t item = reached_from_[free];
      const std::uint32_t before = call_of_[item];
      Pair(item, free);
      free = item == start ? kUnmatched : before;
    }
    for (const std::uint32_t call : visited) reached_from_[call] = kUnmatched;
  }

  const std::vector<std::vector<MatchOption>>& options_;
  std::vector<std::uint32_t> call_of_;
  std::vector<std::uint32_t> item_of_;
  std::vector<std::uint32_t> reached_from_;  // The item from which a search reached a call.
};

}  // namespace

std::vector<std::uint32_t> MatchOneToOne(const std::vector<std::vector<MatchOption>>& options,
                                         std::uint32_t call_count) {
  return Matching(options, call_count).Run();
}

}  // namespace costdb::engine
