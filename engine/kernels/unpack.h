#ifndef COSTDB_ENGINE_KERNELS_UNPACK_H_
#define COSTDB_ENGINE_KERNELS_UNPACK_H_

#include <cstdint>

namespace costdb::engine {

/// Blocks of 1024 values are bit-packed in interleaved lanes, so that unpacking is a shift and a
/// mask of whole vectors, and values come out in order.
///
/// Width 1..32: 32 lanes of 32-bit words. Value i is in lane i % 32, as the (i / 32)-th of the
/// lane's 32 values, which are packed end to end into `width` words, least significant bits first.
/// Word k of all lanes stands together (128 bytes). Width 33..64: the same with 16 lanes of 64-bit
/// words and 64 values a lane. Either way a block takes 128 * width bytes.

/// Unpacks one block of `width` in 0..32 into 1024 values. `packed` has 128 * width bytes, of any
/// alignment.
void UnpackBlock32(const std::uint8_t* packed, unsigned width, std::uint32_t* values);

/// Unpacks one block of `width` in 0..64 into 1024 values, each `base + multiplier * packed value`
/// in wrapping 64-bit arithmetic.
void UnpackBlock64(const std::uint8_t* packed, unsigned width, std::uint64_t base,
                   std::uint64_t multiplier, std::int64_t* values);

/// Packs 1024 values, each below 2^width, into 128 * width zeroed bytes: what the functions above
/// read.
void PackBlock(const std::uint64_t* values, unsigned width, std::uint8_t* packed);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_KERNELS_UNPACK_H_
