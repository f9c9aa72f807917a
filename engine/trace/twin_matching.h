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
/// may be matched with, closest first. Pairs are formed closest first; then pairs are exchanged
/// where that lets one more item find a call. Returns the call of each item, or kUnmatched. The
/// search for an exchange is bounded, so a crowd of thousands alike may keep a pair apart.
std::vector<std::uint32_t> MatchOneToOne(const std::vector<std::vector<MatchOption>>& options,
                                         std::uint32_t call_count);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_TRACE_TWIN_MATCHING_H_
