#include "query/plan/share_of_count.h"

#include <algorithm>
#include <cmath>

namespace costdb::query {

std::uint64_t ShareOfCount(double share, std::uint64_t count) {
  constexpr double kHair = 1e-9;
  const double exact = share * static_cast<double>(count);
  const double nearest = std::round(exact);
  const bool is_whole = std::fabs(exact - nearest) < kHair * std::max(1.0, nearest);
  const double things = is_whole ? nearest : std::ceil(exact);
  if (!(things > 0)) return 0;
  return things >= static_cast<double>(count) ? count : static_cast<std::uint64_t>(things);
}

}  // namespace costdb::query
