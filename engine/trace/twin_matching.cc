#include "engine/trace/twin_matching.h"

#include <algorithm>
#include <tuple>

namespace costdb::engine {
namespace {

// Calls looked at in one search for an exchange.
constexpr std::size_t kMaximumSearch = 4096;

// With more pairs to choose from, exchanges may leave pairs that are not the closest.
constexpr std::size_t kMaximumPairsToWeigh = 512;

class Matching {
 public:
  Matching(const std::vector<std::vector<MatchOption>>& options, std::uint32_t call_count)
      : options_(options),
        call_of_(options.size(), kUnmatched),
        item_of_(call_count, kUnmatched),
        is_settled_(call_count, false),
        reached_from_(call_count, kUnmatched) {}

  std::vector<std::uint32_t> Run() && {
    const std::vector<Option> pairs = PairsClosestFirst();
    MatchClosest(pairs);
    bool has_exchanged = false;
    for (std::uint32_t item = 0; item < options_.size(); ++item) {
      if (call_of_[item] == kUnmatched && Exchange(item)) has_exchanged = true;
    }
    // Without an exchange it is the closest matching already.
    if (has_exchanged && pairs.size() <= kMaximumPairsToWeigh) Weigh(pairs);
    return std::move(call_of_);
  }

 private:
  struct Option {
    std::uint64_t distance;
    std::uint32_t item;
    std::uint32_t call;
  };

  std::vector<Option> PairsClosestFirst() const {
    std::vector<Option> pairs;
    for (std::uint32_t item = 0; item < options_.size(); ++item) {
      for (const MatchOption& option : options_[item]) {
        pairs.push_back({option.distance, item, option.call});
      }
    }
    std::sort(pairs.begin(), pairs.end(), [](const Option& a, const Option& b) {
      return std::tie(a.distance, a.item, a.call) < std::tie(b.distance, b.item, b.call);
    });
    return pairs;
  }

  void MatchClosest(const std::vector<Option>& pairs) {
    for (const auto& [distance, item, call] : pairs) {
      if (call_of_[item] == kUnmatched && item_of_[call] == kUnmatched) Pair(item, call);
    }
  }

  // Lets one item more find a call, by exchanges. False when there is none to be had.
  bool ExchangeAny() {
    for (std::uint32_t item = 0; item < options_.size(); ++item) {
      if (call_of_[item] == kUnmatched && Exchange(item)) return true;
    }
    return false;
  }

  // Settles pairs closest first, each if as many pairs can hold with it as do now.
  void Weigh(const std::vector<Option>& pairs) {
    for (const auto& [distance, item, call] : pairs) {
      if (is_settled_[call] || IsSettled(item)) continue;
      if (call_of_[item] != call && !ExchangeFor(item, call)) continue;
      is_settled_[call] = true;
    }
  }

  bool IsSettled(std::uint32_t item) const {
    return call_of_[item] != kUnmatched && is_settled_[call_of_[item]];
  }

  // Pairs the two, and finds others for those that they leave. False, and all as before, when that
  // would cost a pair.
  bool ExchangeFor(std::uint32_t item, std::uint32_t call) {
    const std::vector<std::uint32_t> calls_before = call_of_;
    const std::vector<std::uint32_t> items_before = item_of_;
    const std::uint32_t left_call = call_of_[item];
    const std::uint32_t left_item = item_of_[call];
    if (left_call != kUnmatched) item_of_[left_call] = kUnmatched;
    if (left_item != kUnmatched) call_of_[left_item] = kUnmatched;
    Pair(item, call);
    is_settled_[call] = true;
    if (left_call == kUnmatched || left_item == kUnmatched || ExchangeAny()) return true;
    is_settled_[call] = false;
    call_of_ = calls_before;
    item_of_ = items_before;
    return false;
  }

  void Pair(std::uint32_t item, std::uint32_t call) {
    call_of_[item] = call;
    item_of_[call] = item;
  }

  // Breadth first along alternating paths to a call that is free; then every pair on the path is
  // exchanged. Settled pairs stay. False when no call is free that way.
  bool Exchange(std::uint32_t start) {
    std::vector<std::uint32_t> visited;
    std::vector<std::uint32_t> queue = {start};
    std::uint32_t free = kUnmatched;
    for (std::size_t next = 0; next < queue.size() && free == kUnmatched; ++next) {
      const std::uint32_t item = queue[next];
      for (const MatchOption& option : options_[item]) {
        if (is_settled_[option.call] || reached_from_[option.call] != kUnmatched) continue;
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
    const bool found = free != kUnmatched;
    while (free != kUnmatched) {
      const std::uint32_t item = reached_from_[free];
      const std::uint32_t before = call_of_[item];
      Pair(item, free);
      free = item == start ? kUnmatched : before;
    }
    for (const std::uint32_t call : visited) reached_from_[call] = kUnmatched;
    return found;
  }

  const std::vector<std::vector<MatchOption>>& options_;
  std::vector<std::uint32_t> call_of_;
  std::vector<std::uint32_t> item_of_;
  std::vector<bool> is_settled_;             // By call: its pair is found.
  std::vector<std::uint32_t> reached_from_;  // The item from which a search reached a call.
};

}  // namespace

std::vector<std::uint32_t> MatchOneToOne(const std::vector<std::vector<MatchOption>>& options,
                                         std::uint32_t call_count) {
  return Matching(options, call_count).Run();
}

}  // namespace costdb::engine
