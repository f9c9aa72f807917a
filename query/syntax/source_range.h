#ifndef COSTDB_QUERY_SYNTAX_SOURCE_RANGE_H_
#define COSTDB_QUERY_SYNTAX_SOURCE_RANGE_H_

#include <cstdint>

namespace costdb::query {

/// The bytes [begin, end) of a query's text.
struct SourceRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_SYNTAX_SOURCE_RANGE_H_
