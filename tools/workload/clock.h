#ifndef COSTDB_TOOLS_WORKLOAD_CLOCK_H_
#define COSTDB_TOOLS_WORKLOAD_CLOCK_H_

#include <cstdint>
#include <vector>

namespace costdb::tools {

/// Spreads sessions over days as people work: by the hour, less at weekends.
class WorkloadClock {
 public:
  /// `days` whole days that end at `end_unix_ns`, less an hour in which the last sessions finish.
  WorkloadClock(std::int64_t end_unix_ns, std::uint32_t days);

  /// The moment by which the share `numerator` / `denominator` (below 1) of the traffic has come.
  std::int64_t At(std::uint64_t numerator, std::uint64_t denominator) const;

 private:
  std::int64_t start_unix_ns_;
  std::vector<std::uint64_t> weight_before_hour_;  ///< hours + 1 running sums.
};

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_WORKLOAD_CLOCK_H_
