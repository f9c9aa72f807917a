#ifndef COSTDB_ENGINE_ENCODING_EXACT_DIVISOR_H_
#define COSTDB_ENGINE_ENCODING_EXACT_DIVISOR_H_

#include <bit>
#include <cstdint>
#include <limits>

namespace costdb::engine {

/// Divides multiples of one number by a multiplication: with d = odd * 2^k, a multiple's quotient
/// is (multiple >> k) times the inverse of odd modulo 2^64, and what is no multiple gets a product
/// that is larger than any quotient.
class ExactDivisor {
 public:
  /// `divisor` is not 0.
  explicit ExactDivisor(std::uint64_t divisor)
      : divisor_(divisor),
        shift_(std::countr_zero(divisor)),
        inverse_(InverseOf(divisor >> shift_)),
        largest_quotient_(std::numeric_limits<std::uint64_t>::max() / divisor) {}

  std::uint64_t divisor() const { return divisor_; }
  bool Divides(std::uint64_t value) const {
    return std::rotr(value * inverse_, shift_) <= largest_quotient_;
  }
  /// Of a multiple.
  std::uint64_t QuotientOf(std::uint64_t multiple) const { return (multiple >> shift_) * inverse_; }

 private:
  // Newton's iteration: an odd number is its own inverse modulo 8, and each round doubles the bits.
  static std::uint64_t InverseOf(std::uint64_t odd) {
    std::uint64_t inverse = odd;
    for (int bits = 3; bits < 64; bits *= 2) inverse *= 2 - odd * inverse;
    return inverse;
  }

  std::uint64_t divisor_;
  int shift_;
  std::uint64_t inverse_;
  std::uint64_t largest_quotient_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_ENCODING_EXACT_DIVISOR_H_
