#ifndef COSTDB_ENGINE_STORE_META_H_
#define COSTDB_ENGINE_STORE_META_H_

#include <cstdint>
#include <string>

#include "costdb/status.h"
#include "engine/store/environment.h"

namespace costdb::engine {

/// The version of the file format that this program writes; docs/file-format.md.
inline constexpr std::uint32_t kFormatVersion = 3;

/// Counters kept in the file.
enum class Counter : std::uint8_t {
  kNextBatch,         ///< Number of the next head batch.
  kNextRowGroup,      ///< Number of the next row group.
  kConflictingSpans,  ///< Spans dropped since they had the id of another span.
  kRepricings,        ///< How often costs were rewritten.
  kPreaggregated,     ///< 1 once the pre-aggregates hold all sealed calls.
};

/// Writes the format version and the dictionaries of enumerations into a new file; checks the
/// version of an existing one, and brings an older one up to date. `path` is for messages.
Status InitializeOrCheck(Transaction& transaction, const std::string& path);

/// Checks the version of an existing file.
Status CheckFormat(const Transaction& transaction, const std::string& path);

Result<std::uint64_t> ReadCounter(const Transaction& transaction, Counter counter);
Status WriteCounter(Transaction& transaction, Counter counter, std::uint64_t value);
Status AddToCounter(Transaction& transaction, Counter counter, std::uint64_t increment);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_META_H_
