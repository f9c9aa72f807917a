#ifndef COSTDB_ENGINE_ENCODING_PACKED_INTEGERS_H_
#define COSTDB_ENGINE_ENCODING_PACKED_INTEGERS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/encoding/encoded_column.h"

namespace costdb::engine {

/// Bits that hold every value up to `largest`: 0 for 0, 64 at most.
unsigned BitWidth(std::uint64_t largest);

/// Bytes that `count` values of `width` bits take packed.
std::size_t PackedBytes(std::size_t count, unsigned width);

/// Appends values, each below 2^width: whole blocks as kernels/unpack.h lays them out, the rest
/// (fewer than kBlockRows) bit by bit, least significant first, and eight bytes of padding after
/// it.
void AppendPacked(std::span<const std::uint64_t> values, unsigned width, std::string* bytes);

/// Reads what AppendPacked wrote. A view; the bytes must outlive it. Immutable.
class PackedIntegers {
 public:
  PackedIntegers() = default;
  /// `bytes` has at least PackedBytes(count, width).
  PackedIntegers(std::string_view bytes, std::size_t count, unsigned width)
      : bytes_(reinterpret_cast<const std::uint8_t*>(bytes.data())), count_(count), width_(width) {}

  std::size_t count() const { return count_; }

  /// Decodes [first, first + count) as base + multiplier * value, wrapping; `first` is a multiple
  /// of kBlockRows, and `values` has room for `count` rounded up to kBlockRows.
  void Read(std::size_t first, std::size_t count, std::uint64_t base, std::uint64_t multiplier,
            std::int64_t* values) const;

  /// The same for widths up to 32, as they are.
  void ReadNarrow(std::size_t first, std::size_t count, std::uint32_t* values) const;

  std::uint64_t At(std::size_t index) const;

  /// The largest value; 0 when there is none.
  std::uint64_t Maximum() const;

 private:
  std::uint64_t TailAt(std::size_t index) const;

  const std::uint8_t* bytes_ = nullptr;
  std::size_t count_ = 0;
  unsigned width_ = 0;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_ENCODING_PACKED_INTEGERS_H_
