#include "query/parser/code_point_offsets.h"

#include <algorithm>

#include "query/syntax/diagnostic.h"

namespace costdb::query {
namespace {

// Bytes of the code point that `text` starts with; 0 when it is malformed.
std::size_t SequenceLength(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF5   ? 0
                             : lead >= 0xF0 ? 4
                             : lead >= 0xE0 ? 3
                             : lead >= 0xC2 ? 2
                                            : 0;
  if (length == 0 || text.size() < length) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  const bool is_overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool is_out_of_range = (lead == 0xED && second >= 0xA0) || (lead == 0xF4 && second >= 0x90);
  if (is_overlong || is_out_of_range) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) return 0;
  }
  return length;
}

}  // namespace

Result<CodePointOffsets> CodePointOffsets::Of(std::string_view text) {
  CodePointOffsets offsets;
  offsets.offsets_.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = SequenceLength(text.substr(i));
    if (length == 0) {
      const auto place = static_cast<std::uint32_t>(i);
      return ErrorAt(text, {place, place + 1}, "the query is not valid UTF-8");
    }
    offsets.offsets_.push_back(static_cast<std::uint32_t>(i));
    i += length;
  }
  offsets.offsets_.push_back(static_cast<std::uint32_t>(text.size()));
  return offsets;
}

std::uint32_t CodePointOffsets::ByteAt(std::size_t code_point) const {
  return offsets_[std::min(code_point, offsets_.size() - 1)];
}

}  // namespace costdb::query
