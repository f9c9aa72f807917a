#ifndef COSTDB_INGEST_PRICES_LIST_AMOUNT_H_
#define COSTDB_INGEST_PRICES_LIST_AMOUNT_H_

#include <cstdint>
#include <string_view>

#include "costdb/status.h"

namespace costdb::ingest {

/// A price of a list that programs write.
struct ListAmount {
  std::int64_t amount = 0;
  bool was_rounded = false;  ///< 0.18000000000000002, which someone computed with floats.
};

/// Reads a price x 10^scale. One that is finer is rounded to the nearest, half to even, but never
/// to nothing. Fails when it is no number, negative or too large.
Result<ListAmount> ReadListAmount(std::string_view text, int scale);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_PRICES_LIST_AMOUNT_H_
