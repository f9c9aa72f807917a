#ifndef COSTDB_ENGINE_ENCODING_FRAMED_LIST_H_
#define COSTDB_ENGINE_ENCODING_FRAMED_LIST_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/encoding/integer_encoding.h"
#include "engine/encoding/packed_blocks.h"

namespace costdb::engine {

/// A short list of integers inside of an encoding (run values, distinct values), as
/// base + divisor * packed: u64 base, u64 divisor, packed blocks.
class FramedListPlan {
 public:
  explicit FramedListPlan(Integers values);

  std::uint64_t bytes() const;
  void Append(std::string* payload) const;

 private:
  std::uint64_t base_ = 0;
  std::uint64_t divisor_ = 1;
  std::vector<std::uint64_t> words_;
  std::vector<std::uint8_t> widths_;
};

/// Takes such a list of `count` values and unpacks it; `count` is bounded by the column's rows.
/// The result is as long as `count`. Nothing when it is malformed.
std::optional<std::vector<std::int64_t>> TakeFramedList(std::uint32_t count, PayloadReader* reader);

/// Unpacks all of `packed` as base + multiplier * value; the result is as long as the list.
std::vector<std::int64_t> UnpackAll(const PackedBlocks& packed, std::uint64_t base,
                                    std::uint64_t multiplier);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_ENCODING_FRAMED_LIST_H_
