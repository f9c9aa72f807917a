#ifndef COSTDB_ENGINE_KERNELS_AFFINE_H_
#define COSTDB_ENGINE_KERNELS_AFFINE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace costdb::engine::kernels {

/// values[i] = base + multiplier * packed[i], wrapping at 2^64: what frame-of-reference and its
/// common divisor took off. `values` and `packed` do not overlap.
void WidenAffine(const std::uint32_t* packed, std::size_t count, std::uint64_t base,
                 std::uint64_t multiplier, std::int64_t* values);

/// values[i] = base + multiplier * values[i], wrapping at 2^64.
void AffineIntegers(std::int64_t* values, std::size_t count, std::uint64_t base,
                    std::uint64_t multiplier);

/// codes[i] = min(base + multiplier * codes[i], limit), where the product and sum wrap at 2^32.
void AffineCodes(std::uint32_t* codes, std::size_t count, std::uint32_t base,
                 std::uint32_t multiplier, std::uint32_t limit);

/// codes[i] = min(values[i] modulo 2^32, limit).
void NarrowToCodes(const std::int64_t* values, std::size_t count, std::uint32_t limit,
                   std::uint32_t* codes);

/// The same, one value at a time; the tests compare against these.
namespace reference {

inline void WidenAffine(const std::uint32_t* packed, std::size_t count, std::uint64_t base,
                        std::uint64_t multiplier, std::int64_t* values) {
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = static_cast<std::int64_t>(base + multiplier * packed[i]);
  }
}

inline void AffineIntegers(std::int64_t* values, std::size_t count, std::uint64_t base,
                           std::uint64_t multiplier) {
  for (std::size_t i = 0; i < count; ++i) {
    values[i] =
        static_cast<std::int64_t>(base + multiplier * static_cast<std::uint64_t>(values[i]));
  }
}

inline void AffineCodes(std::uint32_t* codes, std::size_t count, std::uint32_t base,
                        std::uint32_t multiplier, std::uint32_t limit) {
  for (std::size_t i = 0; i < count; ++i) {
    codes[i] = std::min(base + multiplier * codes[i], limit);
  }
}

inline void NarrowToCodes(const std::int64_t* values, std::size_t count, std::uint32_t limit,
                          std::uint32_t* codes) {
  for (std::size_t i = 0; i < count; ++i) {
    codes[i] = std::min(static_cast<std::uint32_t>(values[i]), limit);
  }
}

}  // namespace reference
}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_AFFINE_H_
