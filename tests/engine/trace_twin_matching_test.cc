#include <gtest/gtest.h>

#include <vector>

#include "engine/trace/twin_matching.h"

namespace costdb::engine {
namespace {

using Calls = std::vector<std::uint32_t>;

TEST(TwinMatching, ClosestPairsGoFirst) {
  EXPECT_EQ(MatchOneToOne({{{0, 5}, {1, 1}}, {{0, 1}, {1, 5}}}, 2), (Calls{1, 0}));
}

TEST(TwinMatching, AsManyPairsAsPossibleGoBeforeCloseOnes) {
  // The closest pair would leave item 1 alone.
  EXPECT_EQ(MatchOneToOne({{{0, 1}, {1, 9}}, {{0, 2}}}, 2), (Calls{1, 0}));
}

TEST(TwinMatching, OfTheLargestMatchingsTheClosestHolds) {
  // Item 0 has to leave call 0 to item 1 and takes what is closest to it then, in whatever order
  // its options come.
  EXPECT_EQ(MatchOneToOne({{{0, 1}, {1, 100}, {2, 5}}, {{0, 2}}}, 3), (Calls{2, 0}));
  // Item 0 has to leave call 1; item 2 is closer to that than item 1 is, though the first to find
  // it.
  EXPECT_EQ(MatchOneToOne({{{0, 15}, {1, 1}}, {{1, 17}}, {{1, 9}}}, 2), (Calls{0, kUnmatched, 1}));
}

TEST(TwinMatching, EquallyClosePairsAreMatchedInOrder) {
  EXPECT_EQ(MatchOneToOne({{{1, 3}, {0, 3}}, {{1, 3}, {0, 3}}, {{0, 3}}}, 2),
            (Calls{0, 1, kUnmatched}));
}

}  // namespace
}  // namespace costdb::engine
