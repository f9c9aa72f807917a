#ifndef COSTDB_INGEST_INPUT_JSON_EXTENT_H_
#define COSTDB_INGEST_INPUT_JSON_EXTENT_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace costdb::ingest {

/// Finds where a JSON object or array ends, from brackets and strings alone, a piece at a time.
class JsonExtent {
 public:
  /// Reads on over `bytes`. Returns how many of them belong to the value: all, or up to its closing
  /// bracket, after which is_complete() holds.
  std::size_t Scan(std::string_view bytes);

  bool is_complete() const { return is_complete_; }

 private:
  void Take(char character);

  std::uint64_t depth_ = 0;
  bool in_string_ = false;
  bool is_escaped_ = false;
  bool is_complete_ = false;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_INPUT_JSON_EXTENT_H_
