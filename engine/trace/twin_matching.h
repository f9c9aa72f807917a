#ifndef COSTDB_ENGINE_TRACE_TWIN_MATCHING_H_
#define COSTDB_ENGINE_TRACE_TWIN_MATCHING_H_

#include <cstdint>
#include <vector>

namespace costdb::engine {

/// A call that an item may be matched with, and how far apart the two are.
struct MatchOption {
  std::uint32_t call = 0;
  std::uint64_t distance = 0;
};

inline constexpr std::uint32_t kUnmatched = 0xFFFF'FFFF;

/// Matches items with calls one to one, as many as possible: `options[i]` are the calls that item i
/// may be matched with, in any order. Of the matchings with most pairs it is the closest one: it
/// has the closest pair that any of them has, with that the next closest, and so on; of pairs
/// equally close the first item's, then the first call's. Returns the call of each item, or
/// kUnmatched. The search is bounded, so in a crowd of hundreds alike some pairs may not be the
/// closest, and in one of thousands a pair may stay apart.
std::vector<std::uint32_t> MatchOneToOne(const std::vector<std::vector<MatchOption>>& options,
                                         std::uint32_t call_count);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_TRACE_TWIN_MATCHING_H_
