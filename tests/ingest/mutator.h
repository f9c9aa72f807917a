#ifndef COSTDB_TESTS_INGEST_MUTATOR_H_
#define COSTDB_TESTS_INGEST_MUTATOR_H_

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

namespace costdb::ingest {

/// Makes bytes that are nearly what they were.
class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  std::size_t Below(std::size_t limit) { return random_() % limit; }

  /// `bytes` with one to four changes.
  std::string Mutate(std::string bytes) {
    const std::size_t changes = 1 + Below(4);
    for (std::size_t i = 0; i < changes && !bytes.empty(); ++i) Change(&bytes);
    return bytes;
  }

 private:
  void Change(std::string* bytes) {
    const std::size_t place = Below(bytes->size());
    const std::size_t length = 1 + Below(std::min<std::size_t>(64, bytes->size() - place));
    switch (Below(6)) {
      case 0:
        (*bytes)[place] = static_cast<char>(Below(256));
        break;
      case 1:
        (*bytes)[place] = static_cast<char>((*bytes)[place] ^ (1 << Below(8)));
        break;
      case 2:
        bytes->erase(place, length);
        break;
      case 3:
        bytes->insert(place, bytes->substr(Below(bytes->size()), length));
        break;
      case 4:
        bytes->resize(place);
        break;
      case 5:
        bytes->replace(place, 1, kNasty[Below(std::size(kNasty))]);
        break;
    }
  }

  static constexpr std::string_view kNasty[] = {
      "\xFF\xFF\xFF\xFF\x0F", "\"", "{", "}", "[", "\\ud800", "-1", "1e999", "\n", "\\", "null,",
      "99999999999999999999"};
  std::mt19937_64 random_;
};

}  // namespace costdb::ingest

#endif  // COSTDB_TESTS_INGEST_MUTATOR_H_
