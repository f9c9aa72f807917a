#ifndef COSTDB_ENGINE_STORE_STORED_ID_H_
#define COSTDB_ENGINE_STORE_STORED_ID_H_

#include <cstdint>

#include "engine/span/span_record.h"

namespace costdb::engine {

/// Ids are kept in integer columns with the top bit flipped: so 0, which is no id, is kNullInteger,
/// and every real id is a value.
constexpr std::int64_t StoredId(std::uint64_t id) {
  return static_cast<std::int64_t>(id ^ static_cast<std::uint64_t>(kNullInteger));
}
constexpr std::uint64_t IdOfStored(std::int64_t stored) {
  return static_cast<std::uint64_t>(stored) ^ static_cast<std::uint64_t>(kNullInteger);
}

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_STORED_ID_H_
