#include "engine/encoding/packed_integers.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "engine/kernels/unpack.h"

namespace costdb::engine {
namespace {

// A tail value is read as eight bytes at its first bit, and one more byte when it is wider than 57.
constexpr std::size_t kPaddingBytes = 9;

constexpr std::size_t BlockBytes(unsigned width) {
  return std::size_t{128} * width;
}

std::uint64_t MaskOf(unsigned width) {
  return width == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
}

template <typename Word>
std::uint64_t BlockValueAt(const std::uint8_t* block, unsigned width, unsigned index) {
  constexpr unsigned kBits = sizeof(Word) * 8;
  constexpr unsigned kLanes = 1024 / kBits;
  const unsigned bit = index / kLanes * width;
  const auto word_at = [&](unsigned word) {
    Word value = 0;
    std::memcpy(&value, block + (std::size_t{word} * kLanes + index % kLanes) * sizeof(Word),
                sizeof(value));
    return std::uint64_t{value};
  };
  std::uint64_t value = word_at(bit / kBits) >> (bit % kBits);
  if (bit % kBits + width > kBits) value |= word_at(bit / kBits + 1) << (kBits - bit % kBits);
  return value & MaskOf(width);
}

}  // namespace

unsigned BitWidth(std::uint64_t largest) {
  return static_cast<unsigned>(std::bit_width(largest));
}

std::size_t PackedBytes(std::size_t count, unsigned width) {
  if (width == 0) return 0;
  const std::size_t tail = count % kBlockRows;
  return count / kBlockRows * BlockBytes(width) +
         (tail == 0 ? 0 : (tail * width + 7) / 8 + kPaddingBytes);
}

void AppendPacked(std::span<const std::uint64_t> values, unsigned width, std::string* bytes) {
  const std::size_t start = bytes->size();
  bytes->resize(start + PackedBytes(values.size(), width));
  if (width == 0) return;
  auto* at = reinterpret_cast<std::uint8_t*>(bytes->data()) + start;
  const std::size_t whole = values.size() / kBlockRows * kBlockRows;
  for (std::size_t i = 0; i < whole; i += kBlockRows, at += BlockBytes(width)) {
    PackBlock(values.data() + i, width, at);
  }
  for (std::size_t i = whole; i < values.size(); ++i) {
    for (unsigned bit = 0; bit < width; ++bit) {
      const std::size_t target = (i - whole) * width + bit;
      at[target / 8] =
          static_cast<std::uint8_t>(at[target / 8] | ((values[i] >> bit & 1) << (target % 8)));
    }
  }
}

void PackedIntegers::Read(std::size_t first, std::size_t count, std::uint64_t base,
                          std::uint64_t multiplier, std::int64_t* values) const {
  for (std::size_t done = 0; done < count; done += kBlockRows) {
    const std::size_t row = first + done;
    if (row + kBlockRows <= count_) {
      UnpackBlock64(bytes_ + row / kBlockRows * BlockBytes(width_), width_, base, multiplier,
                    values + done);
      continue;
    }
    const std::size_t end = std::min(count, count_ - first);
    for (std::size_t i = done; i < end; ++i) {
      values[i] = static_cast<std::int64_t>(base + multiplier * TailAt(first + i));
    }
  }
}

void PackedIntegers::ReadNarrow(std::size_t first, std::size_t count, std::uint32_t* values) const {
  for (std::size_t done = 0; done < count; done += kBlockRows) {
    const std::size_t row = first + done;
    if (row + kBlockRows <= count_) {
      UnpackBlock32(bytes_ + row / kBlockRows * BlockBytes(width_), width_, values + done);
      continue;
    }
    const std::size_t end = std::min(count, count_ - first);
    for (std::size_t i = done; i < end; ++i) {
      values[i] = static_cast<std::uint32_t>(TailAt(first + i));
    }
  }
}

std::uint64_t PackedIntegers::At(std::size_t index) const {
  if (width_ == 0) return 0;
  if (index >= count_ / kBlockRows * kBlockRows) return TailAt(index);
  const std::uint8_t* block = bytes_ + index / kBlockRows * BlockBytes(width_);
  const auto in_block = static_cast<unsigned>(index % kBlockRows);
  return width_ <= 32 ? BlockValueAt<std::uint32_t>(block, width_, in_block)
                      : BlockValueAt<std::uint64_t>(block, width_, in_block);
}

std::uint64_t PackedIntegers::Maximum() const {
  std::array<std::int64_t, kBlockRows> values{};
  std::uint64_t maximum = 0;
  for (std::size_t first = 0; first < count_; first += kBlockRows) {
    const std::size_t count = std::min<std::size_t>(kBlockRows, count_ - first);
    Read(first, count, 0, 1, values.data());
    for (std::size_t i = 0; i < count; ++i) {
      maximum = std::max(maximum, static_cast<std::uint64_t>(values[i]));
    }
  }
  return maximum;
}

std::uint64_t PackedIntegers::TailAt(std::size_t index) const {
  if (width_ == 0) return 0;
  const std::size_t whole = count_ / kBlockRows;
  const std::size_t bit = (index - whole * kBlockRows) * width_;
  const std::uint8_t* at = bytes_ + whole * BlockBytes(width_) + bit / 8;
  std::uint64_t value = 0;
  std::memcpy(&value, at, sizeof(value));
  value >>= bit % 8;
  if (bit % 8 + width_ > 64) value |= std::uint64_t{at[8]} << (64 - bit % 8);
  return value & MaskOf(width_);
}

}  // namespace costdb::engine
