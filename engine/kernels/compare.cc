#include "engine/kernels/compare.h"

#include <cstring>

#include "engine/kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/compare.cc"
#include "hwy/foreach_target.h"  // Before highway.h: compiles this file once an instruction set.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace costdb::engine::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <Comparison kComparison, class V>
HWY_INLINE auto Holds(V values, V constants) {
  if constexpr (kComparison == Comparison::kEqual) return hn::Eq(values, constants);
  if constexpr (kComparison == Comparison::kNotEqual) return hn::Ne(values, constants);
  if constexpr (kComparison == Comparison::kLess) return hn::Lt(values, constants);
  if constexpr (kComparison == Comparison::kLessEqual) return hn::Not(hn::Gt(values, constants));
  if constexpr (kComparison == Comparison::kGreater) return hn::Gt(values, constants);
  if constexpr (kComparison == Comparison::kGreaterEqual) return hn::Not(hn::Lt(values, constants));
}

// Invariant: the lanes of a vector divide 64, so that a vector never crosses a word.
template <Comparison kComparison, typename T>
void CompareAs(const T* HWY_RESTRICT values, std::size_t count, T constant,
               std::uint64_t* HWY_RESTRICT words) {
  const hn::ScalableTag<T> d;
  const auto constants = hn::Set(d, constant);
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    std::uint64_t word = 0;
    for (std::size_t lane = 0; lane < 64; lane += lanes) {
      std::uint8_t bytes[8] = {};
      hn::StoreMaskBits(d, Holds<kComparison>(hn::LoadU(d, values + i + lane), constants), bytes);
      std::uint64_t bits;
      std::memcpy(&bits, bytes, sizeof(bits));
      word |= bits << lane;
    }
    words[i / 64] = word;
  }
  reference::Compare(values + i, count - i, kComparison, constant, words + i / 64);
}

template <typename T>
HWY_INLINE void CompareWith(const T* values, std::size_t count, Comparison comparison, T constant,
                            std::uint64_t* words) {
  switch (comparison) {
    case Comparison::kEqual:
      return CompareAs<Comparison::kEqual>(values, count, constant, words);
    case Comparison::kNotEqual:
      return CompareAs<Comparison::kNotEqual>(values, count, constant, words);
    case Comparison::kLess:
      return CompareAs<Comparison::kLess>(values, count, constant, words);
    case Comparison::kLessEqual:
      return CompareAs<Comparison::kLessEqual>(values, count, constant, words);
    case Comparison::kGreater:
      return CompareAs<Comparison::kGreater>(values, count, constant, words);
    case Comparison::kGreaterEqual:
      return CompareAs<Comparison::kGreaterEqual>(values, count, constant, words);
  }
}

void CompareIntegers(const std::int64_t* values, std::size_t count, Comparison comparison,
                     std::int64_t constant, std::uint64_t* words) {
  CompareWith(values, count, comparison, constant, words);
}

void CompareCodes(const std::uint32_t* codes, std::size_t count, Comparison comparison,
                  std::uint32_t constant, std::uint64_t* words) {
  CompareWith(codes, count, comparison, constant, words);
}

}  // namespace HWY_NAMESPACE
}  // namespace costdb::engine::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace costdb::engine::kernels {

HWY_EXPORT(CompareIntegers);
HWY_EXPORT(CompareCodes);

void CompareIntegers(const std::int64_t* values, std::size_t count, Comparison comparison,
                     std::int64_t constant, std::uint64_t* words) {
  HWY_DYNAMIC_DISPATCH(CompareIntegers)(values, count, comparison, constant, words);
}

void CompareCodes(const std::uint32_t* codes, std::size_t count, Comparison comparison,
                  std::uint32_t constant, std::uint64_t* words) {
  HWY_DYNAMIC_DISPATCH(CompareCodes)(codes, count, comparison, constant, words);
}

}  // namespace costdb::engine::kernels
#endif  // HWY_ONCE
