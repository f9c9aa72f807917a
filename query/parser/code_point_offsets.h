#ifndef COSTDB_QUERY_PARSER_CODE_POINT_OFFSETS_H_
#define COSTDB_QUERY_PARSER_CODE_POINT_OFFSETS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "costdb/status.h"

namespace costdb::query {

/// Where each code point of a query starts: ANTLR counts code points, our ranges count bytes.
class CodePointOffsets {
 public:
  /// Fails, with the place, on text that is not UTF-8.
  static Result<CodePointOffsets> Of(std::string_view text);

  /// The byte that a code point starts at; the end of the text beyond the last.
  std::uint32_t ByteAt(std::size_t code_point) const;

 private:
  std::vector<std::uint32_t> offsets_;  ///< One a code point, and the end of the text.
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PARSER_CODE_POINT_OFFSETS_H_
