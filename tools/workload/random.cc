#include "tools/workload/random.h"

#include <algorithm>
#include <bit>

namespace costdb::tools {

// Octaves [2^k, 2^(k+1)) are equally likely and uniform inside, which is 1/x without a logarithm.
// The octaves below 16 are cut off and their ranks shifted down: that flattens the head.
std::uint64_t Random::ZipfRank(std::uint64_t count) {
  constexpr std::uint64_t kShift = 16;
  constexpr int kFirstOctave = 4;
  const std::uint64_t end = count + kShift;
  const int last_octave = 63 - std::countl_zero(end);
  for (;;) {
    const int octave = static_cast<int>(Between(kFirstOctave, last_octave));
    const std::uint64_t low = std::uint64_t{1} << static_cast<unsigned>(octave);
    const std::uint64_t rank = low + Below(low);
    if (rank < end) return rank - kShift;
  }
}

}  // namespace costdb::tools
