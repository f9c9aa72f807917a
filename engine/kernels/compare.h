#ifndef COSTDB_ENGINE_KERNELS_COMPARE_H_
#define COSTDB_ENGINE_KERNELS_COMPARE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace costdb::engine::kernels {

/// value OP constant
enum class Comparison : std::uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual
};

/// Sets bit i of `words` (64 a word) when values[i] OP constant. Writes (count + 63) / 64 words;
/// bits past `count` are clear. NULL rows are compared like others: AND with the validity after.
void CompareIntegers(const std::int64_t* values, std::size_t count, Comparison comparison,
                     std::int64_t constant, std::uint64_t* words);

/// The same for codes, compared as unsigned numbers.
void CompareCodes(const std::uint32_t* codes, std::size_t count, Comparison comparison,
                  std::uint32_t constant, std::uint64_t* words);

/// The same, one value at a time; the tests compare against these.
namespace reference {

template <typename T>
bool Holds(T value, Comparison comparison, T constant) {
  switch (comparison) {
    case Comparison::kEqual:
      return value == constant;
    case Comparison::kNotEqual:
      return value != constant;
    case Comparison::kLess:
      return value < constant;
    case Comparison::kLessEqual:
      return value <= constant;
    case Comparison::kGreater:
      return value > constant;
    case Comparison::kGreaterEqual:
      return value >= constant;
  }
  return false;
}

template <typename T>
void Compare(const T* values, std::size_t count, Comparison comparison, T constant,
             std::uint64_t* words) {
  std::fill_n(words, (count + 63) / 64, 0);
  for (std::size_t i = 0; i < count; ++i) {
    if (Holds(values[i], comparison, constant)) words[i / 64] |= std::uint64_t{1} << (i % 64);
  }
}

}  // namespace reference
}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_COMPARE_H_
