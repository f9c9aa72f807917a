#ifndef COSTDB_QUERY_EXEC_AGGREGATE_LARGE_DOUBLE_SUM_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_LARGE_DOUBLE_SUM_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "costdb/int128.h"

namespace costdb::query {

/// An exact sum of finite doubles of any size, so that it does not depend on their order. Values
/// are whole multiples of 2^-1074; the sum is kept as digits of 64 bits, each in a 128-bit number
/// that gathers carries for a while.
class LargeDoubleSum {
 public:
  void Add(double value);
  void Merge(const LargeDoubleSum& other);

  /// The sum as a double; infinite when it is beyond all of them.
  double Value() const;

 private:
  // 2^-1074 to 2^1024, and room for the carries of 2^64 values.
  static constexpr std::size_t kDigits = 35;
  static constexpr int kLowestExponent = -1074;

  static void Carry(std::array<Int128, kDigits>* digits);

  std::array<Int128, kDigits> digits_{};
  std::uint32_t additions_ = 0;  ///< Since carries were moved up.
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_LARGE_DOUBLE_SUM_H_
