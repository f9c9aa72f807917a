#include "ingest/wire/wire_reader.h"

namespace costdb::ingest {

// Bits beyond the 64th are dropped, as the library does.
WireReader::Varying WireReader::ReadLongVarint(const char* at, const char* end,
                                               std::size_t most_bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < most_bytes && at != end; ++i) {
    const auto byte = static_cast<unsigned char>(*at++);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) return {value, at};
  }
  return {};
}

std::uint64_t WireReader::ReadLongSize() {
  const std::uint64_t size = Take(ReadLongVarint(at_, end_, kMaximumTagBytes));
  if (size > kMaximumSize) Fail();
  return ok_ ? size : 0;
}

// Groups are nested fields up to the end tag of the same number; no OTLP field is one. An explicit
// stack, since anybody may send them.
void WireReader::SkipGroup() {
  std::uint32_t open[kMaximumDepth];
  int count = 0;
  do {
    if ((tag_ & 7) == static_cast<std::uint32_t>(WireType::kGroupStart)) {
      if (count >= depth_) return void(Fail());
      open[count++] = tag_ + 1;  // The tag that ends it.
    } else if ((tag_ & 7) == static_cast<std::uint32_t>(WireType::kGroupEnd)) {
      if (tag_ != open[--count]) return void(Fail());
    } else {
      Skip();
    }
  } while (count > 0 && Next());
  if (count > 0) Fail();
}

}  // namespace costdb::ingest
