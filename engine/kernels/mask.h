#ifndef COSTDB_ENGINE_KERNELS_MASK_H_
#define COSTDB_ENGINE_KERNELS_MASK_H_

#include <bit>
#include <cstddef>
#include <cstdint>

namespace costdb::engine::kernels {

/// Masks hold one bit a row, 64 rows a word, lowest bit first; bits past the last row are clear.
constexpr std::size_t MaskWords(std::size_t rows) {
  return (rows + 63) / 64;
}

/// The bits of the last word that stand for rows, when `rows` is not a multiple of 64.
constexpr std::uint64_t LastWordBits(std::size_t rows) {
  return rows % 64 == 0 ? ~std::uint64_t{0} : (std::uint64_t{1} << (rows % 64)) - 1;
}

/// How many bits of `words` words are set.
std::uint64_t CountMask(const std::uint64_t* mask, std::size_t words);

/// target &= other, target |= other, target &= ~other; `words` words.
void AndMask(const std::uint64_t* other, std::size_t words, std::uint64_t* target);
void OrMask(const std::uint64_t* other, std::size_t words, std::uint64_t* target);
void AndNotMask(const std::uint64_t* other, std::size_t words, std::uint64_t* target);

/// Flips the bits of `rows` rows; bits past the last row are clear afterwards.
void NotMask(std::size_t rows, std::uint64_t* target);

/// Sets the bits of `rows` rows; bits past the last row are clear afterwards.
void FillMask(std::size_t rows, std::uint64_t* target);

/// The same, one word at a time; the tests compare against these.
namespace reference {

inline std::uint64_t CountMask(const std::uint64_t* mask, std::size_t words) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < words; ++i) {
    count += static_cast<std::uint64_t>(std::popcount(mask[i]));
  }
  return count;
}

inline void AndMask(const std::uint64_t* other, std::size_t words, std::uint64_t* target) {
  for (std::size_t i = 0; i < words; ++i) target[i] &= other[i];
}

inline void OrMask(const std::uint64_t* other, std::size_t words, std::uint64_t* target) {
  for (std::size_t i = 0; i < words; ++i) target[i] |= other[i];
}

inline void AndNotMask(const std::uint64_t* other, std::size_t words, std::uint64_t* target) {
  for (std::size_t i = 0; i < words; ++i) target[i] &= ~other[i];
}

}  // namespace reference
}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_MASK_H_
