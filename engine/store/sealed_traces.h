#ifndef COSTDB_ENGINE_STORE_SEALED_TRACES_H_
#define COSTDB_ENGINE_STORE_SEALED_TRACES_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "costdb/status.h"
#include "engine/store/environment.h"
#include "engine/store/stored_row_group.h"

namespace costdb::engine {

/// Where a sealed trace lies.
struct TraceLocation {
  std::uint32_t row_group = 0;  ///< Its number in the file.
  std::uint32_t trace = 0;      ///< Its index in the row group.
};

/// Finds traces in the sealed row groups through their filters, and keeps the ids of the row groups
/// it had to open. Row groups never change, so what it keeps stays true. Not thread-safe.
class SealedTraces {
 public:
  Result<std::optional<TraceLocation>> Find(const Transaction& transaction, const TraceId& trace);

  /// True when the sealed trace has the span.
  Result<bool> HasSpan(const Transaction& transaction, const TraceLocation& location, SpanId span);

 private:
  struct Ids {
    absl::flat_hash_map<TraceId, std::uint32_t> traces;
    std::vector<std::uint32_t> call_starts;
    std::vector<std::uint32_t> other_starts;
    std::vector<SpanId> calls;
    std::vector<SpanId> others;
  };

  Result<const Ids*> Load(const Transaction& transaction, std::uint32_t row_group);

  std::map<std::uint32_t, std::unique_ptr<const Ids>> loaded_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SEALED_TRACES_H_
