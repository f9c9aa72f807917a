#ifndef COSTDB_INGEST_WIRE_SHORT_TEXT_H_
#define COSTDB_INGEST_WIRE_SHORT_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace costdb::ingest {

/// The bytes at `bytes` as an integer.
template <typename Word>
std::uint64_t LoadWord(const char* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

/// Whether two texts are equal. For keys and names, which are short and mostly are: a few words are
/// compared sooner than a function is called.
inline bool IsSameText(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const std::size_t size = a.size();
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) {
      if (LoadWord<std::uint64_t>(a.data() + i) != LoadWord<std::uint64_t>(b.data() + i)) {
        return false;
      }
    }
    return LoadWord<std::uint64_t>(a.data() + size - 8) ==
           LoadWord<std::uint64_t>(b.data() + size - 8);
  }
  for (std::size_t i = 0; i < size; ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_SHORT_TEXT_H_
