#include "engine/kernels/unpack.h"

#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/unpack.cc"
#include <hwy/foreach_target.h>
// Must follow foreach_target.h.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace costdb::engine {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Walks the words of one vector of lanes, carrying the bits that straddle two of them.
template <class D, class Store>
HWY_INLINE void UnpackLanes(D d, const std::uint8_t* packed, unsigned width, const Store& store) {
  using Word = hn::TFromD<D>;
  constexpr unsigned kBits = sizeof(Word) * 8;
  constexpr std::size_t kLanes = 1024 / kBits;
  const auto mask = hn::Set(
      d, width == kBits ? static_cast<Word>(~Word{0}) : static_cast<Word>((Word{1} << width) - 1));
  for (std::size_t lane = 0; lane < kLanes; lane += hn::Lanes(d)) {
    const auto* words = reinterpret_cast<const Word*>(packed) + lane;
    auto current = hn::LoadU(d, words);
    unsigned shift = 0;
    for (unsigned row = 0; row < kBits; ++row) {
      auto value = hn::ShiftRightSame(current, static_cast<int>(shift));
      shift += width;
      if (shift >= kBits && row + 1 < kBits) {
        words += kLanes;
        current = hn::LoadU(d, words);
        shift -= kBits;
        if (shift != 0) {
          value = hn::Or(value, hn::ShiftLeftSame(current, static_cast<int>(width - shift)));
        }
      }
      store(row * kLanes + lane, hn::And(value, mask));
    }
  }
}

void UnpackBlock32(const std::uint8_t* HWY_RESTRICT packed, unsigned width,
                   std::uint32_t* HWY_RESTRICT values) {
  const hn::CappedTag<std::uint32_t, 32> d;
  UnpackLanes(d, packed, width,
              [&](std::size_t i, auto value) HWY_ATTR { hn::StoreU(value, d, values + i); });
}

void UnpackWide(const std::uint8_t* HWY_RESTRICT packed, unsigned width, std::uint64_t base,
                std::uint64_t multiplier, std::uint64_t* HWY_RESTRICT values) {
  const hn::CappedTag<std::uint64_t, 16> d;
  UnpackLanes(d, packed, width,
              [&](std::size_t i, auto value) HWY_ATTR { hn::StoreU(value, d, values + i); });
  for (std::size_t i = 0; i < 1024; ++i) values[i] = base + multiplier * values[i];
}

// Values of at most 32 bits are unpacked as such, then widened.
void UnpackNarrow(const std::uint8_t* HWY_RESTRICT packed, unsigned width, std::uint64_t base,
                  std::uint64_t multiplier, std::uint64_t* HWY_RESTRICT values) {
  HWY_ALIGN std::uint32_t narrow[1024];
  UnpackBlock32(packed, width, narrow);
  for (std::size_t i = 0; i < 1024; ++i) values[i] = base + multiplier * narrow[i];
}

}  // namespace HWY_NAMESPACE
}  // namespace costdb::engine
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace costdb::engine {

HWY_EXPORT(UnpackBlock32);
HWY_EXPORT(UnpackWide);
HWY_EXPORT(UnpackNarrow);

void UnpackBlock32(const std::uint8_t* packed, unsigned width, std::uint32_t* values) {
  if (width == 0) {
    std::memset(values, 0, 1024 * sizeof(*values));
  } else {
    HWY_DYNAMIC_DISPATCH(UnpackBlock32)(packed, width, values);
  }
}

void UnpackBlock64(const std::uint8_t* packed, unsigned width, std::uint64_t base,
                   std::uint64_t multiplier, std::int64_t* values) {
  auto* words = reinterpret_cast<std::uint64_t*>(values);
  if (width == 0) {
    for (std::size_t i = 0; i < 1024; ++i) words[i] = base;
  } else if (width <= 32) {
    HWY_DYNAMIC_DISPATCH(UnpackNarrow)(packed, width, base, multiplier, words);
  } else {
    HWY_DYNAMIC_DISPATCH(UnpackWide)(packed, width, base, multiplier, words);
  }
}

namespace {

template <typename Word>
void PackLanes(const std::uint64_t* values, unsigned width, std::uint8_t* packed) {
  constexpr unsigned kBits = sizeof(Word) * 8;
  constexpr unsigned kLanes = 1024 / kBits;
  for (unsigned i = 0; i < 1024; ++i) {
    const unsigned bit = i / kLanes * width;
    std::uint8_t* at = packed + (std::size_t{bit / kBits} * kLanes + i % kLanes) * sizeof(Word);
    Word word = 0;
    std::memcpy(&word, at, sizeof(word));
    word = static_cast<Word>(word | static_cast<Word>(values[i]) << (bit % kBits));
    std::memcpy(at, &word, sizeof(word));
    if (bit % kBits + width > kBits) {
      at += kLanes * sizeof(Word);
      std::memcpy(&word, at, sizeof(word));
      word = static_cast<Word>(word | static_cast<Word>(values[i]) >> (kBits - bit % kBits));
      std::memcpy(at, &word, sizeof(word));
    }
  }
}

}  // namespace

void PackBlock(const std::uint64_t* values, unsigned width, std::uint8_t* packed) {
  if (width == 0) return;
  if (width <= 32) {
    PackLanes<std::uint32_t>(values, width, packed);
  } else {
    PackLanes<std::uint64_t>(values, width, packed);
  }
}

}  // namespace costdb::engine
#endif
