#ifndef COSTDB_QUERY_SYNTAX_SOURCE_RANGE_H_
#define COSTDB_QUERY_SYNTAX_SOURCE_RANGE_H_

#include <cstdint>
#include <string_view>

namespace costdb::query {

/// The bytes [begin, end) of a query's text.
struct SourceRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// A range together with the text that it is of. What comes from no text has an empty one.
struct SourcePlace {
  std::string_view text;
  SourceRange range;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_SYNTAX_SOURCE_RANGE_H_
